"""No action waits for itself through others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from trato.procedure.conditions import model as m
from trato.procedure.definition.flow import Action
from trato.procedure.definition.model import Definition
from trato.procedure.definition.reading.table import Source


def check_circles(definition: Definition, source: Source) -> None:
    """Follow entry and applicability conditions, through milestones and outcomes too, and name each circle once."""
    needs = {action.id: tuple(dict.fromkeys(_needs(definition, action))) for action in definition.actions}
    seen: set[frozenset[str]] = set()
    for start in needs:
        circle = _circle(start, needs)
        if circle and frozenset(circle) not in seen:
            seen.add(frozenset(circle))
            chain = " espera a ".join(_called(definition, action) for action in (*circle, circle[0]))
            index = definition.actions.index(definition.action(circle[0]))
            source.problem(f"Un círculo: {chain}; ninguna podría empezar.", "action", index, "entry")


def _called(definition: Definition, action_id: str) -> str:
    action = definition.action(action_id)
    return f"{action.section} «{action.label()}»"


def _needs(definition: Definition, action: Action) -> Iterator[str]:
    for condition in (action.entry.hard, action.entry.soft, action.applies_when):
        yield from _actions(definition, condition, of=action.id, through=frozenset())


def _actions(
    definition: Definition, condition: m.Condition | None, *, of: str, through: frozenset[str]
) -> Iterator[str]:  # fmt: skip
    for leaf in m.leaves(condition):
        match leaf:
            case m.Done(action="*"):
                yield from (other.id for other in definition.required_actions if other.id != of)
            case m.Done(action=other) | m.Waived(action=other) | m.NotApplicable(action=other):
                yield other
            case m.MilestoneReached(milestone=name) if f"milestone {name}" not in through:
                for milestone in definition.milestones:
                    if milestone.id == name:
                        yield from _actions(definition, milestone.when, of=of, through=through | {f"milestone {name}"})
            case _:
                continue


def _circle(start: str, needs: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Return the shortest way from `start` back to itself; empty when there is none."""
    ways: list[list[str]] = [[start]]
    seen: set[str] = set()
    while ways:
        way = ways.pop(0)
        for other in needs.get(way[-1], ()):
            if other == start:
                return way
            if other not in seen:
                seen.add(other)
                ways.append([*way, other])
    return []
