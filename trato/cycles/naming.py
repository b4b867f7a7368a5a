"""What the people of a cycle are called, without asking again for whom the page already knows."""

from __future__ import annotations

from collections.abc import Iterable

from trato.cycles.models import Cycle
from trato.cycles.situation import Situation
from trato.people.actors import names_of


def names_in(cycle: Cycle, situation: Situation, keys: Iterable[str]) -> dict[str, str]:
    """Return the name to show for each key; asks the database only for who left, on either side."""
    known = {user.key: user.name for people in situation.holders.values() for user in people}
    known |= {person.key: person.name for person in cycle.organisation.current_people}
    wanted = set(keys)
    left = wanted - known.keys()
    return {key: known[key] for key in wanted - left} | (names_of(left) if left else {})
