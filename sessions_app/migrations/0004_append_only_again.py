from django.db import migrations

from audit.append_only import append_only


class Migration(migrations.Migration):
    """SQLite made these tables anew in 0003 and forgot their triggers."""

    dependencies = [("sessions_app", "0003_elections_admissions_past")]
    operations = [
        append_only("sessions_app_meeting", ("body_id", "created_at", "created_by_id", "import_batch_id")),
        append_only(
            "sessions_app_motion",
            (
                "meeting_id",
                "ref",
                "text",
                "form",
                "purpose",
                "subject",
                "round_number",
                "previous_round_id",
                "opened_at",
                "quorum_ruling",
            ),
        ),
    ]
