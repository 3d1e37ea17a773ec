import django.db.models.deletion
import members.models.body
from audit.append_only import lift
from django.db import migrations, models


def lift_term(apps, schema_editor):
    """PostgreSQL alters no column that a trigger looks at; it comes back after the migrations."""
    lift(schema_editor.connection, apps.get_model("members", "Term"))


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0004_what_is_known_of_the_past'),
        ('norms', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='body',
            name='parent',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='members.body'),
        ),
        migrations.AddField(
            model_name='body',
            name='presiding_office',
            field=models.CharField(choices=[('president', 'Presidencia'), ('secretary', 'Secretaría Técnica'), ('deputy', 'Secretaría Técnica Adjunta'), ('coordinator', 'Coordinación')], default='president', max_length=12, verbose_name='cargo que preside'),
        ),
        migrations.AddField(
            model_name='body',
            name='seat_roles',
            field=models.JSONField(default=members.models.body.both_roles, verbose_name='representantes por asiento'),
        ),
        migrations.AddField(
            model_name='body',
            name='session_kinds',
            field=models.JSONField(blank=True, default=list, verbose_name='clases de sesión'),
        ),
        migrations.AddField(
            model_name='body',
            name='standing_guests',
            field=models.JSONField(blank=True, default=list, verbose_name='invitados permanentes'),
        ),
        migrations.AddField(
            model_name='body',
            name='stations',
            field=models.JSONField(blank=True, default=list, verbose_name='estaciones de la agenda'),
        ),
        migrations.RunPython(lift_term, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='term',
            name='office',
            field=models.CharField(choices=[('president', 'Presidencia'), ('secretary', 'Secretaría Técnica'), ('deputy', 'Secretaría Técnica Adjunta'), ('coordinator', 'Coordinación')], max_length=12, verbose_name='cargo'),
        ),
        migrations.RunPython(migrations.RunPython.noop, lift_term),
    ]
