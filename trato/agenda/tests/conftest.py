"""A procedure in force and a cycle of the EC's on its way up the ladder."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import ladder

if TYPE_CHECKING:
    from tests.support.cast import Person
    from trato.cycles.models import Cycle

# Tuesday 10 March 2026, 10:00 in Buenos Aires.
AT = datetime(2026, 3, 10, 13, 0, tzinfo=UTC)


@pytest.fixture
def in_force(db: Any, gc: Person, sgc: Person) -> None:
    ladder.approve_procedure(gc=gc.actor, sgc=sgc.actor, at=AT - timedelta(days=5))


@pytest.fixture
def cycle(in_force: None, ec: Person) -> Cycle:
    """A classified cycle of Martina's."""
    opened = ladder.opened(ec=ec, at=AT - timedelta(hours=2))
    return ladder.classified(opened, ec=ec, at=AT - timedelta(hours=1))
