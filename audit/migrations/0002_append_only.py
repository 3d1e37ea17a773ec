from django.db import migrations

from audit.append_only import append_only

COLUMNS = (
    "at",
    "recorded_at",
    "correlation",
    "stream",
    "action",
    "actor_id",
    "actor_name",
    "actor_role",
    "subject_type",
    "subject_id",
    "ruling",
    "data",
)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [append_only("audit_event", COLUMNS)]
