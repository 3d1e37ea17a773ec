from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0006_mesas_below_their_assembly")]
    operations = [
        migrations.AddConstraint(
            model_name='body',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'mesa'), _negated=True), ('parent__isnull', False), _connector='OR'), name='mesa_has_parent'),
        ),
    ]
