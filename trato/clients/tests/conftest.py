"""A contract signed by both, and an operation that ended without one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import ladder

if TYPE_CHECKING:
    from tests.support.cast import Person
    from trato.cycles.models import Cycle

# Tuesday 10 March 2026, 10:00 in Buenos Aires.
START = datetime(2026, 3, 10, 13, 0, tzinfo=UTC)
AT = START + timedelta(hours=5)


@pytest.fixture
def in_force(db: Any, gc: Person, sgc: Person) -> None:
    ladder.approve_procedure(gc=gc.actor, sgc=sgc.actor, at=START - timedelta(days=5))


@pytest.fixture
def contracted(in_force: None, ec: Person, gc: Person) -> Cycle:
    return ladder.walked_to_contracted(ec=ec, gc=gc, at=START)[0]


@pytest.fixture
def lost(in_force: None, ec: Person, gc: Person) -> Cycle:
    """An operation that ended after the presentation."""
    return ladder.walked_to_lost(ec=ec, gc=gc, at=START)[0]
