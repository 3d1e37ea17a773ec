from django.db import migrations

from audit.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("admissions", "0001_initial")]
    operations = [
        append_only(
            "admissions_application",
            (
                "body_id",
                "year",
                "number",
                "label",
                "code",
                "submitted_at",
                "name",
                "ruc",
                "link_kind",
                "link_text",
                "contribution_text",
            ),
        ),
        append_only("admissions_applicationfile", ("application_id", "kind", "upload_id", "added_at")),
        append_only("admissions_applicationstep", ("application_id", "act", "state", "text", "due_on", "at")),
        append_only("admissions_applicationmail", ("application_id", "step_id", "email", "queued_at")),
    ]
