"""Fold the events of a cycle, in the order they were recorded, into its state."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from trato.procedure.calendar import Calendar
from trato.procedure.conditions.flipping import flips
from trato.procedure.conditions.view import View
from trato.procedure.definition.flow import EventKind
from trato.procedure.definition.model import Definition
from trato.procedure.evaluation.ending import ended, follows
from trato.procedure.evaluation.plan import REGULARISED_BY, WAIVED_BY, ActionPlan, Plan, conditions_of, plan
from trato.procedure.evaluation.states import Former
from trato.procedure.events import Event

BEGINNING = datetime(1, 1, 2, tzinfo=UTC)


@dataclass(slots=True)
class Fold:
    """The state so far: what counts, what is done since when, what was reopened and by which event."""

    plan: Plan
    view: View
    void: list[int] = field(default_factory=list)
    reopened: dict[str, Event] = field(default_factory=dict)
    evidence: dict[str, list[int]] = field(default_factory=dict)
    clock: datetime = BEGINNING

    @classmethod
    def over(
        cls,
        definition: Definition,
        events: Iterable[Event],
        at: datetime,
        calendar: Calendar,
        formers: Sequence[Former] = (),
    ) -> Fold:
        """Fold the events recorded up to `at`, and let the clock run until then.

        `formers` are the versions that governed before `definition`, the first one first.
        """
        following = [*(former.definition for former in formers[1:]), definition]
        adopted = {former.until: later for former, later in zip(formers, following, strict=True)} if formers else {}
        first = formers[0].definition if formers else definition
        fold = cls(plan(first), View(first, calendar, at))
        fold.begin()
        for event in sorted((event for event in events if event.recorded_at <= at), key=lambda event: event.pos):
            fold.add(event)
            if event.pos in adopted:
                fold.adopt(adopted[event.pos], event)
        fold.run_to(at)
        return fold

    def begin(self) -> None:
        """Set what holds before anything happened."""
        self._settle(set(range(len(self.plan.actions))), None)

    def add(self, event: Event) -> bool:
        """Take one event in; say whether it counts. Its own date is the moment at which its conditions are asked."""
        kind = self.plan.kinds.get(event.name)
        if kind is None:
            return False
        self._tick(max(self.clock, event.recorded_at))
        self.view.now = event.occurred_at
        if not self.may_enter(kind) or not self._take(event, kind):
            self.void.append(event.seq)
            return False
        self._waive(event)
        self._settle(self._dirty(event), event)
        return True

    def adopt(self, definition: Definition, event: Event) -> None:
        """Go on under another version: what counted counts, what is done stays done while its new condition holds."""
        view, self.plan = self.view, plan(definition)
        view.definition = definition
        for kept in (view.done, view.waived, self.reopened, self.evidence):
            for action in kept.keys() - self.plan.by_id.keys():
                del kept[action]
        view.not_applicable &= self.plan.by_id.keys()
        self._settle(set(range(len(self.plan.actions))), event)

    def run_to(self, at: datetime) -> None:
        """Let the clock run: what only waited for its moment is done by then, and what lapsed is done no longer."""
        self._tick(at)
        self.view.now = at

    def may_enter(self, kind: EventKind) -> bool:
        """Say whether the event's action applies and its hard entry holds; drafts may always be recorded.

        Once the cycle is over, only what may follow its end.
        """
        if not self.follows(kind):
            return False
        if not kind.action or kind.draft:
            return True
        if kind.action in self.view.not_applicable:
            return False
        return self.plan.by_id[kind.action].hard(self.view)

    @property
    def ended(self) -> str:
        """Say how the cycle is over: `closed`, `annulled` or not."""
        return ended(self.plan.definition, self.view.log)

    def follows(self, kind: EventKind) -> bool:
        """Say whether the event may still come in, as far as the cycle's end is concerned."""
        how, action = self.ended, kind.action
        pending = bool(how and action) and (
            self.plan.by_id[action].action.required
            and action not in self.view.done
            and action not in self.view.not_applicable
        )
        return follows(self.plan.definition, kind, how, pending=pending)

    def put(self, event: Event) -> None:
        self.view.log.setdefault(event.name, []).append(event)

    def _take(self, event: Event, kind: EventKind) -> bool:
        if event.name == WAIVED_BY and not self._can_be_waived(event):
            return False
        self.put(event)
        requires = self.plan.requires.get(event.name)
        if requires is not None and not requires(self.view):
            self.view.log[event.name].pop()
            return False
        if kind.action:
            self.evidence.setdefault(kind.action, []).append(event.seq)
        return True

    def _can_be_waived(self, event: Event) -> bool:
        each = self.plan.by_id.get(str(event.facts.get("action")))
        return each is not None and each.action.waiver != "never"

    def _waive(self, event: Event) -> None:
        action = str(event.facts.get("action"))
        if event.name == WAIVED_BY:
            self.view.waived[action] = event
        elif event.name == REGULARISED_BY:
            self.view.waived.pop(action, None)

    def _dirty(self, event: Event) -> set[int]:
        dirty = set(self.plan.touched.get(event.name, ()))
        if event.name in {WAIVED_BY, REGULARISED_BY}:
            each = self.plan.by_id.get(str(event.facts.get("action")))
            if each is not None:
                dirty.update((each.place, *each.wakes))
        return dirty

    def _settle(self, dirty: set[int], event: Event | None) -> None:
        """Bring actions, milestones, outcome and modality to rest after an event; each round only what was touched."""
        while True:
            dirty |= self._modality()
            for each in self.plan.actions:
                if each.place in dirty and self._look(each, event):
                    dirty.update(each.wakes)
            dirty = self._milestones(event) | self._outcome(event)
            if not dirty:
                return

    def _look(self, each: ActionPlan, event: Event | None) -> bool:
        """Look at one action again; say whether anything about it changed."""
        view, action = self.view, each.action
        if action.id in view.done:
            if (event is None and not each.lapses) or each.done(view):
                return False
            del view.done[action.id]
            if event is not None:
                self.reopened[action.id] = event
            self._applies(each)
            return True
        changed = self._applies(each)
        if action.id in view.not_applicable or not each.done(view) or not each.hard(view) or not each.soft(view):
            return changed
        view.done[action.id] = event or self._by_the_clock(each)
        view.waived.pop(action.id, None)
        self.reopened.pop(action.id, None)
        return True

    def _applies(self, each: ActionPlan) -> bool:
        view, action = self.view, each.action
        dropped = bool(action.serves) and self.plan.drops.get(view.outcome) == action.serves
        applies = each.applies(view) and not dropped
        if applies == (action.id not in view.not_applicable):
            return False
        (view.not_applicable.discard if applies else view.not_applicable.add)(action.id)
        return True

    def _milestones(self, event: Event | None) -> set[int]:
        view, reached = self.view, False
        for name, holds in self.plan.milestones:
            if name not in view.milestones and holds(view):
                view.milestones[name] = event.occurred_at if event else view.now
                reached = True
        return set(self.plan.touched.get("milestone", ())) if reached else set()

    def _outcome(self, event: Event | None) -> set[int]:
        """Settle how the cycle ends; the first ending stays."""
        view = self.view
        if view.outcome:
            return set()
        for name, holds in self.plan.outcomes:
            if holds(view):
                view.outcome, view.outcome_at = name, event.occurred_at if event else view.now
                return set(self.plan.touched.get("outcome", ()))
        return set()

    def _modality(self) -> set[int]:
        view = self.view
        modality = next((name for name, holds in self.plan.modalities if holds(view)), "")
        if modality == view.modality:
            return set()
        view.modality = modality
        return set(self.plan.touched.get("modality", ()))

    def _tick(self, to: datetime) -> None:
        self.clock = to
        waiting = {each.place for each in self.plan.clocked if each.lapses or each.action.id not in self.view.done}
        if waiting:
            self.view.now = to
            self._settle(waiting, None)

    def _by_the_clock(self, each: ActionPlan) -> datetime:
        moments = [
            moment
            for condition in conditions_of(each.action)
            for moment in flips(condition, self.view)
            if moment <= self.view.now
        ]
        return max(moments, default=self.view.now)
