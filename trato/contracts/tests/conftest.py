"""Cycles of Martina's from the payment plan to the signatures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import ladder

if TYPE_CHECKING:
    from tests.support.cast import Person
    from trato.cycles.models import Cycle

# Tuesday 10 March 2026, 10:00 in Buenos Aires; the plan is agreed by 14:00.
START = datetime(2026, 3, 10, 13, 0, tzinfo=UTC)
AT = START + timedelta(hours=4)


@pytest.fixture
def in_force(db: Any, gc: Person, sgc: Person) -> None:
    ladder.approve_procedure(gc=gc.actor, sgc=sgc.actor, at=START - timedelta(days=5))


@pytest.fixture
def planned(in_force: None, ec: Person, gc: Person) -> Cycle:
    """A cycle ready for its contract, a model in force and the signatory's power verified."""
    cycle = ladder.walked_to_planned(ec=ec, gc=gc, at=START)[0]
    ladder.contract_model(gc=gc, at=AT)
    return cycle


@pytest.fixture
def issued(planned: Cycle, ec: Person, gc: Person) -> Cycle:
    """A cycle whose contract is issued and nobody signed."""
    return ladder.drafted(planned, ec=ec, gc=gc, at=AT)
