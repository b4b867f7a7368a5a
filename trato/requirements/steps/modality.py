"""The simplified modality, offered where it qualifies and explained where it does not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trato.cycles.models import Cycle
from trato.cycles.situation import Situation
from trato.cycles.steps import Verb
from trato.ledger.actors import Actor
from trato.requirements.actions import choose_modality
from trato.requirements.queries import lately_simplified, simple_obstacles, surveyed_body
from trato.requirements.sentences import listed, not_simple
from trato.requirements.suggestion import SIMPLIFIED


def _simplify(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    choose_modality(cycle, simplified=True, by=by, at=at)
    return _("You chose the simplified modality: the RTP does not apply, at least 50 % enables the start.")


def _complete(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    choose_modality(cycle, simplified=False, by=by, at=at)
    return _("You went back to the full procedure; nothing typed is lost.")


def _may_simplify(situation: Situation, actor: Actor) -> bool:
    evaluation = situation.evaluation
    return evaluation.modality != SIMPLIFIED and not evaluation.outcome and not simple_obstacles(situation)


def _simplified(situation: Situation, actor: Actor) -> bool:
    return situation.evaluation.modality == SIMPLIFIED and not situation.evaluation.outcome


MODALITY: tuple[Verb, ...] = (
    Verb(
        slug="modalidad-simplificada",
        label=gettext_lazy("Use the simplified modality"),
        run=_simplify,
        event="modality.chosen",
        shown=_may_simplify,
    ),
    Verb(
        slug="modalidad-completa",
        label=gettext_lazy("Go back to the full procedure"),
        run=_complete,
        event="modality.chosen",
        shown=_simplified,
    ),
)


def modality_context(cycle: Cycle, situation: Situation) -> Mapping[str, Any]:
    """Return what the panel says of the modality: why not, or what to beware of."""
    known = surveyed_body(situation) is not None
    obstacles = simple_obstacles(situation) if known else []
    simplified = situation.evaluation.modality == SIMPLIFIED
    return {
        "simplified": simplified,
        "not_simple": listed(not_simple(obstacles)) if not simplified else "",
        "split": lately_simplified(cycle) if simplified or (known and not obstacles) else [],
    }
