from django.db import migrations

from audit.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("sessions_app", "0001_initial")]
    operations = [
        append_only(
            "sessions_app_rollcall", ("meeting_id", "call", "at", "installed", "code", "waiver_agreed", "ruling")
        ),
        append_only("sessions_app_acuerdo", ("body_id", "meeting_id", "motion_id", "year", "number", "label", "text")),
        append_only(
            "sessions_app_actaversion", ("acta_id", "number", "payload", "sha256", "created_at", "created_by_id")
        ),
        append_only("sessions_app_actaobservation", ("version_id", "author_id", "text", "at")),
        append_only("sessions_app_actadecision", ("version_id", "verdict", "reason", "by_id", "at")),
        append_only("sessions_app_actasignature", ("acta_id", "entry_id", "role", "outcome", "reason", "upload_id")),
    ]
