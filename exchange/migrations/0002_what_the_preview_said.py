"""The report of the preview is kept: it is what the person saw before confirming."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("exchange", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="importbatch",
            name="report",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="judged_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
