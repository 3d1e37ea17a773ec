from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sessions_app', '0007_who_stood_stays'),
    ]

    operations = [
        migrations.AlterField(
            model_name='motion',
            name='purpose',
            field=models.CharField(default='decision', max_length=12),
        ),
    ]
