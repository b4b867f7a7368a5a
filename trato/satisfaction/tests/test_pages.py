"""The survey on the page of a cycle, and on the client's telephone."""

from __future__ import annotations

from django.test import Client
from django.utils import timezone

from tests.support import ladder
from tests.support.cast import Person, signed_in
from trato.cycles.models import Cycle
from trato.cycles.outside import Invitation
from trato.ledger.entries import stream_entries
from trato.links.models import Link
from trato.quality.models import Case
from trato.satisfaction.actions import remind_survey, send_survey

FULL = {"score": "9", "attention": "5", "clarity": "4", "speed": "3", "comment": "Muy claros"}


def fresh(cycle: Cycle, gc: Person) -> Invitation:
    """Send it now: links of March are long expired for the clock of a page."""
    return send_survey(cycle, contact=ladder.signatory(cycle), by=gc.actor, at=timezone.now())


def path_of(invitation):
    return invitation.url.partition("8000")[2] + "encuesta/"


def test_the_manager_sends_it_and_gets_the_link_to_copy(client: Client, lost: Cycle, gc: Person) -> None:
    signed_in(client, gc)
    page = client.get(f"/ciclos/{lost.code}/8.4.2/").text
    assert "Salen solos dos recordatorios" in page
    data = {"seq": str(lost.seq), "contact": str(ladder.signatory(lost).pk)}
    answer = client.post(f"/ciclos/{lost.code}/8.4.2/enviar-encuesta/", data, follow=True)
    assert "Enviaste la encuesta a Ana Clara" in answer.text
    assert "/e/" in answer.text
    assert "https://wa.me/5493515550101" in answer.text
    page = client.get(f"/ciclos/{lost.code}/8.4.2/").text
    assert "Enviada a Ana Clara Villafañe" in page
    assert "se recuerda sola" in page


def test_a_stale_page_sends_nothing(client: Client, lost: Cycle, gc: Person) -> None:
    signed_in(client, gc)
    data = {"seq": str(lost.seq - 1), "contact": str(ladder.signatory(lost).pk)}
    assert client.post(f"/ciclos/{lost.code}/8.4.2/enviar-encuesta/", data).status_code == 409
    assert stream_entries(lost.stream)[-1].event != "survey.sent"


def test_a_person_of_somebody_else_cannot_be_chosen(client: Client, lost: Cycle, gc: Person) -> None:
    signed_in(client, gc)
    answer = client.post(f"/ciclos/{lost.code}/8.4.2/enviar-encuesta/", {"seq": str(lost.seq), "contact": "999"})
    assert answer.status_code == 422


def test_others_see_it_and_do_nothing(client: Client, lost: Cycle, auditor: Person, ec2: Person) -> None:
    for person in (auditor, ec2):
        signed_in(client, person)
        data = {"seq": str(lost.seq), "contact": str(ladder.signatory(lost).pk)}
        assert client.post(f"/ciclos/{lost.code}/8.4.2/enviar-encuesta/", data).status_code == 403


def test_the_executive_is_not_offered_to_close_it(client: Client, lost: Cycle, ec: Person, gc: Person) -> None:
    fresh(lost, gc)
    signed_in(client, ec)
    page = client.get(f"/ciclos/{lost.code}/8.4.2/").text
    assert "recordar/" in page
    assert "cerrar-encuesta/" not in page


def test_before_it_is_sent_only_nobody_attended_can_close_it(client: Client, lost: Cycle, gc: Person) -> None:
    signed_in(client, gc)
    page = client.get(f"/ciclos/{lost.code}/8.4.2/").text
    assert 'value="not-attended"' in page
    assert 'value="unanswered"' not in page
    data = {"seq": str(lost.seq), "reason": "not-attended"}
    answer = client.post(f"/ciclos/{lost.code}/8.4.2/cerrar-encuesta/", data)
    assert answer.status_code == 409
    assert stream_entries(lost.stream)[-1].event != "survey.closed"


def test_the_client_answers_and_is_thanked(client: Client, lost: Cycle, gc: Person, ec: Person) -> None:
    invitation = fresh(lost, gc)
    page = client.get(path_of(invitation))
    assert page.status_code == 200
    assert page.text.count('name="score"') == 11
    assert ec.user.name in page.text, "a person of flesh and blood stands behind it"
    answer = client.post(path_of(invitation), FULL)
    assert answer.status_code == 200
    assert "Gracias, Ana" in answer.text
    entry = stream_entries(lost.stream)[-1]
    assert (entry.event, entry.facts) == ("survey.answered", {"score": 9})
    assert "Gracias, Ana" in client.get(path_of(invitation)).text


def test_an_incomplete_answer_comes_back_with_what_was_chosen(client: Client, lost: Cycle, gc: Person) -> None:
    invitation = fresh(lost, gc)
    answer = client.post(path_of(invitation), {**FULL, "speed": ""})
    assert answer.status_code == 422
    assert "Muy claros" in answer.text
    assert 'value="9" id="id_score_9" checked' in answer.text or "checked" in answer.text
    assert stream_entries(lost.stream)[-1].event == "survey.sent"


def test_the_house_reads_the_answer_in_the_cycle(client: Client, lost: Cycle, gc: Person, ec: Person) -> None:
    invitation = fresh(lost, gc)
    client.post(path_of(invitation), {**FULL, "score": "3", "comment": "Tardaron <b>seis</b> días"})
    signed_in(client, ec)
    page = client.get(f"/ciclos/{lost.code}/8.4.2/").text
    assert "Qué respondió" in page
    assert "Tardaron &lt;b&gt;seis&lt;/b&gt; días" in page
    assert "Caso abierto en Calidad" in page
    assert "enviar-encuesta/" not in page
    assert Case.objects.get().text == "Tardaron <b>seis</b> días"


# What people who should not act try ---------------------------------------------------------------------------------


def test_looking_never_answers(client: Client, lost: Cycle, gc: Person) -> None:
    invitation = fresh(lost, gc)
    before = len(stream_entries(lost.stream))
    client.get(path_of(invitation) + "?score=10&attention=5&clarity=5&speed=5")
    client.head(path_of(invitation))
    client.options(path_of(invitation))
    assert len(stream_entries(lost.stream)) == before


def test_a_second_answer_changes_nothing(client: Client, lost: Cycle, gc: Person) -> None:
    invitation = fresh(lost, gc)
    client.post(path_of(invitation), {**FULL, "score": "2"})
    before = len(stream_entries(lost.stream))
    again = client.post(path_of(invitation), {**FULL, "score": "10"})
    assert again.status_code == 200
    assert "Gracias" in again.text
    assert len(stream_entries(lost.stream)) == before


def test_the_earlier_link_is_closed_by_the_reminder(client: Client, lost: Cycle, gc: Person) -> None:
    first = fresh(lost, gc)
    second = remind_survey(lost, by=gc.actor, at=timezone.now())
    assert client.get(path_of(first)).status_code == 410
    assert client.post(path_of(first), FULL).status_code == 410
    assert stream_entries(lost.stream)[-1].event == "survey.reminded"
    assert client.post(path_of(second), FULL).status_code == 200
    assert stream_entries(lost.stream)[-1].event == "survey.answered"


def test_another_link_of_the_same_person_does_not_open_it(client: Client, contracted: Cycle, gc: Person) -> None:
    """The link that served to sign does not serve to answer."""
    from trato.links.actions import create_link

    invitation = fresh(contracted, gc)
    person = ladder.signatory(contracted)
    _link, url = create_link(
        purpose="conformity",
        cycle_stream=contracted.stream,
        subject=dict(invitation.link.subject),
        person_key=person.key,
        name=person.name,
        mail=person.mail,
        phone="",
        by=gc.actor,
        at=timezone.now(),
        days=5,
    )
    answer = client.post(url.partition("8000")[2] + "encuesta/", FULL)
    assert answer.status_code == 404
    assert stream_entries(contracted.stream)[-1].event == "survey.sent"


def test_a_guessed_link_is_told_nothing(client: Client, lost: Cycle, gc: Person) -> None:
    invitation = fresh(lost, gc)
    token = path_of(invitation).split("/")[2]
    for guess in ("x", token[:-1] + ("A" if token[-1] != "A" else "B"), token + "A"):
        answer = client.post(f"/e/{guess}/encuesta/", FULL)
        assert answer.status_code == 404
        assert "Quebracho" not in answer.text


def test_scores_and_grades_off_the_lists_are_refused(client: Client, lost: Cycle, gc: Person) -> None:
    invitation = fresh(lost, gc)
    for wrong in ({"score": "11"}, {"score": "-1"}, {"score": "9.5"}, {"attention": "6"}, {"clarity": "<script>"}):
        answer = client.post(path_of(invitation), {**FULL, **wrong})
        assert answer.status_code == 422
        assert "<script>" not in answer.text
    assert Link.objects.get(pk=invitation.link.pk).done_at is None


def test_a_forged_post_from_another_site_is_refused(lost: Cycle, gc: Person) -> None:
    invitation = fresh(lost, gc)
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.post(path_of(invitation), FULL).status_code == 403
    assert stream_entries(lost.stream)[-1].event == "survey.sent"
