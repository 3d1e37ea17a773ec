from django.db import migrations, models


class Migration(migrations.Migration):
    """Numbers are of each body; files wait for their form; SQLite makes the table anew and forgets its triggers."""

    dependencies = [("admissions", "0002_append_only")]
    # The triggers that were made here are declared on the models now and made after each migration (audit.append_only).
    operations = [
        migrations.CreateModel(
            name="StagedFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(db_index=True, max_length=20)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("request", "Solicitud"),
                            ("proof", "Sustento de la vinculación"),
                            ("accreditation", "Acreditación de representantes"),
                            ("remedy", "Subsanación"),
                            ("other", "Otro"),
                        ],
                        max_length=15,
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("size", models.PositiveIntegerField()),
                ("data", models.BinaryField()),
                ("staged_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "verbose_name": "archivo por presentar",
                "verbose_name_plural": "archivos por presentar",
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="application",
            name="search_text",
            field=models.TextField(blank=True, default="", editable=False),
            preserve_default=False,
        ),
        migrations.RemoveConstraint(model_name="application", name="one_application_per_number"),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.UniqueConstraint(fields=("body", "year", "number"), name="one_application_per_number"),
        ),
    ]
