"""The time of the suite rests on this: what tests climb alike is copied, not climbed again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.support import ladder
from tests.support.cast import Person
from tests.support.remembering import MEMORY
from trato.search import engine

START = datetime(2026, 3, 10, 13, 0, tzinfo=UTC)


def test_what_tests_climb_is_remembered_whatever_the_database(db: Any, ec: Person, gc: Person, sgc: Person) -> None:
    ladder.approve_procedure(gc=gc.actor, sgc=sgc.actor, at=START - timedelta(days=5))
    ladder.walked_to_paid(ec=ec, gc=gc, at=START)
    assert MEMORY.path is not None, "something on the way writes what the memory knows no table of"
    assert MEMORY.path[-1][1] == "walked_to_paid"  # type: ignore[index]


def test_what_was_copied_is_found(db: Any, ec: Person, gc: Person, sgc: Person) -> None:
    """It is copied here: the test before, in this process, climbed it."""
    ladder.approve_procedure(gc=gc.actor, sgc=sgc.actor, at=START - timedelta(days=5))
    cycle, _then = ladder.walked_to_paid(ec=ec, gc=gc, at=START)
    word = cycle.organisation.name.split()[-1].lower()
    assert engine.is_held(word)
