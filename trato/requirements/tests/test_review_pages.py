"""The review as it is prepared and ruled on: what the button says is what happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import ladder
from tests.support.cast import signed_in
from trato.cycles.models import Cycle
from trato.documents.records import latest
from trato.ledger.entries import entries_of
from trato.procedure import Money
from trato.requirements.actions import call_in, issue_rar, prepare_review
from trato.requirements.tests.conftest import AT
from trato.requirements.tests.test_review import said

if TYPE_CHECKING:
    from django.test import Client

    from tests.support.cast import Person

from trato.requirements.tests.posting import address, post, review, rtp, text


def test_nothing_is_preset_for_the_ec(client: Client, approved: Cycle, ec: Person) -> None:
    form = signed_in(client, ec).get(address(approved, "8.2.4")).context["panel"]["verbs"][0].form
    assert not [name for name in form.fields if form[name].value() not in (None, "", [])]


def test_within_the_limit_the_button_rules(client: Client, approved: Cycle, ec: Person) -> None:
    response = post(signed_in(client, ec), approved, "8.2.4", "revisar", review(hace="dictaminar"))
    assert response.status_code == 302
    entry = entries_of([approved.stream])[approved.stream][-1]
    assert (entry.event, entry.facts["estimate_usd"]) == ("requirements.reviewed", 420_000)


def test_a_button_that_would_do_something_else_than_it_says_does_nothing_and_says_so(
    client: Client, approved: Cycle, ec: Person
) -> None:
    response = post(signed_in(client, ec), approved, "8.2.4", "revisar", review(estimate="14.800", hace="dictaminar"))
    assert response.status_code == 409
    shown = text(response)
    assert "Son USD 14.800 y tu límite es USD 5.000" in shown
    assert "Pedir aprobación" in shown
    assert 'name="hace" value="pedir"' in shown
    assert latest(approved.stream, "review") is None
    assert post(client, approved, "8.2.4", "revisar", review(estimate="14.800", hace="pedir")).status_code == 302
    assert entries_of([approved.stream])[approved.stream][-1].event == "review.prepared"


def test_a_budget_over_the_limit_says_from_the_start_who_rules(
    client: Client, presented: Cycle, ec: Person, gc: Person
) -> None:
    issue_rar(
        presented,
        requirements=ladder.REQUIREMENTS,
        legal="Ninguno",
        self_imposed="Ninguno",
        specifics={"budget": {"minor": 1_480_000, "currency": "USD"}},
        by=ec.actor,
        at=AT,
    )
    shown = text(signed_in(client, ec).get(address(presented, "8.2.4")))
    assert (
        "Son USD 14.800 y tu límite es USD 5.000. Vos la preparás; la dictamina <b>Diego Altamirano (GC)</b>." in shown
    )
    assert "Pedir aprobación" in shown


def test_the_manager_finds_what_was_prepared_and_rules(client: Client, approved: Cycle, ec: Person, gc: Person) -> None:
    prepare_review(approved, **said(estimate=Money(1_480_000, "USD")), by=ec.actor, at=AT)
    waiting = signed_in(client, ec).get(address(approved, "8.2.4"))
    assert "Corregir lo que preparaste" in text(waiting)  # type: ignore[arg-type]
    assert not waiting.context["panel"]["verbs"][0].open
    response = signed_in(client, gc).get(address(approved, "8.2.4"))
    assert "La preparó <b>Martina Sosa</b>" in text(response)  # type: ignore[arg-type]
    form = response.context["panel"]["verbs"][0].form
    assert form["who"].value() == "Equipo Comercio 2"
    assert form["estimate"].value() == Money(1_480_000, "USD")
    assert str(form.button) == "Dictaminar"
    data = review(estimate="14.800", hace="dictaminar")
    assert post(client, approved, "8.2.4", "revisar", data).status_code == 302
    entry = entries_of([approved.stream])[approved.stream][-1]
    assert (entry.event, entry.role) == ("requirements.reviewed", "GC")


def test_third_parties_are_ticked_and_written_into_the_record(
    client: Client, decided: Cycle, ec: Person, eet: Person, to: Person
) -> None:
    call_in(decided, analyst=eet.user, approver=to.user, by=ec.actor, at=AT)
    answers = rtp("R1", "R2", "R3") | {"rows-0-third_party": "Mercado Pago", "rows-2-third_party": "Andreani"}
    post(signed_in(client, eet), decided, "8.2.3", "emitir-rtp", answers)
    post(signed_in(client, to), decided, "8.2.3", "aprobar-rtp", {})
    signed_in(client, ec)
    data = review(agreed="Mercado Pago", third_parties="Andreani contesta el lunes", hace="dictaminar")
    assert post(client, decided, "8.2.4", "revisar", data).status_code == 302
    record = latest(decided.stream, "review")
    assert record is not None
    assert record.data["third_parties"].splitlines() == [
        "Mercado Pago: acuerdo vigente",
        "Andreani: sin acuerdo todavía",
        "Andreani contesta el lunes",
    ]


def test_a_date_that_does_not_exist_keeps_what_was_typed(client: Client, approved: Cycle, ec: Person) -> None:
    response = post(signed_in(client, ec), approved, "8.2.4", "revisar", review(from_on="31/02/2026"))
    assert response.status_code == 422
    assert "31/02" in text(response)
    assert latest(approved.stream, "review") is None


@pytest.mark.parametrize("section", ["8.2.1", "8.2.2", "8.2.3", "8.2.4"])
def test_the_auditor_reads_every_panel_and_finds_nothing_to_press(
    section: str, client: Client, reviewed: Cycle, auditor: Person
) -> None:
    response = signed_in(client, auditor).get(address(reviewed, section))
    assert response.status_code == 200
    assert response.context["panel"]["verbs"] == []
