from django.db import migrations

from audit.append_only import append_only


class Migration(migrations.Migration):
    """What could be chosen in a vote, and who stood in an election, stays as it was put; only the count comes later."""

    dependencies = [("sessions_app", "0006_acta_on_paper")]
    operations = [
        append_only("sessions_app_motionoption", ("motion_id", "position", "sense", "label", "seat_id", "person_id")),
    ]
