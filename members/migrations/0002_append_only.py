from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial")]
    # The triggers that were made here are declared on the models now and made after each migration (audit.append_only).
    operations = []
