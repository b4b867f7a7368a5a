"""A procedure in force, a classified cycle, and what waits for Quality in it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from tests.support import ladder

if TYPE_CHECKING:
    from datetime import datetime

    from tests.support.cast import Person
    from trato.cycles.models import Cycle, WaiverRequest
    from trato.quality.models import Case


@pytest.fixture(scope="session")
def now() -> datetime:
    """This moment: pages look at the real clock."""
    return timezone.now()


@pytest.fixture
def cycle(db: Any, now: datetime, gc: Person, sgc: Person, ec: Person) -> Cycle:
    """A classified cycle of Martina's."""
    ladder.approve_procedure(gc=gc.actor, sgc=sgc.actor, at=now - timedelta(days=2))
    opened = ladder.opened(ec=ec, at=now - timedelta(hours=2))
    return ladder.classified(opened, ec=ec, at=now - timedelta(hours=1))


@pytest.fixture
def complaint(cycle: Cycle, ec: Person, now: datetime) -> Case:
    """The case a complaint opened."""
    from trato.agenda.actions import receive_enquiry
    from trato.quality.models import Case

    receive_enquiry(cycle, kind="complaint", medium="phone", text="Nadie me llamó", by=ec.actor, at=now)
    return Case.objects.get()


@pytest.fixture
def asked(cycle: Cycle, ec: Person, now: datetime) -> WaiverRequest:
    """A waiver of the pitch, asked for by the EC."""
    from trato.cycles.waivers import request_waiver

    return request_waiver(
        cycle,
        action="prepare-pitch",
        reason="urgency",
        text="Viaja mañana",
        regularise_by=(now + timedelta(days=10)).date(),
        by=ec.actor,
        at=now,
    )


@pytest.fixture
def authorised(asked: WaiverRequest, gc: Person, now: datetime) -> WaiverRequest:
    """The same waiver, authorised by the GC."""
    from trato.cycles.waivers import decide_waiver

    decide_waiver(asked, authorised=True, text="", by=gc.actor, at=now)
    return asked
