from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_append_only")]
    operations = [
        migrations.AddIndex("issueddocument", models.Index(fields=["state"], name="documents_by_state")),
    ]
