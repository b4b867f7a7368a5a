"""The rungs others stand on reach the status they promise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support import ladder
from trato.contracts.tests.conftest import AT
from trato.cycles.situation import situation_of

if TYPE_CHECKING:
    from tests.support.cast import Person
    from trato.cycles.models import Cycle


def test_the_rungs_lead_to_a_contract_signed_by_both(planned: Cycle, ec: Person, gc: Person) -> None:
    cycle = ladder.contracted(planned, ec=ec, gc=gc, at=AT)
    evaluation = situation_of(cycle, at=AT).evaluation
    assert evaluation.actions["sign-contract"].status == "done"
    assert evaluation.outcome == "contracted"
