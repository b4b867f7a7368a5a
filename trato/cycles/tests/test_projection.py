"""The row that lists and the board read always says what `evaluate` says of the entries."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support import ladder
from trato.cycles.assigning import assign
from trato.cycles.closing import close_without_contract
from trato.cycles.evidence import NOT_PROJECTED, refresh
from trato.cycles.models import Cycle, Progress, State
from trato.cycles.situation import situation_of
from trato.cycles.waivers import decide_waiver, request_waiver
from trato.documents.refusals import Refused
from trato.procedure import evaluate

from .conftest import AT

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.cast import Person

FIELDS = [field.attname for field in Progress._meta.concrete_fields if field.name not in NOT_PROJECTED]
MOVES = ("classify", "contact", "meet", "pitch", "minutes", "survey", "decide", "close", "waive", "assign", "wait")


def row(cycle: Cycle) -> dict[str, Any]:
    return Progress.objects.filter(pk=cycle.pk).values(*FIELDS).get()


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(moves=st.lists(st.sampled_from(MOVES), max_size=9))
def test_the_projection_equals_evaluating_the_entries(
    in_force: None, ec: Person, gc: Person, eet: Person, moves: list[str]
) -> None:
    with transaction.atomic():
        at = AT
        cycle = ladder.opened(ec=ec, at=at)
        for move in moves:
            at += timedelta(hours=30)
            try:
                with transaction.atomic():
                    _moves(cycle, ec, gc, eet, at)[move]()
            except Refused:
                pass
        now = situation_of(cycle, at=at + timedelta(seconds=5))
        again = evaluate(now.definition, now.events, now.at, now.calendar)
        held = row(cycle)
        assert (held["next_action"], held["due_on"], held["phase"]) == (again.next_action, again.due_on, again.phase)
        assert (held["steps_done"], held["steps_total"]) == (again.steps_done, again.steps_total)
        assert (held["outcome"], held["modality"]) == (again.outcome, again.modality)
        # Evaluated from the entries alone, every projected field comes out the same.
        fresh = Cycle.objects.select_related("progress").get(pk=cycle.pk)
        refresh([fresh], at=held["last_event_at"] if moves else AT)
        after = row(cycle)
        ignored = {"comb", "changes_at", "due_on", "missing", "lack", "waiting_for_client", "state", "phase_since"}
        assert {key: value for key, value in after.items() if key not in ignored} == {
            key: value for key, value in held.items() if key not in ignored
        }
        transaction.set_rollback(True)


def _moves(cycle: Cycle, ec: Person, gc: Person, eet: Person, at: datetime) -> dict[str, Callable[[], object]]:
    def waive() -> None:
        asked = request_waiver(
            cycle,
            action="prepare-pitch",
            reason="urgency",
            text="Hoy",
            regularise_by=(at + timedelta(days=9)).date(),
            by=ec.actor,
            at=at,
        )
        decide_waiver(asked, authorised=True, text="", by=gc.actor, at=at)

    return {
        "classify": lambda: ladder.classified(cycle, ec=ec, at=at),
        "contact": lambda: ladder.contacted(cycle, ec=ec, at=at),
        "meet": lambda: ladder.scheduled(cycle, ec=ec, at=at, starts_at=at + timedelta(hours=2)),
        "pitch": lambda: ladder.pitched(cycle, ec=ec, gc=gc, at=at),
        "minutes": lambda: ladder.presented(cycle, ec=ec, at=at),
        "survey": lambda: ladder.surveyed(cycle, ec=ec, at=at, deep=False),
        "decide": lambda: ladder.depth_decided(cycle, ec=ec, at=at),
        "close": lambda: close_without_contract(cycle, motive="price", lesson="Antes", by=ec.actor, at=at),
        "waive": waive,
        "assign": lambda: assign(cycle, user=eet.user, role="EET", by=gc.actor, at=at),
        "wait": lambda: None,
    }


def test_states_follow_the_ladder(in_force: None, ec: Person, gc: Person) -> None:
    def state(cycle: Cycle) -> str:
        return Progress.objects.get(pk=cycle.pk).state

    cycle, then = ladder.walked_to_presented(ec=ec, gc=gc, at=AT)
    assert state(cycle) == State.RUNNING
    cycle = ladder.depth_decided(ladder.surveyed(cycle, ec=ec, at=then, deep=False), ec=ec, at=then)
    cycle = ladder.proposed(ladder.reviewed(cycle, by=ec, at=then), ec=ec, at=then)
    assert state(cycle) == State.PROPOSAL_SENT
    assert Progress.objects.get(pk=cycle.pk).waiting_for_client
    refresh([Cycle.objects.get(pk=cycle.pk)], at=then + timedelta(days=60))
    assert state(cycle) == State.PROPOSAL_EXPIRED


def test_what_is_missing_is_kept_as_a_reason(cycle: Cycle) -> None:
    progress = Progress.objects.get(pk=cycle.pk)
    assert progress.missing == 1
    assert progress.lack["code"] == "missing-event"
    assert progress.lack["params"]["event"] == "prospect.classified"
