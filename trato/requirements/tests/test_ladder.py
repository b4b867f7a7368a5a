"""The rungs of §8.2 others stand on do reach what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support import ladder
from trato.cycles.situation import situation_of
from trato.procedure import Status
from trato.requirements.tests.conftest import AT

if TYPE_CHECKING:
    from tests.support.cast import Person
    from trato.cycles.models import Cycle


def test_the_ladder_reaches_the_review(reviewed: Cycle) -> None:
    states = situation_of(reviewed, at=AT).evaluation.actions
    for action in ("survey-requirements", "decide-depth", "deep-survey", "review-requirements"):
        assert states[action].status == Status.DONE, action


def test_without_deep_facts_the_ladder_skips_the_rtp(presented: Cycle, ec: Person) -> None:
    cycle = ladder.depth_decided(ladder.surveyed(presented, ec=ec, at=AT, deep=False), ec=ec, at=AT)
    states = situation_of(cycle, at=AT).evaluation.actions
    assert states["deep-survey"].status == Status.NOT_APPLICABLE
    cycle = ladder.reviewed(cycle, by=ec, at=AT)
    assert situation_of(cycle, at=AT).evaluation.actions["review-requirements"].status == Status.DONE


def test_over_the_limit_the_manager_reaches_the_review(approved: Cycle, gc: Person) -> None:
    cycle = ladder.reviewed(approved, by=gc, at=AT, usd=14_800)
    assert situation_of(cycle, at=AT).evaluation.actions["review-requirements"].status == Status.DONE
