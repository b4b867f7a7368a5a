from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.support import ladder
from tests.support.cast import Person, signed_in
from trato.agenda.actions import answer_enquiry, receive_enquiry
from trato.cycles.models import Cycle, WaiverDecision, WaiverRequest
from trato.cycles.waivers import request_waiver
from trato.documents.models import RecordVersion
from trato.quality.models import Case, WaiverReview

DONE = {"cause": "Sin aviso", "action": "Alarma"}


def test_the_page_shows_what_waits(complaint: Case, authorised: WaiverRequest, sgc: Person, client: Client) -> None:
    page = signed_in(client, sgc).get("/calidad/").content.decode()
    assert "Nadie me llamó" in page
    assert f"/calidad/casos/{complaint.pk}/" in page
    assert "Desvíos por revisar" in page
    assert f"/calidad/desvios/{authorised.pk}/" in page
    assert "Desvíos por decidir" not in page


def test_with_nothing_waiting_the_page_says_so(cycle: Cycle, sgc: Person, client: Client) -> None:
    assert "Nada pendiente" in signed_in(client, sgc).get("/calidad/").content.decode()


def test_a_case_is_resolved_from_its_page(complaint: Case, sgc: Person, client: Client) -> None:
    url = f"/calidad/casos/{complaint.pk}/"
    blank = signed_in(client, sgc).post(url, {"cause": "Sin aviso", "action": ""})
    assert blank.status_code == 422
    assert "Sin aviso" in blank.content.decode()
    done = client.post(url, DONE, follow=True).content.decode()
    assert "Resolviste el caso." in done
    assert "Resueltos hace poco" in done
    late = client.post(url, DONE)
    assert late.status_code == 409
    assert "ya está resuelto" in late.content.decode()


def test_the_answer_to_the_complaint_is_proposed(
    complaint: Case, cycle: Cycle, ec: Person, sgc: Person, now: datetime, client: Client
) -> None:
    record = RecordVersion.objects.get(hash=complaint.record_hash)
    answer_enquiry(
        cycle, enquiry=record, answer="Perdón", cause="Se olvidó", resolution="Pusimos alarma", by=ec.actor, at=now
    )
    page = signed_in(client, sgc).get(f"/calidad/casos/{complaint.pk}/").content.decode()
    assert "Se olvidó" in page
    assert "Pusimos alarma" in page


@pytest.mark.parametrize("who", ["ec", "auditor"])
def test_who_may_not_resolve_sees_the_case_and_is_refused(
    complaint: Case, who: str, client: Client, request: pytest.FixtureRequest
) -> None:
    person: Person = request.getfixturevalue(who)
    url = f"/calidad/casos/{complaint.pk}/"
    page = signed_in(client, person).get(url)
    assert page.status_code == 200
    assert "Resolver el caso" not in page.content.decode()
    assert client.post(url, DONE).status_code == 403
    assert Case.objects.open().exists()


def test_a_case_of_a_cycle_one_may_not_read_is_not_found(complaint: Case, eet: Person, client: Client) -> None:
    assert signed_in(client, eet).get(f"/calidad/casos/{complaint.pk}/").status_code == 404


def test_the_manager_decides_a_waiver(asked: WaiverRequest, gc: Person, client: Client) -> None:
    url = f"/calidad/desvios/{asked.pk}/"
    assert "Viaja mañana" in signed_in(client, gc).get(url).content.decode()
    blank = client.post(f"{url}decision/", {"decision": "", "text": "Que quede claro"})
    assert blank.status_code == 422
    assert "Que quede claro" in blank.content.decode()
    done = client.post(f"{url}decision/", {"decision": "autorizar", "text": "Va"}, follow=True).content.decode()
    assert "Autorizaste el desvío." in done
    assert WaiverDecision.objects.get().authorised
    assert client.post(f"{url}decision/", {"decision": "rechazar"}).status_code == 409


def test_a_waiver_can_be_refused(asked: WaiverRequest, gc: Person, client: Client) -> None:
    signed_in(client, gc).post(f"/calidad/desvios/{asked.pk}/decision/", {"decision": "rechazar", "text": "No"})
    assert not WaiverDecision.objects.get().authorised


def test_nobody_decides_their_own_waiver(cycle: Cycle, gc: Person, now: datetime, client: Client) -> None:
    own = request_waiver(
        cycle, action="prepare-pitch", reason="other", text="Mío", regularise_by=(now + timedelta(days=5)).date(),
        by=gc.actor, at=now,
    )  # fmt: skip
    url = f"/calidad/desvios/{own.pk}/"
    assert "nunca quien lo pide" in signed_in(client, gc).get(url).content.decode()
    assert client.post(f"{url}decision/", {"decision": "autorizar"}).status_code == 409
    assert not WaiverDecision.objects.exists()


@pytest.mark.parametrize(
    ("path", "who"), [("decision", "ec"), ("decision", "sgc"), ("revision", "gc"), ("revision", "auditor")]
)
def test_each_word_is_of_its_role(
    authorised: WaiverRequest, path: str, who: str, client: Client, request: pytest.FixtureRequest
) -> None:
    person: Person = request.getfixturevalue(who)
    url = f"/calidad/desvios/{authorised.pk}/{path}/"
    assert signed_in(client, person).post(url, {"decision": "autorizar", "verdict": "justified"}).status_code == 403


def test_quality_reviews_from_the_page(authorised: WaiverRequest, sgc: Person, client: Client) -> None:
    url = f"/calidad/desvios/{authorised.pk}/revision/"
    assert signed_in(client, sgc).post(url, {"verdict": "invented"}).status_code == 422
    assert client.post(url, {"verdict": "unjustified", "text": "No hacía falta"}).status_code == 302
    assert WaiverReview.objects.get().verdict == "unjustified"
    page = client.get(f"/calidad/desvios/{authorised.pk}/").content.decode()
    assert "No justificado" in page
    assert "No hacía falta" in page


def test_the_page_asks_no_more_queries_for_more_cases(
    cycle: Cycle, ec: Person, sgc: Person, now: datetime, client: Client
) -> None:
    signed_in(client, sgc)
    counts = []
    for number in range(2):
        for n in range(1 + 4 * number):
            other = ladder.opened(ec=ec, at=now, name=f"Empresa {number} {n}", cuit="")
            receive_enquiry(other, kind="complaint", medium="phone", text="Mal", by=ec.actor, at=now)
        client.get("/calidad/")
        with CaptureQueriesContext(connection) as context:
            client.get("/calidad/")
        counts.append(len(context))
    assert counts[0] == counts[1]
    assert counts[0] <= 15
