import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """One valid next round of an election; those annulled do not count. SQLite then needs the table's trigger again."""

    dependencies = [("sessions_app", "0004_append_only_again")]
    # The triggers that were made here are declared on the models now and made after each migration (audit.append_only).
    operations = [
        migrations.AlterField(
            model_name="motion",
            name="previous_round",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="next_rounds",
                to="sessions_app.motion",
            ),
        ),
        migrations.AddConstraint(
            model_name="motion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "annulled"), _negated=True),
                fields=("previous_round",),
                name="one_valid_next_round",
            ),
        ),
    ]
