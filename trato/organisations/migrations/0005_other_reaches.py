"""Further telephones and e-mails of a person."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0004_notes"),
    ]

    operations = [
        migrations.AddField(
            model_name="contact",
            name="others",
            field=models.JSONField(blank=True, default=list, verbose_name="other telephones and e-mails"),
        ),
    ]
