"""What the tests of offering and agreeing ask of a cycle."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.support import ladder
from trato.cycles.models import Cycle
from trato.cycles.situation import situation_of
from trato.documents.records import latest
from trato.ledger.entries import entries_of
from trato.proposals.actions import (
    give_conformity,
)
from trato.proposals.tests.conftest import AT

if TYPE_CHECKING:
    from trato.ledger.body import Recorded

HOUR = timedelta(hours=1)


def last_entry(cycle: Cycle) -> Recorded:
    return entries_of([cycle.stream])[cycle.stream][-1]


def status(cycle: Cycle, action: str, *, at: object = AT) -> str:
    return str(situation_of(cycle, at=at).evaluation.actions[action].status)  # type: ignore[arg-type]


def accept(cycle: Cycle, **changed: object) -> object:
    proposal, rar = latest(cycle.stream, "proposal"), latest(cycle.stream, "rar")
    assert proposal
    assert rar
    said: dict[str, object] = {
        "proposal_hash": proposal.hash,
        "rar_hash": rar.hash,
        "name": "Ana Clara Villafañe",
        "means": "link",
        "statement": "Acepto.",
        "by": ladder.client_of(cycle),
        "at": AT,
    }
    return give_conformity(cycle, **(said | changed))  # type: ignore[arg-type]
