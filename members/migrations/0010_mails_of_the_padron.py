import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0009_a_departure_is_noted_whole'),
    ]

    operations = [
        migrations.CreateModel(
            name='AccessMail',
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
                ('grant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mails', to='members.accessgrant')),
            ],
            options={
                'verbose_name': 'aviso de acceso',
                'verbose_name_plural': 'avisos de acceso',
                'ordering': ['pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ProposalMail',
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
                ('about', models.CharField(choices=[('submitted', 'Presentada'), ('observed', 'Observada'), ('accepted', 'Aceptada'), ('withdrawn', 'Retirada')], max_length=10)),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mails', to='members.accreditationproposal')),
            ],
            options={
                'verbose_name': 'aviso de propuesta',
                'verbose_name_plural': 'avisos de propuestas',
                'ordering': ['pk'],
                'abstract': False,
            },
        ),
    ]
