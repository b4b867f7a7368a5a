from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.support import ladder
from tests.support.cast import Person, signed_in
from trato.agenda.actions import NewMeeting, schedule_meeting
from trato.agenda.models import Meeting
from trato.cycles.models import Cycle
from trato.ledger.entries import stream_entries
from trato.mail.models import Outbox
from trato.ui.values import to_local

CONTACT = {"medium": "whatsapp", "answered": "si", "seq": "", "next_on": ""}


@pytest.fixture
def today(db: Any, gc: Person, sgc: Person, ec: Person) -> Cycle:
    """A classified cycle of Martina's, as of this moment: pages look at the real clock."""
    now = timezone.now()
    ladder.approve_procedure(gc=gc.actor, sgc=sgc.actor, at=now - timedelta(days=2))
    opened = ladder.opened(ec=ec, at=now - timedelta(minutes=3))
    return ladder.classified(opened, ec=ec, at=now - timedelta(minutes=2))


def day_of(days: int) -> str:
    return f"{to_local(timezone.now() + timedelta(days=days)):%d/%m/%Y}"


def seen(cycle: Cycle) -> str:
    """Return the entry the cycle stands at now: what a form opened now carries."""
    return str(Cycle.objects.get(pk=cycle.pk).seq)


def contact(**changes: str) -> dict[str, str]:
    return CONTACT | {"next_on": day_of(2)} | changes


def test_the_usual_contact_is_ready_to_be_registered(today: Cycle, ec: Person, client: Client) -> None:
    page = signed_in(client, ec).get(f"/ciclos/{today.code}/8.1.2/").content.decode()
    assert "https://wa.me/5493515550101?text=" in page
    assert 'value="si" id="registrar-contacto-answered_0" checked' in page.replace(" required", "")
    answer = client.post(f"/ciclos/{today.code}/8.1.2/registrar-contacto/", contact(seq="2"), follow=True)
    assert "Registraste el contacto." in answer.content.decode()
    assert stream_entries(today.stream)[-1].event == "contact.logged"
    after = client.get(f"/ciclos/{today.code}/8.1.2/").content.decode()
    assert "Agendar la reunión" in after
    assert "registrar-contacto/" not in after


def test_a_contact_without_its_next_date_keeps_what_was_typed(today: Cycle, ec: Person, client: Client) -> None:
    typed = contact(next_on="", summary="Hablamos del catálogo")
    answer = signed_in(client, ec).post(f"/ciclos/{today.code}/8.1.2/registrar-contacto/", typed)
    assert answer.status_code == 422
    assert "Hablamos del catálogo" in answer.content.decode()
    assert stream_entries(today.stream)[-1].event == "prospect.classified"


def test_a_stale_contact_form_keeps_what_was_typed(today: Cycle, ec: Person, client: Client) -> None:
    typed = contact(seq="1", summary="Hablamos del catálogo")
    answer = signed_in(client, ec).post(f"/ciclos/{today.code}/8.1.2/registrar-contacto/", typed)
    assert answer.status_code == 409
    assert "Hablamos del catálogo" in answer.content.decode()


@pytest.mark.parametrize(("who", "status"), [("ec2", 403), ("auditor", 403), ("gc", 302)])
def test_only_who_has_the_cycle_logs_its_contacts(
    today: Cycle, who: str, status: int, request: pytest.FixtureRequest, client: Client
) -> None:
    person: Person = request.getfixturevalue(who)
    answer = signed_in(client, person).post(f"/ciclos/{today.code}/8.1.2/registrar-contacto/", contact(seq=seen(today)))
    assert answer.status_code == status
    assert (stream_entries(today.stream)[-1].event == "contact.logged") == (status == 302)


def test_a_program_is_no_evidence(today: Cycle, ec: Person, client: Client) -> None:
    file = SimpleUploadedFile("charla.exe", b"MZ...")
    answer = signed_in(client, ec).post(
        f"/ciclos/{today.code}/8.1.5/registrar-seguimiento/", {**contact(), "file": file}
    )
    assert answer.status_code in {409, 422}
    assert stream_entries(today.stream)[-1].event == "prospect.classified"


def meeting(**changes: Any) -> dict[str, Any]:
    return {
        "starts_at_date": day_of(3), "starts_at_time": "15:00", "medium": "video", "minutes": "45",
        "link": "meet.example/x", "place": "", "notes": "",
    } | changes  # fmt: skip


def test_a_meeting_is_set_and_its_invitation_mailed(today: Cycle, ec: Person, client: Client) -> None:
    person = today.organisation.contacts.get()
    url = f"/ciclos/{today.code}/8.1.2/agendar/"
    answer = signed_in(client, ec).post(url, meeting(invited=[str(person.pk)], seq=seen(today)), follow=True)
    page = answer.content.decode()
    assert "Enviamos la invitación por correo." in page
    assert "https://wa.me/5493515550101?text=" in page
    assert Meeting.objects.get().url == "https://meet.example/x"
    assert Outbox.objects.get().attachments.count() == 1


def test_a_meeting_in_the_past_is_refused_and_the_text_kept(today: Cycle, ec: Person, client: Client) -> None:
    answer = signed_in(client, ec).post(
        f"/ciclos/{today.code}/8.1.2/agendar/",
        meeting(starts_at_date=day_of(-3), notes="Traer el pitch", seq=seen(today)),
    )
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "ya pasó" in page
    assert "Traer el pitch" in page
    assert not Meeting.objects.exists()


def test_an_impossible_date_is_refused_and_the_text_kept(today: Cycle, ec: Person, client: Client) -> None:
    answer = signed_in(client, ec).post(
        f"/ciclos/{today.code}/8.1.2/agendar/", meeting(starts_at_date="31/02/2027", notes="Traer el pitch")
    )
    assert answer.status_code == 422
    assert "Traer el pitch" in answer.content.decode()


def test_a_link_that_is_no_address_is_never_one_to_click(today: Cycle, ec: Person, client: Client) -> None:
    signed_in(client, ec).post(
        f"/ciclos/{today.code}/8.1.2/agendar/", meeting(link="javascript:alert(1)", seq=seen(today))
    )
    for address in (f"/ciclos/{today.code}/8.1.2/", "/agenda/", f"/agenda/?semana={day_of(3)}"):
        assert 'href="javascript' not in client.get(address).content.decode()


def test_minutes_are_kept_as_draft_rearranged_and_sent(today: Cycle, ec: Person, gc: Person, client: Client) -> None:
    now = timezone.now()
    cycle = ladder.contacted(today, ec=ec, at=now)
    new = NewMeeting(starts_at=now - timedelta(hours=1), medium="phone")
    schedule_meeting(cycle, new=new, late=True, by=ec.actor, at=now)
    ladder.pitched(cycle, ec=ec, gc=gc, at=now)
    signed_in(client, ec)
    url, page = f"/ciclos/{today.code}/8.1.4/enviar-minuta/", f"/ciclos/{today.code}/8.1.4/"
    held = to_local(now - timedelta(hours=1))
    typed = {
        "held_at_date": f"{held:%d/%m/%Y}", "held_at_time": f"{held:%H:%M}", "medium": "phone",
        "attendees": "Martina Sosa\nAna Clara Villafañe", "topics": "Una <b>tienda</b>", "message": "",
        "recipients": [str(cycle.organisation.contacts.get().pk)],
        "rows-TOTAL_FORMS": "1", "rows-INITIAL_FORMS": "0", "rows-0-text": "Mandar fotos", "rows-0-charge": "client",
    }  # fmt: skip
    again = client.post(url, {**typed, "_again": "add"})
    assert again.status_code == 200
    assert "rows-1-text" in again.content.decode()
    client.post(url, {**typed, "_save": "1", "draft": "0"})
    assert "Mandar fotos" in client.get(page).content.decode()
    assert stream_entries(today.stream)[-1].event == "pitch.prepared"
    done = client.post(url, {**typed, "seq": seen(today)}, follow=True).content.decode()
    assert "Enviaste la minuta." in done
    assert "<b>tienda</b>" not in done
    assert stream_entries(today.stream)[-1].event == "minutes.sent"
    assert "Mandar fotos" in Outbox.objects.order_by("-id")[0].text


def test_a_complaint_is_received_and_answered(today: Cycle, ec: Person, client: Client) -> None:
    signed_in(client, ec)
    base = f"/ciclos/{today.code}/8.1.6"
    received = {"kind": "complaint", "medium": "phone", "text": "No llamaron", "seq": seen(today)}
    client.post(f"{base}/recibir-consulta/", received)
    record = stream_entries(today.stream)[-1].record
    page = client.get(f"{base}/").content.decode()
    assert "No llamaron" in page
    assert record in page
    answer = {"enquiry": record, "answer": "Perdón", "cause": "", "resolution": "", "seq": seen(today)}
    assert client.post(f"{base}/responder-consulta/", answer).status_code == 409
    done = client.post(f"{base}/responder-consulta/", answer | {"cause": "Olvido", "resolution": "Alarma"})
    assert done.status_code == 302
    assert stream_entries(today.stream)[-1].facts["enquiry"] == record


def test_an_agreement_is_recorded_with_its_file(today: Cycle, ec: Person, client: Client) -> None:
    typed = {
        "signatory": str(today.organisation.contacts.get().pk), "signed_on": day_of(-1), "expires_on": day_of(300),
        "file": SimpleUploadedFile("acuerdo.pdf", b"%PDF-1.7 acuerdo"), "seq": seen(today),
    }  # fmt: skip
    answer = signed_in(client, ec).post(f"/ciclos/{today.code}/8.1.7/registrar-acuerdo/", typed, follow=True)
    assert "Registraste el acuerdo" in answer.content.decode()
    file = stream_entries(today.stream)[-1].attachments[0]
    got = client.get(f"/archivos/{file}/")
    assert b"".join(got.streaming_content) == b"%PDF-1.7 acuerdo"  # type: ignore[attr-defined]
    got.close()


def test_the_week_has_its_meetings_and_a_person_filter_for_the_manager(
    today: Cycle, ec: Person, ec2: Person, gc: Person, client: Client
) -> None:
    starts = timezone.now() + timedelta(minutes=5)
    new = NewMeeting(starts_at=starts, medium="phone")
    schedule_meeting(today, new=new, by=ec.actor, at=timezone.now())
    shown = f"/agenda/?semana={to_local(starts):%d/%m/%Y}"
    name = "Dulces Quebracho Viejo SRL"
    page = signed_in(client, ec).get(shown).content.decode()
    assert name in page
    assert f"{to_local(starts):%H:%M}" in page
    assert 'data-key="ArrowLeft"' in page
    assert 'name="persona"' not in page
    assert name not in signed_in(client, ec2).get(shown).content.decode()
    assert name in signed_in(client, gc).get(shown).content.decode()
    assert name in client.get(f"{shown}&persona={ec.user.pk}").content.decode()
    assert name not in client.get(f"{shown}&persona={ec2.user.pk}").content.decode()
    assert client.get("/agenda/?semana=31/02/2026&persona=x").status_code == 200


def test_an_empty_week_proposes_who_has_not_answered(today: Cycle, ec: Person, client: Client) -> None:
    page = signed_in(client, ec).get("/agenda/?semana=01/06/2099").content.decode()
    assert "Nada esta semana" in page
    assert f"/ciclos/{today.code}/8.1.2/" in page


def test_the_week_asks_no_more_queries_for_more_meetings(today: Cycle, ec: Person, client: Client) -> None:
    signed_in(client, ec)
    now = timezone.now()
    counts = []
    for number in range(2):
        for n in range(1 + 4 * number):
            cycle = ladder.opened(ec=ec, at=now, name=f"Empresa {number} {n}", cuit="")
            new = NewMeeting(starts_at=now + timedelta(minutes=30 + n), medium="phone")
            schedule_meeting(cycle, new=new, by=ec.actor, at=now)
        client.get("/agenda/")
        with CaptureQueriesContext(connection) as context:
            client.get("/agenda/")
        counts.append(len(context))
    assert counts[0] == counts[1]
    assert counts[0] <= 15
