"""The RTP as it is answered, returned and approved."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.support import ladder
from tests.support.cast import signed_in
from trato.cycles.models import Cycle
from trato.documents.records import latest
from trato.ledger.entries import entries_of
from trato.requirements.actions import call_in, issue_rar
from trato.requirements.tests.conftest import AT

if TYPE_CHECKING:
    from django.test import Client

    from tests.support.cast import Person

from trato.requirements.tests.posting import address, post, rtp, text


@pytest.fixture
def called(decided: Cycle, ec: Person, eet: Person, to: Person) -> Cycle:
    call_in(decided, analyst=eet.user, approver=to.user, by=ec.actor, at=AT)
    return decided


def test_the_eet_answers_the_requirements_of_the_rar_whatever_is_posted(
    client: Client, called: Cycle, eet: Person
) -> None:
    shown = text(signed_in(client, eet).get(address(called, "8.2.3")))
    assert "3 sin responder" in shown
    assert "Vender 42 productos" in shown
    response = post(client, called, "8.2.3", "emitir-rtp", rtp("R2", "R1", "R3", "R9"))
    assert response.status_code == 302
    record = latest(called.stream, "rtp")
    assert record is not None
    assert [row["requirement"] for row in record.data["answers"]] == ["R1", "R2", "R3"]


def test_a_row_left_out_comes_back_to_be_answered(client: Client, called: Cycle, eet: Person) -> None:
    response = post(signed_in(client, eet), called, "8.2.3", "emitir-rtp", rtp("R1", "R2"))
    assert response.status_code == 422
    assert "1 sin responder" in text(response)
    assert latest(called.stream, "rtp") is None


def test_the_to_returns_the_rtp_and_the_eet_reads_why_and_issues_again(
    client: Client, called: Cycle, eet: Person, to: Person
) -> None:
    post(signed_in(client, eet), called, "8.2.3", "emitir-rtp", rtp("R1", "R2", "R3"))
    waiting = client.get(address(called, "8.2.3"))
    assert "Aprobar el RTP" not in text(waiting)  # type: ignore[arg-type]
    assert "Espera a <b>Julieta Brandán</b>" in text(waiting)  # type: ignore[arg-type]
    assert not any(offer.open for offer in waiting.context["panel"]["verbs"]), "another version only if asked for"
    signed_in(client, to)
    assert "Aprobar el RTP v1" in text(client.get(address(called, "8.2.3")))
    assert post(client, called, "8.2.3", "devolver-rtp", {"comment": "Falta el stock"}).status_code == 302
    shown = text(signed_in(client, eet).get(address(called, "8.2.3")))
    assert "«Falta el stock»" in shown
    assert "Emitir RTP v2" in shown
    assert "Espera a <b>" not in shown
    assert "Con el módulo" in shown
    post(client, called, "8.2.3", "emitir-rtp", rtp("R1", "R2", "R3", hosting="DonWeb Cloud"))
    signed_in(client, to)
    assert post(client, called, "8.2.3", "aprobar-rtp", {}).status_code == 302
    assert entries_of([called.stream])[called.stream][-1].event == "rtp.approved"


def test_an_ec_sees_who_answers_and_has_no_form(client: Client, called: Cycle, ec: Person) -> None:
    shown = text(signed_in(client, ec).get(address(called, "8.2.3")))
    assert "Ramiro Paz (EET)" in shown
    assert "emitir-rtp" not in shown
    assert post(client, called, "8.2.3", "emitir-rtp", rtp("R1", "R2", "R3")).status_code == 409


def test_a_newer_rar_marks_the_rtp_stale_and_brings_the_other_answers_along(
    client: Client, approved: Cycle, ec: Person, eet: Person
) -> None:
    rows = [{**row, "id": f"R{n}"} for n, row in enumerate(ladder.REQUIREMENTS, start=1)]
    rows[0]["text"] = "Vender 60 productos"
    issue_rar(
        approved,
        requirements=rows,
        legal="Ninguno",
        self_imposed="Ninguno",
        specifics={"online_payments": True},
        by=ec.actor,
        at=AT,
    )
    ladder.depth_decided(approved, ec=ec, at=AT)
    shown = text(signed_in(client, eet).get(address(approved, "8.2.3")))
    assert "Revisá R1" in shown
    assert "Vender 60 productos (revisalo: cambió)" in shown
    assert "Con el módulo que ya usamos" in shown


def test_of_many_requirements_one_is_answered_at_a_time_and_the_draft_keeps_the_rest(
    client: Client, called: Cycle, ec: Person, eet: Person
) -> None:
    rows = [{**ladder.REQUIREMENTS[0], "text": f"Requisito {n}: vender y avisar por correo"} for n in range(1, 61)]
    said = {"legal": "Ninguno", "self_imposed": "Ninguno", "specifics": {"online_payments": True}}
    issue_rar(called, requirements=rows, **said, by=ec.actor, at=AT)  # type: ignore[arg-type]
    ladder.depth_decided(called, ec=ec, at=AT)
    rar = latest(called.stream, "rar")
    assert rar is not None
    first, second, *_rest = (row["id"] for row in rar.data["requirements"])
    shown = signed_in(client, eet).get(address(called, "8.2.3"))
    assert len(shown.content) < 60_000
    answer = {name: value for name, value in rtp(first).items() if name.startswith("rows-0-")}
    was = re.findall(r'name="rows-0-was" value="([^"]+)"', text(shown))[0]  # type: ignore[arg-type]
    saved = post(
        client, called, "8.2.3", "emitir-rtp",
        {**answer, "rows-0-was": was, "rows-kept": "1", "_again": "save-0", "draft": "0"},
    )  # fmt: skip
    assert saved.status_code == 302
    after = text(client.get(saved["Location"]))  # type: ignore[arg-type]
    assert "59 sin responder" in after
    assert set(re.findall(r'name="rows-(\d+)-approach"', after)) == {"1"}, "the next one opens"
    assert f'value="{second}"' in after
    wrong = post(client, called, "8.2.3", "emitir-rtp", {"rows-kept": "1", "draft": "1", "hosting": "DonWeb"})
    assert wrong.status_code == 422
    assert len(re.findall(r'name="rows-\d+-approach"', text(wrong))) == 8
