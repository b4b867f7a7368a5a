"""Answer every requirement, rule on feasibility, approve. PE-CM-01 §8.2.3."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from trato.cycles.evidence import Provided, lock, provide, refresh, require
from trato.cycles.models import Cycle
from trato.cycles.refusals import Refusal
from trato.documents.records import latest, versions
from trato.ledger.actors import Actor
from trato.people.models import User
from trato.requirements.letters import tell_returned, tell_to_approve
from trato.requirements.models import RtpReturn
from trato.requirements.queries import team
from trato.requirements.rules import unanswered


class CannotIssueRtp(Refusal):
    """A requirement has no answer, or hours do not make a range."""


@transaction.atomic
def issue_rtp(
    cycle: Cycle,
    *,
    answers: Sequence[Mapping[str, Any]],
    third_parties: str,
    hosting: str,
    verdict: str,
    conditions: str = "",
    new_requirements: str = "",
    by: Actor,
    at: datetime,
) -> Provided:
    """Issue the RTP over the RAR in force: an answer for each of its requirements, and a verdict."""
    cycle = lock(cycle)
    require(cycle, "deep-survey", by=by, at=at)
    rar = latest(cycle.stream, "rar")
    assert rar is not None  # the procedure asks for it first
    requirements = rar.data["requirements"]
    missing = unanswered(requirements, answers)
    lacks = [_("%(id)s has no answer.") % {"id": one} for one in missing]
    lacks += [
        _("%(id)s: the highest hours are fewer than the lowest.") % {"id": row["requirement"]}
        for row in answers
        if int(row["effort_hours_high"]) < int(row["effort_hours_low"])
    ]
    if verdict == "conditions" and not conditions:
        lacks.append(_("Say which the conditions are."))
    if lacks:
        raise CannotIssueRtp(lacks)
    body: dict[str, Any] = {
        "rar": rar.hash,
        "answers": [{key: value for key, value in row.items() if value not in ("", None)} for row in answers],
        "third_parties": third_parties,
        "hosting": hosting,
        "verdict": verdict,
    }
    body |= {key: value for key, value in (("conditions", conditions), ("new_requirements", new_requirements)) if value}
    provided = provide(
        cycle,
        "rtp.issued",
        body=body,
        facts={
            "rar": rar.hash,
            "requirements": len(requirements),
            "unanswered": len(missing),
            "verdict": verdict,
            "version": len(versions(cycle.stream, "rtp")) + 1,
        },
        by=by,
        at=at,
    )
    assert provided.record is not None  # the event's kind declares one
    tell_to_approve(cycle, provided.record, team(cycle)["TO"], at=at)
    return provided


@transaction.atomic
def approve_rtp(cycle: Cycle, *, by: Actor, at: datetime) -> Provided:
    """Approve the RTP in force; the TO, who is not its author. PE-CM-01 §8.2.3."""
    cycle = lock(cycle)
    rtp = latest(cycle.stream, "rtp")
    if rtp is None:
        raise CannotIssueRtp(_("There is no RTP to approve yet."))
    return provide(
        cycle,
        "rtp.approved",
        record=rtp,
        facts={"rtp": rtp.hash, "verdict": rtp.data["verdict"]},
        by=by,
        at=at,
    )


@transaction.atomic
def return_rtp(cycle: Cycle, *, comment: str, by: Actor, at: datetime) -> RtpReturn:
    """Send the RTP back to its author with what to change; it stays unapproved until they issue the next version.

    Only who could approve it. Raises CannotIssueRtp, ProcedureViolation, NotYours.
    """
    cycle = lock(cycle)
    rtp = latest(cycle.stream, "rtp")
    if rtp is None:
        raise CannotIssueRtp(_("There is no RTP to approve yet."))
    if not comment.strip():
        raise CannotIssueRtp(_("Say what has to change."))
    author = User.objects.filter(pk=rtp.issued_by.rpartition("/")[2]).first()
    if author:
        tell_returned(cycle, rtp, author, comment, by=by.key, at=at)
    cycle = provide(cycle, "rtp.returned", record=rtp, facts={"rtp": rtp.hash}, by=by, at=at).cycle
    cycle.progress.sent_back = rtp.hash
    refresh([cycle], at=at)
    return RtpReturn.objects.create(record=rtp, comment=comment, returned_by=by.key, returned_at=at)
