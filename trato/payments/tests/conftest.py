"""A contract signed by both, whose first instalment enables the start."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import ladder

if TYPE_CHECKING:
    from tests.support.cast import Person
    from trato.cycles.models import Cycle
    from trato.documents.models import File

# Tuesday 10 March 2026, 10:00 in Buenos Aires; the contract is signed that day.
START = datetime(2026, 3, 10, 13, 0, tzinfo=UTC)
AT = START + timedelta(hours=5)


@pytest.fixture
def in_force(db: Any, gc: Person, sgc: Person) -> None:
    ladder.approve_procedure(gc=gc.actor, sgc=sgc.actor, at=START - timedelta(days=5))


@pytest.fixture
def contracted(in_force: None, ec: Person, gc: Person) -> Cycle:
    """A cycle of USD 4,200 + IVA signed by both: 40 % is USD 2,032.80."""
    return ladder.walked_to_contracted(ec=ec, gc=gc, at=START)[0]


@pytest.fixture
def proof(contracted: Cycle, ec: Person) -> File:
    return ladder.proof_file(by=ec, at=AT)


@pytest.fixture
def planned(in_force: None, ec: Person, gc: Person) -> Cycle:
    """A cycle with its payment plan and no contract yet."""
    return ladder.walked_to_planned(ec=ec, gc=gc, at=START)[0]


@pytest.fixture
def asked(contracted: Cycle, ec: Person) -> Cycle:
    """ARS 3,008,544 asked for, at 1,480."""
    return ladder.requested(contracted, ec=ec, at=AT)
