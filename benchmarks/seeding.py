"""Seed one empty, migrated installation and prove it: `python -m benchmarks.seeding CYCLES`, or `0` to prove it anew.

The cycles enter through the set-wise forms of the product. Then the whole history must verify, and a sample of the
projections must equal what `evaluate` says now. Ends with status 1 when either does not hold.
"""

from __future__ import annotations

import copy
import random
import sys
from datetime import datetime

SAMPLE = 300
SEED = 1


def main(count: int) -> int:
    """Seed when there is something to seed, let the clock's work be done, and prove what is there."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.utils import timezone, translation

    from trato.cycles.jobs import reevaluate_due

    now = timezone.now()
    with translation.override(settings.LANGUAGE_CODE):
        if count:
            from benchmarks.crowd import crowd
            from trato.demo.telling import tell

            tell(now=now, also=[crowd(count)])
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        reevaluate_due(now)
        wrong = _wrong_projections(now)
    if wrong:
        print(f"Projections that are not what evaluate says: {wrong}")
        return 1
    if not count:
        return 0
    from trato.cli import main as trato

    return trato(["ledger", "verify"])


def _wrong_projections(at: datetime) -> list[str]:
    """Return what differs, "code field", over a sample."""
    from trato.cycles.models import Cycle, Progress
    from trato.cycles.projection import project
    from trato.cycles.situation import situations_of

    keys = list(Progress.objects.order_by("pk").values_list("pk", flat=True))
    some = random.Random(SEED).sample(keys, min(SAMPLE, len(keys)))  # noqa: S311 -- a sample, not a secret
    cycles = list(Cycle.objects.filter(pk__in=some).select_related("progress"))
    situations = situations_of(cycles, at=at)
    fields = [field.attname for field in Progress._meta.concrete_fields]
    wrong = []
    for cycle in cycles:
        evaluated = project(cycle, copy.copy(cycle.progress), situations[cycle.pk])
        wrong += [
            f"{cycle.code} {name}" for name in fields if getattr(evaluated, name) != getattr(cycle.progress, name)
        ]
    return wrong


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
