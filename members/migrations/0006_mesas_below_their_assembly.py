"""What a body was until now by its kind becomes data: a Mesa has the Assembly of its rulebook as its parent."""

from django.db import migrations


def fill(apps, schema_editor):
    Body = apps.get_model("members", "Body")
    assemblies = list(Body.objects.filter(kind="assembly").order_by("pk"))
    Body.objects.filter(kind="assembly").update(standing_guests=["mincetur", "governor"])
    for mesa in Body.objects.filter(kind="mesa", parent=None):
        same = [body for body in assemblies if body.rulebook_id == mesa.rulebook_id]
        mesa.parent = (same or assemblies)[0]
        mesa.presiding_office = "coordinator"
        mesa.save(update_fields=["parent", "presiding_office"])


class Migration(migrations.Migration):
    dependencies = [("members", "0005_bodies_have_a_parent")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
