from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.support.cast import SINCE, Person
from trato.links.tests.conftest import asked, make_link

if TYPE_CHECKING:
    from trato.cycles.models import Cycle

__all__ = ["asked", "make_link"]

AT: datetime = SINCE + timedelta(days=30)


@pytest.fixture
def cycle(gc: Person, sgc: Person, ec: Person) -> Cycle:
    """Open a cycle of Martina's, its client not heard yet."""
    from tests.support.ladder import approve_procedure, opened

    approve_procedure(gc=gc.actor, sgc=sgc.actor, at=AT - timedelta(days=5))
    return opened(ec=ec, at=AT)
