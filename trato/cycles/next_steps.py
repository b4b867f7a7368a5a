"""Set the next step of a cycle: a day, and what for; once somebody answered it is never left blank. PE-CM-01 §8.1.5."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from trato.cycles.evidence import lock
from trato.cycles.idleness import idle_from
from trato.cycles.models import Cycle, NextStep, Progress
from trato.cycles.promises import Promise, contacted, own_promise, promise_of, write_promise
from trato.cycles.refusals import NotYours, Refusal
from trato.cycles.situation import Situation, situation_of
from trato.cycles.visibility import require_hands_on
from trato.ledger.actors import Actor
from trato.ledger.append import Draft, append
from trato.ledger.body import decode

EVENT = "next-step.set"
LONGEST = 120
WORKING = ("next_step_on", "next_step_kind", "next_step", "next_step_pos", "idle_on")


class CannotSetNextStep(Refusal):
    """The day is missing or has passed, or the cycle is over."""


def refuse_blank(situation: Situation, on: date | None) -> list[str]:
    """Return why the next step cannot stay like this: it is blank and somebody answered, or its day has passed."""
    if on is None:
        if contacted(situation) and not situation.evaluation.outcome:
            return [_("Set the next step: once somebody was contacted it is never left blank.")]
        return []
    if on < situation.calendar.local_date(situation.at):
        return [_("The next step cannot be on a day that has passed.")]
    return []


@transaction.atomic
def set_next_step(cycle: Cycle, *, on: date | None, text: str = "", by: Actor, at: datetime) -> Progress:
    """Set when to go on, and what for; without a day it is taken away. Raise NotYours, CannotSetNextStep."""
    cycle = lock(cycle)
    require_hands_on([cycle], by)
    role = next((role for role in ("EC", "GC") if role in by.roles), "")
    if not role:
        raise NotYours(_("The next step is set by the owner of the cycle or the Commercial Manager."))
    now = situation_of(cycle, at=at)
    if now.evaluation.closed or now.evaluation.ended:
        raise CannotSetNextStep(_("The cycle is over: there is no next step to set."))
    if refusals := refuse_blank(now, on):
        raise CannotSetNextStep(refusals)
    facts: dict[str, int | bool | str] = {"cycle": cycle.code}
    if on:
        facts["on"] = on.isoformat()
    draft = Draft(stream=f"next-step/{cycle.pk}", event=EVENT, occurred_at=at, actor=by.exercising(role), facts=facts)
    entry = decode(append([draft], at=at)[0].body)
    progress = cycle.progress
    said = " ".join(text.split())[:LONGEST]
    own = Promise(pos=entry.pos, on=on, kind=NextStep.OWN, text=said) if on else None
    write_promise(progress, promise_of(now, own))
    progress.idle_on = idle_from(progress, now.calendar)
    progress.save(update_fields=WORKING)
    return progress


def refuse_giving_up(cycle: Cycle, situation: Situation, next_on: date | None) -> list[str]:
    """Return why the meeting that stands cannot be given up like this: no other day would be left to go on."""
    standing = promise_of(situation, own_promise(cycle.progress))
    if next_on is None and standing is not None and standing.kind != NextStep.MEETING:
        return []
    return refuse_blank(situation, next_on)
