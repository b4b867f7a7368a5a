"""Whether an event may be recorded now, by whom, and as which role."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from trato.procedure.calendar import Calendar
from trato.procedure.definition.facts import FactKind
from trato.procedure.definition.flow import EventKind
from trato.procedure.definition.model import Definition
from trato.procedure.evaluation.ending import still_admits
from trato.procedure.evaluation.explaining import lacks
from trato.procedure.evaluation.fold import Fold
from trato.procedure.evaluation.plan import WAIVED_BY
from trato.procedure.evaluation.states import Evaluation, Former, Permission, Status
from trato.procedure.events import Event, FactValue
from trato.procedure.reasons import Reason

SYSTEM = "system"


def permits(
    definition: Definition,
    events: Iterable[Event],
    *,
    event: str,
    facts: Mapping[str, FactValue],
    actor_key: str,
    roles: tuple[str, ...],
    actor_kind: str = "user",
    at: datetime,
    calendar: Calendar,
    record: str = "",
    occurred_at: datetime | None = None,
    formers: Sequence[Former] = (),
) -> Permission:
    """Say whether the event would count, recorded at `at`; `occurred_at` is the date of the fact, `at` when not given.

    The role is the first of the event's `by` that the actor holds or may stand in for; no reasons means yes.
    """
    if not definition.runnable or not definition.has_event(event):
        return Permission(role="", reasons=(Reason("unknown-event", {"event": event}),))
    kind = definition.event(event)
    role = exercised_role(definition, kind.by, roles, actor_kind)
    happened = occurred_at or at
    reasons = [] if role else [_wrong_role(kind)]
    if happened > at:
        reasons.append(Reason("future", {"event": event}))
    reasons.extend(_wrong_facts(definition, kind, facts))
    fold = Fold.over(definition, events, at, calendar, formers)
    fold.view.now = happened
    log = [past for past_events in fold.view.log.values() for past in past_events]
    candidate = Event(
        pos=max((past.pos for past in log), default=0) + 1,
        seq=max((past.seq for past in log), default=0) + 1,
        name=event,
        action=kind.action,
        occurred_at=happened,
        recorded_at=at,
        actor_kind=actor_kind,
        actor_key=actor_key,
        role=role,
        facts=dict(facts),
        record=record,
    )
    reasons.extend(_obstacles(fold, kind, candidate))
    return Permission(role=role, reasons=tuple(dict.fromkeys(reasons)))


def may_try(
    definition: Definition, evaluation: Evaluation, action_id: str, roles: tuple[str, ...]
) -> tuple[Reason, ...]:  # fmt: skip
    """Say why an action cannot even be begun by someone with these roles; what the event requires comes later."""
    action = definition.action(action_id)
    state = evaluation.actions[action_id]
    reasons: list[Reason] = []
    if not exercised_role(definition, action.by, roles, SYSTEM if roles == (SYSTEM,) else "user"):
        reasons.append(Reason("wrong-role", {"action": action_id, "roles": "/".join(action.by)}))
    events = definition.events_of(action_id)
    if evaluation.ended and not any(still_admits(definition, evaluation, kind.name) for kind in events):
        return (*reasons, Reason(f"{evaluation.ended}-step", {"action": action_id}))
    if state.status is Status.NOT_APPLICABLE:
        reasons.append(Reason("not-applicable", {"action": action_id}))
    if state.status is Status.BLOCKED:
        reasons.extend(state.blocked_by)
    return tuple(reasons)


def exercised_role(definition: Definition, by: tuple[str, ...], roles: tuple[str, ...], actor_kind: str) -> str:
    """Return the role in which somebody acts: the first listed that is held, else one that stands in for such a one."""
    held = (*roles, SYSTEM) if actor_kind == SYSTEM else roles
    for listed in by:
        if listed in held:
            return listed
    for listed in by:
        for role in definition.roles:
            if role.code in held and listed in role.stands_in_for:
                return role.code
    return ""


def _wrong_role(kind: EventKind) -> Reason:
    return Reason("wrong-role", {"event": kind.name, "roles": "/".join(kind.by)})


def _wrong_facts(definition: Definition, kind: EventKind, facts: Mapping[str, FactValue]) -> Iterator[Reason]:
    for name in sorted(facts.keys() - kind.facts.keys()):
        yield Reason("unknown-fact", {"event": kind.name, "fact": name})
    for name, expected in kind.facts.items():
        value = facts.get(name)
        if value is None and not expected.optional:
            yield Reason("missing-fact", {"event": kind.name, "fact": name})
        elif not expected.accepts(value):
            yield Reason("bad-fact", {"event": kind.name, "fact": name, "kind": str(expected.kind)})
        elif expected.kind is FactKind.CODE and expected.choice and value is not None:
            choice = definition.choices.get(expected.choice)
            if choice is not None and not choice.editable and value not in choice.codes:
                yield Reason("unknown-code", {"event": kind.name, "fact": name, "value": str(value)})


def _obstacles(fold: Fold, kind: EventKind, candidate: Event) -> Iterator[Reason]:
    view = fold.view
    if not fold.follows(kind):
        yield Reason(fold.ended, {"event": kind.name})
        return
    if kind.action and not kind.draft:
        if kind.action in view.not_applicable:
            yield Reason("not-applicable", {"action": kind.action})
        else:
            yield from lacks(fold.plan.by_id[kind.action].action.entry.hard, view, of=kind.action)
    if kind.name == WAIVED_BY:
        action = str(candidate.facts.get("action"))
        each = fold.plan.by_id.get(action)
        if each is None or each.action.waiver == "never":
            yield Reason("never-waived", {"action": action})
    fold.put(candidate)
    yield from lacks(kind.requires, view)
