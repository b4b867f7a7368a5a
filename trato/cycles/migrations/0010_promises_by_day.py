"""Index the days promised as the board asks for them too."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cycles", "0009_sent_back"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="progress",
            name="progress_next_step",
        ),
        migrations.AddIndex(
            model_name="progress",
            index=models.Index(
                condition=models.Q(("next_step_on__isnull", False)),
                fields=["closed_at", "next_step_on", "owner", "phase"],
                name="progress_next_step",
            ),
        ),
    ]
