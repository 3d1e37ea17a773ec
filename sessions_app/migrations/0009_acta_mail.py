import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sessions_app', '0008_purposes_of_other_rooms'),
    ]

    operations = [
        migrations.AlterField(
            model_name='dispatch',
            name='sent_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='dispatch',
            name='tried_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name='ActaMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=160)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('state', models.CharField(choices=[('pending', 'Por enviar'), ('sent', 'Enviado'), ('failed', 'Falló'), ('no_address', 'Sin correo')], default='pending', max_length=10)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('error', models.CharField(blank=True, max_length=500)),
                ('queued_at', models.DateTimeField()),
                ('tried_at', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mails', to='sessions_app.actaversion')),
            ],
            options={
                'verbose_name': 'aviso del acta',
                'verbose_name_plural': 'avisos del acta',
                'ordering': ['pk'],
                'abstract': False,
            },
        ),
    ]
