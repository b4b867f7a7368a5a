"""Provide events one at a time, without the web: `benchmarks.providing EVENTS` prints the milliseconds of each.

What the product does for one event when everything around it is left out: the lock, the rules, the record, the entry of
the ledger with its tree, the projection and the search, until the database has committed.
"""

from __future__ import annotations

import json
import random
import sys
import time

WARM_UP, SEED = 3, 2


def main(count: int) -> int:
    """Classify so many prospects nobody has classified, spread over the whole list."""
    import django

    django.setup()
    from django.conf import settings
    from django.utils import timezone, translation

    from benchmarks.crowd import KNOWN
    from benchmarks.names import PEOPLE
    from benchmarks.scenes import MANAGER
    from trato.cycles.evidence import provide
    from trato.cycles.models import Cycle, Progress, State
    from trato.people.actors import actor_for
    from trato.people.models import User

    manager = User.objects.get(name=MANAGER)
    waiting = list(Progress.objects.filter(state=State.LISTED, next_action="identify").values_list("pk", flat=True))
    facts: dict[str, int | bool | str] = {"groups": KNOWN.groups, "contacts": 1, "priority": KNOWN.priority}
    taken = []
    for key in random.Random(SEED).sample(waiting, count + WARM_UP):  # noqa: S311 -- a sample, not a secret
        cycle = Cycle.objects.select_related("organisation").get(pk=key)
        body = {
            "contacts": [{"name": PEOPLE[0]}],
            "organisation": cycle.organisation.name,
            "priority": KNOWN.priority,
            "client_type": KNOWN.client_type,
            "origin": KNOWN.origin,
            "scale": KNOWN.scale,
            "sector": KNOWN.sector,
            "needs": list(KNOWN.needs),
        }
        now = timezone.now()
        by = actor_for(manager, now)
        with translation.override(settings.LANGUAGE_CODE):
            began = time.perf_counter()
            provide(cycle, "prospect.classified", body=body, facts=facts, by=by, at=now)
            taken.append((time.perf_counter() - began) * 1000)
    print(json.dumps(taken[WARM_UP:]))
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
