"""The record an approver returned; the running cycles are evaluated again, for who moves next follows from it."""

from typing import Any

from django.db import migrations, models


def evaluate_again(apps: Any, _editor: Any) -> None:
    """Let the clock project anew the cycles that wait for an approval."""
    waiting = apps.get_model("cycles", "Progress").objects.filter(closed_at=None, state="waiting-approval")
    waiting.update(changes_at=models.F("last_event_at"))


class Migration(migrations.Migration):
    dependencies = [("cycles", "0008_next_step_and_idle")]

    operations = [
        migrations.AddField(
            model_name="progress",
            name="sent_back",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.RunPython(evaluate_again, migrations.RunPython.noop),
    ]
