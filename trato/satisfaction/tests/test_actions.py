"""§8.4.2: sent on either ending, reminded twice at most, answered once, or closed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support import ladder
from tests.support.cast import Person
from trato.cycles.models import Cycle
from trato.cycles.outside import Invitation
from trato.cycles.refusals import NotYours, ProcedureViolation
from trato.cycles.situation import situation_of
from trato.ledger.entries import stream_entries
from trato.links.actions import CannotRenew, renew_link
from trato.links.models import Link
from trato.mail.models import Outbox
from trato.organisations.actions import NewOrganisation, register_organisation
from trato.organisations.actions.contacts import NewContact
from trato.quality.models import Case
from trato.satisfaction.actions import (
    CannotAnswerSurvey,
    CannotSendSurvey,
    answer_survey,
    close_survey,
    remind_survey,
    send_survey,
)
from trato.satisfaction.models import Sending, Survey

from .conftest import ANSWERS, AT

LATER = AT + timedelta(days=1)


def status(cycle, at=LATER + timedelta(days=30)):
    return situation_of(cycle, at=at).evaluation.actions["verify-satisfaction"].status


def answer(cycle, *, score=9, comment="", link=None, at=LATER):
    return answer_survey(
        cycle, answers=ANSWERS, score=score, comment=comment, link=link, by=ladder.client_of(cycle), at=at
    )


@pytest.mark.parametrize("ending", ["lost", "contracted"])
def test_it_is_sent_on_either_ending(ending: str, request: pytest.FixtureRequest, gc: Person) -> None:
    cycle = request.getfixturevalue(ending)
    invitation = send_survey(cycle, contact=ladder.signatory(cycle), by=gc.actor, at=AT)
    entry = stream_entries(cycle.stream)[-1]
    assert (entry.event, entry.role, entry.facts) == ("survey.sent", "GC", {})
    survey = Survey.objects.get(cycle=cycle)
    assert Sending.objects.get(survey=survey).link == invitation.link
    mail = Outbox.objects.latest("id")
    assert (mail.to, mail.secret) == (["ana@quebracho.example"], True)
    assert invitation.url in mail.text
    assert status(cycle, at=AT) == "open"


def test_the_executive_may_send_it_and_others_may_not(lost: Cycle, ec: Person, ec2: Person, pm: Person) -> None:
    contact = ladder.signatory(lost)
    with pytest.raises(NotYours):
        send_survey(lost, contact=contact, by=ec2.actor, at=AT)
    with pytest.raises(NotYours):
        send_survey(lost, contact=contact, by=pm.actor, at=AT)
    send_survey(lost, contact=contact, by=ec.actor, at=AT)
    assert stream_entries(lost.stream)[-1].role == "EC"


def test_it_waits_for_the_ending(in_force: None, ec: Person, gc: Person) -> None:
    cycle, then = ladder.walked_to_presented(ec=ec, gc=gc, at=AT)
    with pytest.raises(ProcedureViolation):
        send_survey(cycle, contact=ladder.signatory(cycle), by=gc.actor, at=then)


def test_it_is_sent_once(lost: Cycle, sent: Invitation, gc: Person) -> None:
    with pytest.raises(CannotSendSurvey, match="ya se envió"):
        send_survey(lost, contact=ladder.signatory(lost), by=gc.actor, at=LATER)
    assert Survey.objects.count() == 1


def test_it_goes_only_to_people_of_the_client(lost: Cycle, gc: Person) -> None:
    other = register_organisation(
        new=NewOrganisation(name="Otra SA", contacts=(NewContact(name="Leo", mail="leo@otra.example"),)),
        by=gc.actor,
        at=AT,
    )
    with pytest.raises(CannotSendSurvey, match="Elegí a una persona"):
        send_survey(lost, contact=other.contacts.get(), by=gc.actor, at=AT)
    assert not Survey.objects.exists()


def test_a_reminder_brings_a_fresh_link_and_closes_the_earlier_one(lost: Cycle, sent: Invitation, gc: Person) -> None:
    again = remind_survey(lost, by=gc.actor, at=LATER)
    assert stream_entries(lost.stream)[-1].event == "survey.reminded"
    assert Link.objects.get(pk=sent.link.pk).state(LATER) == "revoked"
    assert again.link.state(LATER) == "open"
    assert again.url != sent.url


def test_a_link_its_person_renewed_closes_with_the_others(lost: Cycle, sent: Invitation, gc: Person) -> None:
    expired = AT + timedelta(days=32)
    renewed = renew_link(link_id=sent.link.pk, at=expired)
    remind_survey(lost, by=gc.actor, at=expired)
    assert Link.objects.get(pk=renewed.pk).state(expired) == "revoked"
    assert len([link for link in Link.objects.filter(purpose="survey") if link.state(expired) == "open"]) == 1


def test_nobody_is_reminded_a_third_time(lost: Cycle, sent: Invitation, gc: Person) -> None:
    remind_survey(lost, by=gc.actor, at=LATER)
    remind_survey(lost, by=gc.actor, at=LATER + timedelta(days=1))
    before = Outbox.objects.count()
    with pytest.raises(CannotSendSurvey, match="dos recordatorios"):
        remind_survey(lost, by=gc.actor, at=LATER + timedelta(days=2))
    assert Outbox.objects.count() == before


def test_nobody_is_reminded_of_what_was_not_sent(lost: Cycle, gc: Person) -> None:
    with pytest.raises(ProcedureViolation):
        remind_survey(lost, by=gc.actor, at=AT)


def test_an_answer_is_a_record_an_entry_and_the_end_of_the_link(lost: Cycle, sent: Invitation) -> None:
    provided = answer(lost, score=9, comment="Muy claros", link=sent.link)
    assert provided.record.data == {
        "recipient": "Ana Clara Villafañe",
        "answers": [{"question": ANSWERS[0][0], "answer": "Muy buena"}],
        "score": 9,
        "comment": "Muy claros",
    }
    entry = provided.recorded
    assert (entry.event, entry.role, entry.facts) == ("survey.answered", "FC", {"score": 9})
    assert entry.actor_key == ladder.signatory(lost).key
    assert status(lost) == "done"
    assert Link.objects.get(pk=sent.link.pk).state(LATER) == "done"
    assert not Case.objects.exists()


def test_an_answer_is_never_changed(lost: Cycle, sent: Invitation) -> None:
    first = answer(lost, score=3, link=sent.link)
    entries = len(stream_entries(lost.stream))
    for link in (None, sent.link):
        with pytest.raises(CannotAnswerSurvey, match="quedan como las mandaste"):
            answer(lost, score=10, link=link, at=LATER + timedelta(minutes=1))
    assert len(stream_entries(lost.stream)) == entries
    assert Case.objects.count() == 1
    assert first.record.data["score"] == 3


@pytest.mark.parametrize("score", [-1, 11])
def test_a_score_off_the_scale_is_refused(lost: Cycle, sent: Invitation, score: int) -> None:
    with pytest.raises(CannotAnswerSurvey):
        answer(lost, score=score, link=sent.link)
    assert status(lost) == "open"


def test_an_unhappy_answer_opens_a_case_for_quality(lost: Cycle, sent: Invitation) -> None:
    provided = answer(lost, score=3, comment="Tardaron seis días", link=sent.link)
    case = Case.objects.get()
    assert (case.kind, case.text, case.record_hash) == ("satisfaction", "Tardaron seis días", provided.record.hash)
    opened = stream_entries(case.stream)[-1]
    assert opened.event == "case.opened"
    assert "Tardaron" not in str(opened.facts)


def test_a_link_that_was_closed_answers_nothing(lost: Cycle, sent: Invitation, gc: Person) -> None:
    remind_survey(lost, by=gc.actor, at=LATER)
    with pytest.raises(CannotAnswerSurvey, match="enlace está cerrado"):
        answer(lost, link=Link.objects.get(pk=sent.link.pk), at=LATER + timedelta(hours=1))
    assert status(lost) == "open"


def test_it_closes_unanswered_only_after_two_reminders(lost: Cycle, sent: Invitation, gc: Person) -> None:
    with pytest.raises(ProcedureViolation):
        close_survey(lost, reason="unanswered", by=gc.actor, at=LATER)
    for day in (1, 2):
        remind_survey(lost, by=gc.actor, at=AT + timedelta(days=day))
    provided = close_survey(lost, reason="unanswered", by=gc.actor, at=AT + timedelta(days=3))
    assert provided.recorded.facts == {"reason": "unanswered"}
    assert status(lost) == "done"
    with pytest.raises(CannotSendSurvey, match="ya terminó"):
        remind_survey(lost, by=gc.actor, at=AT + timedelta(days=4))


def test_an_answer_that_comes_after_the_closing_counts(lost: Cycle, sent: Invitation, ec: Person, gc: Person) -> None:
    last = [remind_survey(lost, by=gc.actor, at=AT + timedelta(days=day)) for day in (1, 2)][-1]
    close_survey(lost, reason="unanswered", by=gc.actor, at=AT + timedelta(days=3))
    closed = ladder.file_confirmed(lost, ec=ec, at=AT + timedelta(days=3))
    assert stream_entries(closed.stream)[-1].event == "cycle.closed"
    provided = answer(lost, score=3, link=last.link, at=AT + timedelta(days=4))
    assert (provided.recorded.event, provided.cycle.progress.closed_at is None) == ("survey.answered", False)
    assert Link.objects.get(pk=last.link.pk).state(AT + timedelta(days=4)) == "done"
    assert Case.objects.get().kind == "satisfaction"


def test_an_executive_does_not_close_it(lost: Cycle, sent: Invitation, ec: Person) -> None:
    with pytest.raises(ProcedureViolation):
        close_survey(lost, reason="unanswered", by=ec.actor, at=LATER)


def test_it_does_not_apply_only_where_nobody_was_attended(lost: Cycle, gc: Person) -> None:
    with pytest.raises(ProcedureViolation):
        close_survey(lost, reason="not-attended", by=gc.actor, at=AT)


def test_what_is_over_cannot_be_asked_for_again(lost: Cycle, sent: Invitation) -> None:
    answer(lost)
    with pytest.raises(CannotRenew):
        renew_link(link_id=sent.link.pk, at=AT + timedelta(days=40))
