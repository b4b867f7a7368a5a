"""Cycles of Martina's from the review to the payment plan."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import ladder

if TYPE_CHECKING:
    from tests.support.cast import Person
    from trato.cycles.models import Cycle

# Tuesday 10 March 2026, 10:00 in Buenos Aires; the review is done by 14:00.
START = datetime(2026, 3, 10, 13, 0, tzinfo=UTC)
AT = START + timedelta(hours=4)


@pytest.fixture
def in_force(db: Any, gc: Person, sgc: Person) -> None:
    ladder.approve_procedure(gc=gc.actor, sgc=sgc.actor, at=START - timedelta(days=5))


@pytest.fixture
def reviewed(in_force: None, ec: Person, gc: Person) -> Cycle:
    """A cycle ready for its proposal, within what the EC commits alone."""
    return ladder.walked_to_reviewed(ec=ec, gc=gc, at=START)[0]


@pytest.fixture
def proposed(reviewed: Cycle, ec: Person) -> Cycle:
    """A cycle whose proposal the signatory has in their mailbox."""
    return ladder.proposed(reviewed, ec=ec, at=AT)


@pytest.fixture
def agreed(proposed: Cycle) -> Cycle:
    """A cycle whose proposal the signatory accepted."""
    return ladder.agreed(proposed, at=AT + timedelta(hours=1))
