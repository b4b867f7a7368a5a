"""The panels of §8.1.5, follow up, §8.1.6, enquiries and complaints, and §8.1.7, confidentiality."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trato.agenda.actions import answer_enquiry, log_followup, receive_enquiry, record_nda
from trato.agenda.actions.enquiries import open_enquiries
from trato.agenda.forms import AnswerForm, ContactForm, EnquiryForm, NdaForm
from trato.agenda.situations import waiting_enquiries
from trato.agenda.steps.talking import conversation, message, said
from trato.cycles.models import Cycle
from trato.cycles.situation import Situation
from trato.cycles.steps import Step, Verb
from trato.documents.files import store_file
from trato.ledger.actors import Actor


def _follow(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    told = conversation(data, by=by, at=at)
    log_followup(cycle, conversation=told, by=by, at=at, occurred_at=data["occurred_at"])
    return said(data)


def _receive(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    receive_enquiry(cycle, by=by, at=at, **data)
    if data["kind"] == "complaint":
        return _("You recorded the complaint; Quality has a case open.")
    return _("You recorded it. It waits for an answer.")


def _answer(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    answer_enquiry(cycle, by=by, at=at, **data)
    if data["mail_to"]:
        return _("You answered; the answer was mailed to %(name)s.") % {"name": data["mail_to"].name}
    return _("You recorded the answer.")


def _agree(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    file = store_file(data.pop("file"), by=by, at=at)
    record_nda(cycle, file=file, by=by, at=at, **data)
    return _("The confidentiality agreement is recorded.")


def _waiting(situation: Situation, actor: Actor) -> bool:
    return bool(waiting_enquiries(situation))


def _enquiries(cycle: Cycle, situation: Situation, actor: Actor, at: datetime) -> Mapping[str, Any]:
    choice = situation.definition.choice("enquiry-kind")
    return {"enquiries": [(record, choice.label_of(record.data["kind"])) for record in open_enquiries(situation)]}


def _agreement(cycle: Cycle, situation: Situation, actor: Actor, at: datetime) -> Mapping[str, Any]:
    signed = situation.latest("nda.signed")
    if signed is None:
        return {}
    expires_on = date.fromisoformat(str(signed.facts["expires_on"]))
    return {"nda_expires_on": expires_on, "nda_expired": expires_on < situation.calendar.local_date(at)}


FOLLOW_UP = Step(
    action="follow-up",
    template="agenda/follow_up.html",
    context=message,
    verbs=(
        Verb(
            slug="registrar-seguimiento",
            label=gettext_lazy("Log the contact"),
            run=_follow,
            form=ContactForm,
            form_template="agenda/contact_form.html",
            event="followup.logged",
        ),
    ),
)

HANDLE_ENQUIRY = Step(
    action="handle-enquiry",
    template="agenda/enquiries.html",
    context=_enquiries,
    verbs=(
        Verb(
            slug="responder-consulta",
            label=gettext_lazy("Record the answer"),
            run=_answer,
            form=AnswerForm,
            event="enquiry.answered",
            shown=_waiting,
        ),
        Verb(
            slug="recibir-consulta",
            label=gettext_lazy("Record an enquiry or complaint"),
            run=_receive,
            form=EnquiryForm,
            event="enquiry.received",
        ),
    ),
)

SIGN_NDA = Step(
    action="sign-nda",
    template="agenda/nda.html",
    context=_agreement,
    verbs=(
        Verb(
            slug="registrar-acuerdo",
            label=gettext_lazy("Record the signed agreement"),
            run=_agree,
            form=NdaForm,
            event="nda.signed",
        ),
    ),
)
