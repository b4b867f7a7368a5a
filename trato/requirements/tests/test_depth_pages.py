"""The depth as it is decided, and the modality as it is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from tests.support import ladder
from tests.support.cast import signed_in
from trato.cycles.models import Cycle
from trato.cycles.opening import NewCycle, open_cycle
from trato.documents.records import latest
from trato.prospects.actions import classify
from trato.prospects.rules import Classification
from trato.requirements.actions import choose_modality
from trato.requirements.tests.conftest import AT

if TYPE_CHECKING:
    from django.test import Client

    from tests.support.cast import Person

from trato.requirements.tests.posting import address, post, text


def test_the_criteria_are_said_in_words_and_the_facts_come_from_the_rar(
    client: Client, surveyed: Cycle, ec: Person
) -> None:
    shown = text(signed_in(client, ec).get(address(surveyed, "8.2.2")))
    assert "Según los criterios corresponde RTP: cobra en línea y trata datos sensibles." in shown
    assert "Si hay que apartarse, decide <b>Diego Altamirano (GC)</b>" in shown


DEPTH = {
    "online_payments": "si",
    "integrations": "no",
    "migration": "no",
    "sensitive_data": "si",
    "custom_development": "no",
    "over_limit": "no",
    "needed": "si",
    "reason": "Cobra en línea.",
}


def test_an_ec_decides_the_depth_and_calls_the_team_in(
    client: Client, surveyed: Cycle, ec: Person, eet: Person, to: Person
) -> None:
    assert "Convocar" not in text(signed_in(client, ec).get(address(surveyed, "8.2.2")))
    assert post(client, surveyed, "8.2.2", "decidir", DEPTH).status_code == 302
    assert "Convocar al equipo técnico" in text(client.get(address(surveyed, "8.2.2")))
    team = {"analyst": str(eet.user.pk), "approver": str(to.user.pk)}
    assert post(client, surveyed, "8.2.2", "convocar", team).status_code == 302
    assert "Ramiro Paz (EET) · Julieta Brandán (TO)" in text(client.get(address(surveyed, "8.2.3")))


def test_departing_from_the_criteria_is_refused_to_an_ec_with_the_text_kept(
    client: Client, surveyed: Cycle, ec: Person
) -> None:
    data = {**DEPTH, "needed": "no", "reason": "Ya lo hicimos para otra tienda"}
    response = post(signed_in(client, ec), surveyed, "8.2.2", "decidir", data)
    assert response.status_code == 409
    assert "Ya lo hicimos para otra tienda" in text(response)
    assert latest(surveyed.stream, "depth") is None


def test_simplified_work_says_so_and_a_second_one_of_the_client_warns_of_splitting(
    client: Client, presented: Cycle, ec: Person
) -> None:
    small = Classification(
        priority="high", client_type="company", origin="AR-X", scale="small", sector="food", needs=("landing",)
    )
    classify(cycle=presented, classification=small, by=ec.actor, at=AT)
    signed_in(client, ec)
    before = text(client.get(address(presented, "8.1.2")))
    assert "Puede ir por la modalidad simplificada" in before, "suggested on any step of the cycle"
    assert "se ve en el RAR" in before
    ladder.surveyed(presented, ec=ec, at=AT, deep=False)
    assert "se ve en el RAR" not in text(client.get(address(presented, "8.2.1")))
    assert post(client, presented, "8.2.1", "modalidad-simplificada", {}).status_code == 302
    chosen = text(client.get(address(presented, "8.2.1")))
    assert "Volver al procedimiento completo" in chosen
    assert "Puede ir por la modalidad simplificada" not in chosen
    assert post(client, presented, "8.2.1", "modalidad-completa", {}).status_code == 302
    assert "Puede ir por" not in text(client.get(address(presented, "8.2.1"))), (
        "somebody decided: it is not insisted on"
    )
    choose_modality(presented, simplified=True, by=ec.actor, at=timezone.now())
    now = timezone.now()
    new = NewCycle(organisation=presented.organisation, title="Otra landing", owner=ec.user, source="returning")
    second = open_cycle(new, by=ec.actor, at=now)
    Cycle.objects.filter(pk=second.pk).update(opened_at=presented.opened_at)
    classify(cycle=second, classification=small, by=ec.actor, at=now)
    choose_modality(second, simplified=True, by=ec.actor, at=now)
    assert "partiendo un mismo trabajo" in text(client.get(address(second, "8.2.1")))
