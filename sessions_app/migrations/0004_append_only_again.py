from django.db import migrations


class Migration(migrations.Migration):
    """SQLite made these tables anew in 0003 and forgot their triggers."""

    dependencies = [("sessions_app", "0003_elections_admissions_past")]
    # The triggers that were made here are declared on the models now and made after each migration (audit.append_only).
    operations = []
