"""A procedure in force and a cycle open under it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.cast import SINCE

if TYPE_CHECKING:
    from tests.support.cast import Person
    from trato.cycles.models import Cycle

AT = SINCE + timedelta(days=30)


@pytest.fixture
def in_force(db: Any, gc: Person, sgc: Person) -> None:
    """Approve version 01, GC and SGC, as the first thing of an installation."""
    from tests.support.ladder import approve_procedure

    approve_procedure(gc=gc.actor, sgc=sgc.actor, at=AT - timedelta(days=5))


@pytest.fixture
def cycle(in_force: None, ec: Person) -> Cycle:
    """Open a cycle of Martina's."""
    from tests.support.ladder import opened

    return opened(ec=ec, at=AT)
