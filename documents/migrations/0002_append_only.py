from django.db import migrations

from audit.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]
    operations = [
        append_only("documents_storedfile", ("sha256", "content_type", "size", "data")),
        append_only("documents_upload", ("stored_id", "name", "content_type", "size", "uploaded_at")),
        append_only("documents_instrument", ("kind", "number", "date", "issuer")),
        append_only(
            "documents_issueddocument",
            (
                "series",
                "kind",
                "year",
                "number",
                "label",
                "title",
                "issued_at",
                "payload",
                "payload_sha256",
                "verification_code",
            ),
        ),
    ]
