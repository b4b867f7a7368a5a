"""Every action can come true: some order of events that somebody may record leads to it."""

from __future__ import annotations

from trato.procedure.conditions import model as m
from trato.procedure.definition.flow import Action, EventKind
from trato.procedure.definition.model import Definition
from trato.procedure.definition.reading.table import Source


class _Reach:
    """What could come true at best, grown until nothing more can."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.actions: set[str] = set()
        self.events: set[str] = set()
        self.milestones: set[str] = set()
        self.outcomes: set[str] = set()
        while self._grows():
            pass

    def _grows(self) -> bool:
        before = len(self.actions) + len(self.events) + len(self.milestones) + len(self.outcomes)
        self.events |= {kind.name for kind in self.definition.events if self._recordable(kind)}
        self.actions |= {action.id for action in self.definition.actions if self.possible(action)}
        self.milestones |= {each.id for each in self.definition.milestones if self.holds(each.when)}
        self.outcomes |= {each.id for each in self.definition.outcomes if self.holds(each.when)}
        return len(self.actions) + len(self.events) + len(self.milestones) + len(self.outcomes) > before

    def _recordable(self, kind: EventKind) -> bool:
        if not kind.by or not self.holds(kind.requires, itself=kind.name):
            return False
        return kind.draft or not kind.action or self.holds(self.definition.action(kind.action).entry.hard)

    def possible(self, action: Action) -> bool:
        needed = (action.entry.hard, action.entry.soft, action.applies_when, action.done_when)
        return all(self.holds(condition) for condition in needed)

    def holds(self, condition: m.Condition | None, *, itself: str = "") -> bool:  # noqa: C901, PLR0911
        match condition:
            case None | m.Not() | m.NotApplicable() | m.ModalityIs():
                return True
            case m.All(parts=parts):
                return all(self.holds(part, itself=itself) for part in parts)
            case m.AnyOf(parts=parts):
                return any(self.holds(part, itself=itself) for part in parts)
            case m.Done(action="*"):
                return True
            case m.Done(action=action) | m.Waived(action=action):
                return action in self.actions
            case m.MilestoneReached(milestone=milestone):
                return milestone in self.milestones
            case m.OutcomeKnown(outcome=outcome):
                return bool(self.outcomes) if outcome == "any" else outcome in self.outcomes
            case m.Exists(event=event, over=over):
                names = (event, *(name for _, name in over))
                return all(name in self.events or name == itself for name in names)
            case m.Count(at_least=None) | m.Every():
                return True
            case m.Count(events=events) | m.Age(events=events):
                return any(name in self.events or name == itself for name in events)
            case m.RoleOf(role=role, event=event):
                return role in self.definition.event(event).by
            case _:
                return all(name in self.events or name == itself for name in m.events_of(condition))


def check_reach(definition: Definition, source: Source) -> None:
    reach = _Reach(definition)
    for index, action in enumerate(definition.actions):
        if action.id not in reach.actions:
            source.problem(
                f"A {action.section} «{action.label()}» no se llega nunca: nada de lo que alguien puede asentar "
                "cumple sus condiciones.",
                "action",
                index,
                "done_when",
            )
    for index, kind in enumerate(definition.events):
        if kind.name not in reach.events:
            source.problem(
                f"El hecho «{kind.name}» no se puede asentar nunca: lo que exige no llega a darse.", "event", index
            )
    for index, milestone in enumerate(definition.milestones):
        if milestone.id not in reach.milestones:
            source.problem(f"Al hito «{milestone.label}» no se llega nunca.", "milestone", index, "when")
    for index, outcome in enumerate(definition.outcomes):
        if outcome.id not in reach.outcomes:
            source.problem(f"Al final «{outcome.label}» no se llega nunca.", "outcome", index, "when")
