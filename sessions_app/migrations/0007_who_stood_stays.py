from django.db import migrations


class Migration(migrations.Migration):
    """What could be chosen in a vote, and who stood in an election, stays as it was put; only the count comes later."""

    dependencies = [("sessions_app", "0006_acta_on_paper")]
    # The triggers that were made here are declared on the models now and made after each migration (audit.append_only).
    operations = []
