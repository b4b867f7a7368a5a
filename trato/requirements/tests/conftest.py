"""Cycles of Martina's at each rung of §8.2, up to the review."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import ladder

if TYPE_CHECKING:
    from tests.support.cast import Person
    from trato.cycles.models import Cycle

# Tuesday 10 March 2026, 10:00 in Buenos Aires; §8.1 is done by 14:00.
START = datetime(2026, 3, 10, 13, 0, tzinfo=UTC)
AT = START + timedelta(hours=4)


@pytest.fixture
def in_force(db: Any, gc: Person, sgc: Person) -> None:
    ladder.approve_procedure(gc=gc.actor, sgc=sgc.actor, at=START - timedelta(days=5))


@pytest.fixture
def presented(in_force: None, ec: Person, gc: Person) -> Cycle:
    """A cycle whose minutes were sent."""
    return ladder.walked_to_presented(ec=ec, gc=gc, at=START)[0]


@pytest.fixture
def surveyed(presented: Cycle, ec: Person) -> Cycle:
    """A cycle with a RAR that asks for a deep survey."""
    return ladder.surveyed(presented, ec=ec, at=AT)


@pytest.fixture
def decided(surveyed: Cycle, ec: Person) -> Cycle:
    """A cycle that waits for its RTP."""
    return ladder.depth_decided(surveyed, ec=ec, at=AT)


@pytest.fixture
def approved(decided: Cycle, ec: Person, eet: Person, to: Person) -> Cycle:
    """A cycle with its RTP approved."""
    return ladder.rtp_approved(decided, ec=ec, eet=eet, to=to, at=AT)


@pytest.fixture
def reviewed(approved: Cycle, ec: Person) -> Cycle:
    """A cycle ready for its proposal, within what the EC commits alone."""
    return ladder.reviewed(approved, by=ec, at=AT)
