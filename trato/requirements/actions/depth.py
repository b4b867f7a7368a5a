"""Decide whether a deep technical survey is needed, and the modality. PE-CM-01 §8.2.2, modalidad simplificada."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from trato.cycles.evidence import Provided, lock, provide, require
from trato.cycles.models import Cycle
from trato.documents.records import latest
from trato.ledger.actors import Actor
from trato.requirements.rules import DepthFacts, qualifies_as_simple


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
    """Choose the simplified modality, or go back to the full one; whether the RAR qualifies is computed, not typed."""
    cycle = lock(cycle)
    rar = latest(cycle.stream, "rar") or latest(cycle.stream, "classification")
    qualifies = rar is not None and not qualifies_as_simple(rar.data)
    return provide(cycle, "modality.chosen", facts={"simplified": simplified, "qualifies": qualifies}, by=by, at=at)
