"""Index the days promised by whose they are: every page counts what presses on its reader."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cycles", "0010_promises_by_day"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="progress",
            index=models.Index(
                condition=models.Q(("next_step_on__isnull", False)),
                fields=["owner", "closed_at", "next_step_on"],
                name="progress_owner_step",
            ),
        ),
    ]
