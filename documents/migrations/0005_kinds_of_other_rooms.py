from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0004_padron_constancia'),
    ]

    operations = [
        migrations.AlterField(
            model_name='issueddocument',
            name='kind',
            field=models.CharField(max_length=40, verbose_name='clase'),
        ),
    ]
