"""`deep-survey` on the page of a cycle: the EET answers, the TO approves or returns. PE-CM-01 §8.2.3."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trato.cycles.models import Cycle
from trato.cycles.naming import names_in
from trato.cycles.situation import Situation
from trato.cycles.steps import Step, Text, Verb
from trato.documents.models import RecordVersion
from trato.ledger.actors import Actor
from trato.people.actors import name_of
from trato.requirements.actions import approve_rtp, issue_rtp, return_rtp
from trato.requirements.forms import ReturnForm, RtpForm
from trato.requirements.queries import standing, team
from trato.requirements.steps.depth import CALL_IN


def _issue(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    provided = issue_rtp(
        cycle,
        answers=data["rows"],
        third_parties=data["third_parties"],
        hosting=data["hosting"],
        verdict=data["verdict"],
        conditions=data["conditions"],
        new_requirements=data["new_requirements"],
        by=by,
        at=at,
    )
    assert provided.record is not None  # the event's kind declares one
    return _("You issued the RTP v%(n)s; the TO approves it.") % {"n": provided.record.version}


def _approve(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    provided = approve_rtp(cycle, by=by, at=at)
    assert provided.record is not None  # it is bound to the RTP
    return _("You approved the RTP v%(n)s.") % {"n": provided.record.version}


def _return(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    returned = return_rtp(cycle, comment=data["comment"], by=by, at=at)
    return _("You returned the RTP to %(name)s.") % {"name": name_of(returned.record.issued_by)}


def _issue_label(situation: Situation, actor: Actor) -> Text:
    return _("Issue the RTP v%(n)s") % {"n": len(situation.every("rtp.issued")) + 1}


def _approve_label(situation: Situation, actor: Actor) -> Text:
    return _("Approve the RTP v%(n)s") % {"n": len(situation.every("rtp.issued"))}


def _waits_for_approval(situation: Situation, actor: Actor) -> bool:
    """Tell whether the last RTP is over the RAR in force, not approved, and somebody else's."""
    issued, rar, approved = (situation.latest(name) for name in ("rtp.issued", "rar.issued", "rtp.approved"))
    return (
        issued is not None
        and rar is not None
        and issued.facts.get("rar") == rar.record
        and not (approved and approved.facts.get("rtp") == issued.record)
        and issued.actor_key != actor.key
    )


def _stands_to_be_approved(situation: Situation, actor: Actor) -> bool:
    """Tell whether the TO has the last RTP in hand: another version comes only if it has to change."""
    stands = situation.once(standing)
    return stands.to_approve and stands.returned is None


def _context(cycle: Cycle, situation: Situation, actor: Actor, at: datetime) -> Mapping[str, Any]:
    stands = situation.once(standing)
    verdict = situation.definition.choice("rtp-verdict")
    returned = stands.returned if stands.returned and not stands.approved and not stands.stale else None
    return {
        "stands": stands,
        "verdict": verdict.label_of(stands.rtp.data["verdict"]) if stands.rtp else "",
        "author": _name(cycle, situation, stands.rtp.issued_by) if stands.rtp else "",
        "returned": returned,
        "returned_by": _name(cycle, situation, returned.returned_by) if returned else "",
        "revisit": ", ".join(stands.revisit),
        "found": _found(stands.rtp) if not stands.stale else "",
        "team": team(cycle),
    }


def _name(cycle: Cycle, situation: Situation, key: str) -> str:
    return names_in(cycle, situation, [key])[key]


def _found(rtp: RecordVersion | None) -> str:
    return str(rtp.data.get("new_requirements", "")) if rtp else ""


RTP = Step(
    action="deep-survey",
    template="requirements/rtp.html",
    context=_context,
    verbs=(
        Verb(
            slug="aprobar-rtp",
            label=gettext_lazy("Approve the RTP"),
            label_for=_approve_label,
            run=_approve,
            event="rtp.approved",
            shown=_waits_for_approval,
        ),
        Verb(
            slug="devolver-rtp",
            label=gettext_lazy("Return it with a comment"),
            run=_return,
            form=ReturnForm,
            event="rtp.approved",
            shown=_waits_for_approval,
        ),
        Verb(
            slug="emitir-rtp",
            label=gettext_lazy("Issue the RTP"),
            label_for=_issue_label,
            run=_issue,
            form=RtpForm,
            form_template="requirements/rtp_form.html",
            folded=_stands_to_be_approved,
            event="rtp.issued",
            drafts=True,
        ),
        CALL_IN,
    ),
)
