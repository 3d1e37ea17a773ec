from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('exchange', '0002_what_the_preview_said'),
    ]

    operations = [
        migrations.AddField(
            model_name='importbatch',
            name='series',
            field=models.SlugField(blank=True, max_length=60, verbose_name='serie'),
        ),
    ]
