"""Ways around the procedure that somebody inside could try, through the pages and through the actions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.attacks.conftest import House
from tests.support import ladder
from trato.cycles.closing import close_without_contract
from trato.cycles.models import Cycle, Draft
from trato.cycles.refusals import NotYours
from trato.cycles.verbs import CannotRecover, recover
from trato.ledger.models import Entry


def address(cycle: Cycle, section: str, verb: str) -> str:
    return f"/ciclos/{cycle.code}/{section}/{verb}/"


def fresh(cycle: Cycle) -> Cycle:
    return Cycle.objects.get(pk=cycle.pk)


def test_a_running_cycle_is_not_recovered(house: House) -> None:
    cycle = house.opened()
    answer = house.enter("EC").post(address(cycle, "8.1.1", "recuperar"), {"seq": fresh(cycle).seq})
    assert answer.status_code == 409
    with pytest.raises(CannotRecover):
        recover(cycle, by=house["EC"].actor, at=timezone.now())
    assert Cycle.objects.count() == 1


def test_a_lost_client_comes_back_once_at_a_time(house: House) -> None:
    cycle, now = house.opened(), timezone.now()
    close_without_contract(cycle, motive="timing", lesson="Volver en marzo", by=house["EC"].actor, at=now)
    recover(cycle, by=house["EC"].actor, at=now)
    with pytest.raises(CannotRecover):
        recover(cycle, by=house["EC"].actor, at=now)
    with pytest.raises(NotYours):
        recover(cycle, by=house["EC2"].actor, at=now)
    assert Cycle.objects.count() == 2


def test_a_form_with_a_garbled_seq_is_as_old_as_can_be(house: House) -> None:
    cycle = house.opened()
    before = Entry.objects.count()
    for seq in ("x", "-1", "9" * 5000, "²"):
        answer = house.enter("EC").post(address(cycle, "8.1.1", "asignar"), {"seq": seq, "member": "EC:1"})
        assert answer.status_code in {409, 422}
    assert Entry.objects.count() == before


@pytest.mark.parametrize("role", ["EC2", "AUDITOR", "ADMIN", "EET", "TO", "PM", "PO"])
def test_nobody_acts_or_drafts_on_a_cycle_that_is_not_theirs(house: House, role: str) -> None:
    cycle, client = house.opened(), house.enter(role)
    before = Entry.objects.count()
    for section, verb, data in (
        ("8.1.2", "registrar-contacto", {"summary": "x"}),
        ("8.2.1", "emitir-rar", {"_save": "1", "legal": "mío"}),
        ("8.4.5", "cerrar-sin-contratacion", {"motive": "price", "lesson": "x"}),
        ("8.1.1", "asignar", {"member": f"EC:{house['EC2'].user.pk}"}),
        ("8.1.1", "tomar", {}),
        ("8.1.1", "recuperar", {}),
        ("8.1.1", "pedir-desvio", {"reason": "urgency", "text": "x", "regularise_by": "31/12/2030"}),
        ("8.1.1", "autorizar-desvio", {}),
    ):
        answer = client.post(address(cycle, section, verb), {"seq": fresh(cycle).seq, **data})
        assert answer.status_code in {403, 404}, (section, verb, answer.status_code)
    assert Entry.objects.count() == before
    assert not Draft.objects.exists()


def test_a_verb_posted_to_the_step_of_another_action_does_not_exist(house: House) -> None:
    cycle, client = house.opened(), house.enter("EC")
    for section, verb in (("8.4.3", "clasificar"), ("8.1.1", "firmar"), ("8.2.9", "emitir-rar"), ("9.9.9", "asignar")):
        assert client.post(address(cycle, section, verb), {"seq": fresh(cycle).seq}).status_code == 404


def test_a_posted_form_is_not_taken_twice(house: House) -> None:
    cycle, client = house.opened(), house.enter("EC")
    data = {
        "seq": fresh(cycle).seq,
        "medium": "whatsapp",
        "answered": "si",
        "summary": "Quiere una tienda",
        "next_on": f"{timezone.localdate() + timedelta(days=3):%d/%m/%Y}",
    }
    first = client.post(address(cycle, "8.1.2", "registrar-contacto"), data)
    assert first.status_code == 302, first.text
    again = client.post(address(cycle, "8.1.2", "registrar-contacto"), data)
    assert again.status_code == 409
    assert "Quiere una tienda" in again.text


def test_choices_outside_the_offered_ones_are_refused(house: House) -> None:
    cycle, client = house.opened(), house.enter("GC")
    other = ladder.opened(ec=house["EC2"], at=house.at, name="Otra Casa SA", cuit="30853409169")
    stranger = ladder.signatory(other)
    close_without_contract(cycle, motive="timing", lesson="Volver", by=house["EC"].actor, at=timezone.now())
    survey = {"seq": fresh(cycle).seq, "contact": str(stranger.pk)}
    assert client.post(address(cycle, "8.4.2", "enviar-encuesta"), survey).status_code == 422
    for member in (
        f"EC:{house['AUDITOR'].user.pk}",
        f"GC:{house['EC'].user.pk}",
        "EC:999999",
        f"EET:{house['EC'].user.pk}",
    ):
        answer = client.post(address(other, "8.1.1", "asignar"), {"seq": fresh(other).seq, "member": member})
        assert answer.status_code == 422, member
