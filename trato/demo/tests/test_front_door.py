"""Where to begin, on the demonstration's sign-in page."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from tests.support import ladder
from trato.demo.front_door import FIRST
from trato.organisations.models import Organisation

if TYPE_CHECKING:
    from django.test import Client

    from tests.support.cast import Person


def test_the_cycles_that_were_told_are_offered_in_demo_mode_only(
    client: Client, settings: Any, ec: Person, gc: Person, sgc: Person
) -> None:
    then = timezone.now() - timedelta(days=5)
    ladder.approve_procedure(gc=gc.actor, sgc=sgc.actor, at=then)
    cycle = ladder.opened(ec=ec, at=then)
    Organisation.objects.filter(pk=cycle.organisation_id).update(name=FIRST[0][0])
    assert f"/ciclos/{cycle.code}/" not in client.get("/entrar/").text
    settings.TRATO_DEMO = True
    page = client.get("/entrar/").text
    assert f"/ciclos/{cycle.code}/" in page
    assert FIRST[1][0] not in page
