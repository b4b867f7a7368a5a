"""A procedure in force and cycles of the EC's, dated from this moment back: pages look at the real clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from tests.support import ladder
from tests.support.cast import signed_in

if TYPE_CHECKING:
    from django.test import Client

    from tests.support.cast import Person
    from trato.cycles.models import Cycle


@pytest.fixture(scope="session")
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def in_force(db: Any, gc: Person, sgc: Person, now: datetime) -> None:
    ladder.approve_procedure(gc=gc.actor, sgc=sgc.actor, at=now - timedelta(days=60))


@pytest.fixture
def cycle(in_force: None, ec: Person, now: datetime) -> Cycle:
    """A cycle of Martina's opened a month ago and not classified yet."""
    return ladder.opened(ec=ec, at=now - timedelta(days=30))


@pytest.fixture
def martina(client: Client, ec: Person) -> Client:
    """Martina's browser."""
    return signed_in(client, ec)
