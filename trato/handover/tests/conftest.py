"""A project ready to be handed over: signed, paid, its file confirmed and its survey sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import ladder

if TYPE_CHECKING:
    from tests.support.cast import Person
    from trato.cycles.models import Cycle

# Tuesday 10 March 2026, 10:00 in Buenos Aires; paid that day.
START = datetime(2026, 3, 10, 13, 0, tzinfo=UTC)
AT = START + timedelta(hours=5)


@pytest.fixture
def in_force(db: Any, gc: Person, sgc: Person) -> None:
    ladder.approve_procedure(gc=gc.actor, sgc=sgc.actor, at=START - timedelta(days=5))


@pytest.fixture
def paid(in_force: None, ec: Person, gc: Person) -> Cycle:
    return ladder.walked_to_paid(ec=ec, gc=gc, at=START)[0]


@pytest.fixture
def ready(paid: Cycle, ec: Person, gc: Person) -> Cycle:
    cycle = ladder.file_confirmed(paid, ec=ec, at=AT)
    ladder.asked_how_it_was(cycle, gc=gc, at=AT)
    return cycle


@pytest.fixture
def handed(ready: Cycle, gc: Person, pm: Person) -> Cycle:
    """Sent to Diseño y Funcionalidades, with somebody there to receive it."""
    return ladder.handed_over(ready, gc=gc, at=AT + timedelta(hours=1))
