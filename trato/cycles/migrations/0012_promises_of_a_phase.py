"""Index the days promised by phase, as the columns of the board count them."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cycles", "0011_promises_of_an_owner"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="progress",
            index=models.Index(
                condition=models.Q(("next_step_on__isnull", False)),
                fields=["phase", "closed_at", "next_step_on", "due_on", "cycle"],
                name="progress_phase_step",
            ),
        ),
    ]
