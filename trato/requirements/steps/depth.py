"""`decide-depth` on the page of a cycle, and who is called in for what follows. PE-CM-01 §8.2.2."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trato.cycles.models import Cycle
from trato.cycles.situation import Situation
from trato.cycles.steps import Step, Text, Verb
from trato.ledger.actors import Actor
from trato.requirements.actions import call_in, decide_depth
from trato.requirements.forms import DepthForm, TeamForm
from trato.requirements.papers import papers
from trato.requirements.queries import chief, limit_of_ec, team
from trato.requirements.steps.amounts import dollars
from trato.requirements.steps.modality import MODALITY, modality_context


def _decide(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    decide_depth(cycle, facts=data["facts"], needed=data["needed"], reason=data["reason"], by=by, at=at)
    if data["needed"]:
        return _("An RTP will be made. Call in who answers it and who approves it.")
    return _("No RTP is made; the review of what can be delivered is next.")


def _call_in(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    called = call_in(cycle, analyst=data["analyst"], approver=data["approver"], by=by, at=at)
    return _("%(names)s: on the cycle and told by mail.") % {"names": ", ".join(user.name for user in called)}


def _decided(situation: Situation, actor: Actor) -> bool:
    depth = situation.latest("depth.decided")
    return bool(depth and depth.facts.get("needed")) and not situation.evaluation.outcome


def _called_in(situation: Situation, actor: Actor) -> bool:
    """Tell whether somebody answers and somebody approves: calling another in is rare."""
    return {"EET", "TO"} <= {event.facts.get("role") for event in situation.every("cycle.assigned")}


def _context(cycle: Cycle, situation: Situation, actor: Actor, at: datetime) -> Mapping[str, Any]:
    return {
        "rar": papers(situation).latest("rar"),
        "limit": dollars(limit_of_ec(situation)),
        "chief": chief(situation),
        "rules_alone": "GC" in actor.roles,
        "team": team(cycle),
        **modality_context(cycle, situation),
    }


def _call_label(situation: Situation, actor: Actor) -> Text:
    return _("Call in somebody else") if _called_in(situation, actor) else CALL_IN.label


CALL_IN = Verb(
    slug="convocar",
    label=gettext_lazy("Call in the technical team"),
    label_for=_call_label,
    run=_call_in,
    form=TeamForm,
    event="cycle.assigned",
    shown=_decided,
    folded=_called_in,
)

DEPTH = Step(
    action="decide-depth",
    template="requirements/depth.html",
    context=_context,
    verbs=(
        Verb(
            slug="decidir",
            label=gettext_lazy("Decide the depth"),
            run=_decide,
            form=DepthForm,
            form_template="requirements/depth_form.html",
            event="depth.decided",
        ),
        CALL_IN,
        *MODALITY,
    ),
)
