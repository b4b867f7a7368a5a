from datetime import timedelta

from tests.support import ladder
from trato.cycles.models import Cycle
from trato.cycles.situation import situation_of
from trato.procedure import Status

from .conftest import AT


def test_a_cycle_walks_through_section_8_1(in_force, ec, gc):
    cycle, after = ladder.walked_to_presented(ec=ec, gc=gc, at=AT)
    states = situation_of(Cycle.objects.get(pk=cycle.pk), at=after).evaluation.actions
    for action in ("identify", "schedule-first-contact", "prepare-pitch", "present"):
        assert states[action].status == Status.DONE, action
    assert after > AT + timedelta(hours=3)
