"""What may be done to a cycle at any step: close it, waive an action, decide a waiver, hand it to somebody."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trato.cycles.assigning import assign
from trato.cycles.closing import close_without_contract
from trato.cycles.evidence import lock
from trato.cycles.forms import AssignForm, CloseForm, DecisionForm, NextStepForm, WaiverForm
from trato.cycles.models import Cycle
from trato.cycles.next_steps import set_next_step
from trato.cycles.opening import NewCycle, open_cycle
from trato.cycles.refusals import Refusal
from trato.cycles.situation import Situation, situation_of
from trato.cycles.steps import Step, Verb
from trato.cycles.visibility import require_hands_on
from trato.cycles.waivers import CannotWaive, decide_waiver, pending_request, request_waiver
from trato.ledger.actors import Actor
from trato.people.models import User
from trato.ui.values import numeric_date


def waiver_verbs(action: str) -> tuple[Verb, ...]:
    """Return the verbs with which the waiver of one action is asked for and decided."""

    def ask(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
        request_waiver(cycle, action=action, by=by, at=at, **data)
        return _("You asked for a waiver; the Commercial Manager decides.")

    def decide(authorised: bool, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
        request = pending_request(cycle, action)
        if request is None:
            raise CannotWaive(_("This waiver was already decided."))
        decide_waiver(request, authorised=authorised, text=data["text"], by=by, at=at)
        return _("You authorised the waiver.") if authorised else _("You refused the waiver.")

    def authorise(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
        return decide(True, cycle, data, by, at)

    def refuse(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
        return decide(False, cycle, data, by, at)

    return (
        Verb(
            slug="pedir-desvio",
            label=gettext_lazy("Ask for a waiver"),
            run=ask,
            form=WaiverForm,
            event="waiver.requested",
        ),
        Verb(
            slug="autorizar-desvio",
            label=gettext_lazy("Authorise the waiver"),
            run=authorise,
            form=DecisionForm,
            event="waiver.authorised",
        ),
        Verb(
            slug="rechazar-desvio",
            label=gettext_lazy("Refuse the waiver"),
            run=refuse,
            form=DecisionForm,
            event="waiver.refused",
        ),
    )


def _close(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    close_without_contract(cycle, by=by, at=at, **data)
    return _("The operation ends without a contract. The client's file and the survey are still to be done.")


def _assign(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    role, _colon, key = data["member"].partition(":")
    user = User.objects.get(pk=key)
    assign(cycle, user=user, role=role, by=by, at=at)
    if role == "EC":
        return _("%(name)s has the cycle now.") % {"name": user.name}
    return _("%(name)s is on the cycle as %(role)s.") % {"name": user.name, "role": role}


def _plan(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    row = set_next_step(cycle, by=by, at=at, **data)
    if row.next_step_on is None:
        return _("The cycle has no next step of its own.")
    return _("The next step is on %(day)s.") % {"day": numeric_date(row.next_step_on)}


def _take(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    assign(cycle, user=User.objects.get(pk=by.key.rpartition("/")[2]), by=by, at=at)
    return _("The cycle is yours now.")


def _recover(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    fresh = recover(cycle, by=by, at=at)
    return _("Cycle %(code)s is open, linked to this one.") % {"code": fresh.code}


class CannotRecover(Refusal):
    """The cycle has not ended, or is open again already."""


@transaction.atomic
def recover(cycle: Cycle, *, by: Actor, at: datetime) -> Cycle:
    """Open a linked new cycle for a client who comes back; the old one stays as it ended, shown «Recuperado».

    Raises CannotRecover while it has not ended or another recovered from it is running, NotYours.
    """
    cycle = lock(cycle)
    require_hands_on([cycle], by)
    if not situation_of(cycle, at=at).evaluation.outcome:
        raise CannotRecover(_("Cycle %s has not ended: go on with it.") % cycle.code)
    running = Cycle.objects.filter(previous=cycle, progress__closed_at=None).first()
    if running:
        raise CannotRecover(_("They came back already: cycle %s is open.") % running.code)
    return open_cycle(
        NewCycle(
            organisation=cycle.organisation,
            title=cycle.title,
            owner=cycle.owner,
            source="returning",
            previous=cycle,
        ),
        by=by,
        at=at,
    )


def _over(situation: Situation, actor: Actor) -> bool:
    may_open = situation.definition.event("cycle.opened").by
    return bool(situation.evaluation.outcome) and bool(set(may_open) & set(actor.roles))


def _sold(situation: Situation, actor: Actor) -> bool:
    return bool({"EC", "GC"} & set(actor.roles)) and situation.evaluation.outcome != "not-contracted"


def _running(situation: Situation, actor: Actor) -> bool:
    return not situation.evaluation.outcome


# For cycles nobody has: the only thing an EC may do to them.
TAKE = Verb(slug="tomar", label=gettext_lazy("Take it"), run=_take, event="cycle.assigned")

RECOVER = "recuperar"  # opens another cycle, so it needs nothing of this one but its end

CYCLE_VERBS: tuple[Verb, ...] = (
    TAKE,
    Verb(
        slug="proximo-paso",
        label=gettext_lazy("Set the next step"),
        run=_plan,
        form=NextStepForm,
        shown=_sold,
    ),
    Verb(slug="asignar", label=gettext_lazy("Assign"), run=_assign, form=AssignForm, event="cycle.assigned"),
    Verb(slug=RECOVER, label=gettext_lazy("Open a new cycle for them"), run=_recover, shown=_over),
)

STEPS: tuple[Step, ...] = (
    Step(
        action="close",
        verbs=(
            Verb(
                slug="cerrar-sin-contratacion",
                label=gettext_lazy("Close without a contract"),
                run=_close,
                form=CloseForm,
                event="closing.decided",
                shown=_running,
            ),
        ),
    ),
)
