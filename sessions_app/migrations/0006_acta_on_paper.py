import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0004_padron_constancia"),
        ("sessions_app", "0005_a_second_round_may_be_held_again"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    # The triggers that were made here are declared on the models now and made after each migration (audit.append_only).
    operations = [
        migrations.CreateModel(
            name="PaperActa",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recorded_at", models.DateTimeField()),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="paper_actas",
                        to="sessions_app.meeting",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "upload",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.upload",
                    ),
                ),
            ],
            options={
                "verbose_name": "acta en papel",
                "verbose_name_plural": "actas en papel",
                "ordering": ["-pk"],
            },
        ),
    ]
