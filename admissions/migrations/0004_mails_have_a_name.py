from django.db import migrations, models


def fill(apps, schema_editor):
    """Every notification so far went to the contact of its expediente."""
    for mail in apps.get_model("admissions", "ApplicationMail").objects.select_related("application"):
        mail.name = mail.application.contact_name
        mail.save(update_fields=["name"])


class Migration(migrations.Migration):

    dependencies = [
        ('admissions', '0003_files_before_they_are_sent'),
    ]

    operations = [
        migrations.AddField(
            model_name='applicationmail',
            name='name',
            field=models.CharField(default='', max_length=160),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='applicationmail',
            name='email',
            field=models.EmailField(blank=True, max_length=254),
        ),
        migrations.AlterField(
            model_name='applicationmail',
            name='state',
            field=models.CharField(choices=[('pending', 'Por enviar'), ('sent', 'Enviado'), ('failed', 'Falló'), ('no_address', 'Sin correo')], default='pending', max_length=10),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
