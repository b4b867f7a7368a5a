"""Work the clock asks for: rows whose state changes by itself are evaluated again."""

from datetime import datetime

from django.db import transaction

from trato.cycles.evidence import refresh
from trato.cycles.models import Cycle, Progress
from trato.jobs.registry import every

BATCH = 200


@every(minutes=1, name="cycles.clock")
def reevaluate_due(at: datetime) -> None:
    """Evaluate again, a batch at a time, every cycle whose `changes_at` has come."""
    while ids := list(Progress.objects.stale_by(at).order_by("cycle_id").values_list("cycle_id", flat=True)[:BATCH]):
        with transaction.atomic():
            refresh(list(Cycle.objects.locked().filter(pk__in=ids)), at=at)
