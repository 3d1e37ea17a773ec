"""A suspension rests on a document and may end before its day; those from before say that theirs was not recorded."""

import datetime

import django.db.models.deletion
from django.db import migrations, models


def fill(apps, schema_editor):
    suspension_model, instrument_model = apps.get_model("members", "Suspension"), apps.get_model("documents", "Instrument")
    for suspension in suspension_model.objects.select_related("seat__body"):
        if suspension.instrument_id is None:
            suspension.instrument = instrument_model.objects.create(
                kind="otro",
                number="s/n",
                date=suspension.starts_on,
                issuer=suspension.seat.body.name[:200],
                title="Suspensión sin documento registrado",
                recorded_at=datetime.datetime.now(datetime.UTC),
            )
        if suspension.ends_before is not None:
            suspension.valid_until = suspension.ends_before - datetime.timedelta(days=1)
        suspension.save(update_fields=["instrument", "valid_until"])
    if schema_editor is not None and schema_editor.connection.vendor == "postgresql":
        # The foreign keys of the rows above are checked now: a table with checks that wait cannot be altered.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0004_padron_constancia"),
        ("members", "0007_mesa_has_parent"),
    ]
    operations = [
        migrations.AddField(
            model_name="suspension",
            name="valid_until",
            field=models.DateField(blank=True, null=True, verbose_name="vigencia hasta"),
        ),
        migrations.AddField(
            model_name="suspension",
            name="end_instrument",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="documents.instrument",
            ),
        ),
        migrations.AddField(
            model_name="suspension",
            name="end_reason",
            field=models.CharField(blank=True, max_length=300, verbose_name="motivo del término"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="suspension",
            name="instrument",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.instrument"
            ),
        ),
        migrations.AddConstraint(
            model_name="suspension",
            constraint=models.CheckConstraint(
                condition=models.Q(end_instrument__isnull=True, end_reason="")
                | (models.Q(end_instrument__isnull=False, ends_before__isnull=False) & ~models.Q(end_reason="")),
                name="suspension_ended_early_by_paper",
            ),
        ),
    ]
