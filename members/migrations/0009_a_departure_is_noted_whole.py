"""The note of a departure is as long as the one in the institution's own proposal."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0008_a_suspension_cites_its_document")]
    operations = [
        migrations.AlterField("accreditation", "left_note", models.CharField(blank=True, max_length=500)),
    ]
