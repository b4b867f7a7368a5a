"""Decide whether a deep technical survey is needed, and the modality. PE-CM-01 §8.2.2, modalidad simplificada."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from trato.cycles.evidence import Provided, lock, provide, require
from trato.cycles.models import Cycle
from trato.cycles.refusals import Refusal
from trato.cycles.situation import situation_of
from trato.documents.records import latest
from trato.ledger.actors import Actor
from trato.requirements.queries import simple_obstacles
from trato.requirements.rules import DepthFacts
from trato.requirements.sentences import listed, not_simple


class CannotSimplify(Refusal):
    """A condition of the simplified modality does not hold."""


@transaction.atomic
def decide_depth(cycle: Cycle, *, facts: DepthFacts, needed: bool, reason: str, by: Actor, at: datetime) -> Provided:
    """Record the decision over the RAR in force, what the criteria say, and why; outside them only the GC decides."""
    cycle = lock(cycle)
    require(cycle, "decide-depth", by=by, at=at)
    rar = latest(cycle.stream, "rar")
    assert rar is not None  # the procedure asks for it first
    return provide(
        cycle,
        "depth.decided",
        body={"rar": rar.hash, **asdict(facts), "rule": facts.needed, "needed": needed, "reason": reason},
        facts={"rar": rar.hash, "rule": facts.needed, "needed": needed},
        by=by,
        at=at,
    )


@transaction.atomic
def choose_modality(cycle: Cycle, *, simplified: bool, by: Actor, at: datetime) -> Provided:
    """Choose the simplified modality, or go back to the full one; whether the RAR qualifies is computed, not typed.

    Raises CannotSimplify with what stands in the way, ProcedureViolation, NotYours.
    """
    cycle = lock(cycle)
    obstacles = simple_obstacles(situation_of(cycle, at=at))
    if simplified and obstacles:
        raise CannotSimplify(
            _("The simplified modality does not apply: %(why)s.") % {"why": listed(not_simple(obstacles))}
        )
    facts = {"simplified": simplified, "qualifies": not obstacles}
    return provide(cycle, "modality.chosen", facts=facts, by=by, at=at)
