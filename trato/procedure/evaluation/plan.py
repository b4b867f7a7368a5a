"""A definition made ready to evaluate: conditions turned into functions, actions in the order of their dependence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from trato.procedure.conditions import model as m
from trato.procedure.conditions.flipping import clocked
from trato.procedure.conditions.judging import Judge, judge
from trato.procedure.conditions.view import View
from trato.procedure.definition.document import Modality
from trato.procedure.definition.flow import Action, EventKind
from trato.procedure.definition.model import Definition

WAIVED_BY, REGULARISED_BY = "waiver.authorised", "waiver.regularised"


@dataclass(frozen=True, slots=True)
class ActionPlan:
    action: Action
    place: int
    applies: Judge
    hard: Judge
    soft: Judge
    done: Judge
    waits: Judge
    clocked: bool
    lapses: bool  # what made it done may stop holding by the clock alone
    wakes: tuple[int, ...]  # actions to look at again when this one is done, reopened, waived or stops applying


@dataclass(frozen=True, slots=True)
class Plan:
    """`touched` maps an event's name, or `milestone`, `outcome`, `modality`, to the actions that look at it."""

    definition: Definition
    kinds: Mapping[str, EventKind]
    requires: Mapping[str, Judge]
    actions: tuple[ActionPlan, ...]  # those that others depend on come first
    by_id: Mapping[str, ActionPlan]
    touched: Mapping[str, tuple[int, ...]]
    clocked: tuple[ActionPlan, ...]
    milestones: tuple[tuple[str, Judge], ...]
    outcomes: tuple[tuple[str, Judge], ...]
    modalities: tuple[tuple[str, Judge], ...]
    drops: Mapping[str, str]


def states_of(condition: m.Condition | None, definition: Definition, *, of: str) -> Iterator[str]:
    """Yield the ids of the actions a condition depends on directly."""
    for leaf in m.leaves(condition):
        match leaf:
            case m.Done(action="*"):
                yield from (action.id for action in definition.required_actions if action.id != of)
            case m.Done(action=action) | m.Waived(action=action) | m.NotApplicable(action=action):
                yield action
            case _:
                continue


def conditions_of(action: Action) -> tuple[m.Condition | None, ...]:
    return (action.entry.hard, action.entry.soft, action.applies_when, action.done_when)


@lru_cache(maxsize=16)
def plan(definition: Definition) -> Plan:
    """Return the definition made ready; kept, since a definition never changes."""
    needs = {
        action.id: {
            other
            for condition in conditions_of(action)
            for other in states_of(condition, definition, of=action.id)
            if definition.has_action(other) and other != action.id
        }
        for action in definition.actions
    }
    order = _ordered(definition, needs)
    place = {action.id: number for number, action in enumerate(order)}
    wakes: dict[str, list[int]] = defaultdict(list)
    for action_id, others in needs.items():
        for other in others:
            wakes[other].append(place[action_id])
    actions = tuple(
        ActionPlan(
            action=action,
            place=place[action.id],
            applies=judge(action.applies_when, of=action.id),
            hard=judge(action.entry.hard, of=action.id),
            soft=judge(action.entry.soft, of=action.id),
            done=judge(action.done_when, of=action.id) if action.done_when else _never,
            waits=judge(action.waits_for_client_when, of=action.id),
            clocked=any(clocked(condition) for condition in conditions_of(action)),
            lapses=clocked(action.done_when),
            wakes=tuple(sorted(wakes[action.id])),
        )
        for action in order
    )
    return Plan(
        definition=definition,
        kinds={kind.name: kind for kind in definition.events},
        requires={kind.name: judge(kind.requires) for kind in definition.events if kind.requires},
        actions=actions,
        by_id={each.action.id: each for each in actions},
        touched=_touched(actions),
        clocked=tuple(each for each in actions if each.clocked),
        milestones=tuple((milestone.id, judge(milestone.when)) for milestone in definition.milestones),
        outcomes=tuple((outcome.id, judge(outcome.when)) for outcome in definition.outcomes),
        modalities=tuple((modality.id, judge(modality.when)) for modality in _particular_first(definition)),
        drops={outcome.id: outcome.drops for outcome in definition.outcomes},
    )


def _ordered(definition: Definition, needs: Mapping[str, set[str]]) -> tuple[Action, ...]:
    ordered: list[Action] = []
    placed: set[str] = set()

    def place(action: Action, above: frozenset[str]) -> None:
        if action.id in placed or action.id in above:
            return
        for other in definition.actions:
            if other.id in needs[action.id]:
                place(other, above | {action.id})
        if action.id not in placed:
            placed.add(action.id)
            ordered.append(action)

    for action in definition.actions:
        place(action, frozenset())
    return tuple(ordered)


def _touched(actions: tuple[ActionPlan, ...]) -> dict[str, tuple[int, ...]]:
    touched: dict[str, set[int]] = defaultdict(set)
    for each in actions:
        for condition in conditions_of(each.action):
            for leaf in m.leaves(condition):
                match leaf:
                    case m.MilestoneReached():
                        touched["milestone"].add(each.place)
                    case m.OutcomeKnown():
                        touched["outcome"].add(each.place)
                    case m.ModalityIs():
                        touched["modality"].add(each.place)
                    case _:
                        for name in m.events_of(leaf):
                            touched[name].add(each.place)
        if each.action.serves:
            touched["outcome"].add(each.place)
    return {name: tuple(sorted(places)) for name, places in touched.items()}


def _particular_first(definition: Definition) -> list[Modality]:
    return sorted(definition.modalities, key=lambda modality: modality.when is None)


def _never(_view: View) -> bool:
    return False
