"""The next step in words, and since when a cycle is without activity; the running cycles are evaluated again."""

from typing import Any

from django.conf import settings
from django.db import migrations, models


def evaluate_again(apps: Any, _editor: Any) -> None:
    """Let the clock project the running cycles anew: what was not kept before follows from their history."""
    running = apps.get_model("cycles", "Progress").objects.filter(closed_at=None).exclude(state="listed")
    running.update(changes_at=models.F("last_event_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("cycles", "0007_sums_of_the_board"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="IdleLimit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("phase", models.CharField(max_length=8, unique=True)),
                ("days", models.PositiveSmallIntegerField()),
            ],
        ),
        migrations.AddField(
            model_name="progress",
            name="idle_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="progress",
            name="next_step",
            field=models.CharField(blank=True, default="", max_length=120),
        ),
        migrations.AddField(
            model_name="progress",
            name="next_step_kind",
            field=models.CharField(
                blank=True,
                choices=[("contact", "Next contact"), ("meeting", "Meeting"), ("own", "Next step")],
                default="",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="progress",
            name="next_step_pos",
            field=models.PositiveBigIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name="progress",
            index=models.Index(
                condition=models.Q(("next_step_on__isnull", False)),
                fields=["owner", "closed_at", "next_step_on"],
                name="progress_next_step",
            ),
        ),
        migrations.RunPython(evaluate_again, migrations.RunPython.noop),
    ]
