"""The rungs others stand on reach the status they promise."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.support import ladder
from trato.cycles.situation import situation_of
from trato.proposals.tests.conftest import AT

if TYPE_CHECKING:
    from tests.support.cast import Person
    from trato.cycles.models import Cycle

LATER = AT + timedelta(hours=2)


def test_the_rungs_lead_to_the_contract(agreed: Cycle, ec: Person) -> None:
    ladder.planned(agreed, ec=ec, at=LATER)
    states = situation_of(agreed, at=LATER).evaluation.actions
    done = {action for action in states if states[action].status == "done"}
    assert {"submit-proposal", "agree-requirements", "agree-payment-plan"} <= done
    assert states["draft-contract"].status == "open"
