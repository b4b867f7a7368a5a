"""Set the rule that suggests a priority; what it suggested before stays as it was."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from trato.cycles.refusals import NotYours, Refusal
from trato.ledger.actors import Actor
from trato.ledger.append import Draft, append
from trato.people.roles import Role
from trato.prepared import Prepared
from trato.prospects.models import ScoringRule
from trato.prospects.scoring import CRITERIA, MOST, USUAL, Points, Rule

STREAM = "setting/priority"
SET = "priority-rule.set"
_LAST = Prepared(lambda: ScoringRule.objects.order_by("-pk").values_list("points", "high_from", "medium_from")[:1])


class CannotSetRule(Refusal):
    """Points or thresholds are out of range, nothing changed, or nobody said why."""


def rule_in_force() -> Rule:
    """Return the rule the house set last, else the usual one."""
    for points, high_from, medium_from in _LAST.rows():
        said = json.loads(points) if isinstance(points, str) else points
        return Rule(points=said, high_from=high_from, medium_from=medium_from)
    return USUAL


@transaction.atomic
def set_rule(*, rule: Rule, reason: str, by: Actor, at: datetime) -> ScoringRule:
    """Put another version of the rule in force, saying why. Raise NotYours, CannotSetRule."""
    if Role.GC not in by.roles:
        raise NotYours(_("Only the Commercial Manager changes the rule."))
    before, reason = rule_in_force(), " ".join(reason.split())[:300]
    points = {name: {code: n for code, n in rule.points.get(name, {}).items() if n} for name in CRITERIA}
    obstacles = []
    if any(abs(n) > MOST for options in points.values() for n in options.values()):
        obstacles.append(_("Points go from -%(most)s to %(most)s.") % {"most": MOST})
    if rule.high_from <= rule.medium_from:
        obstacles.append(_("«High» has to start above «Medium»."))
    if not reason:
        obstacles.append(_("Write why."))
    fresh = Rule(points=points, high_from=rule.high_from, medium_from=rule.medium_from)
    changed = changes(before, fresh)
    if not changed and not obstacles:
        obstacles.append(_("Nothing changed."))
    if obstacles:
        raise CannotSetRule(obstacles)
    row = ScoringRule.objects.create(
        points=points, high_from=fresh.high_from, medium_from=fresh.medium_from, reason=reason, set_by=by.key, set_at=at
    )
    facts: dict[str, int | bool | str] = {"rule": row.pk, "changes": len(changed)}
    append([Draft(stream=STREAM, event=SET, occurred_at=at, actor=by.exercising(Role.GC), facts=facts)], at=at)
    return row


def changes(before: Rule, after: Rule) -> list[tuple[str, str, int, int]]:
    """Return what differs between two rules: (criterion, code, before, after); thresholds have no criterion."""
    found = [
        ("", name, getattr(before, name), getattr(after, name))
        for name in ("high_from", "medium_from")
        if getattr(before, name) != getattr(after, name)
    ]
    for criterion in CRITERIA:
        codes = sorted({*before.points.get(criterion, {}), *after.points.get(criterion, {})})
        found += [
            (criterion, code, before.of(criterion, code), after.of(criterion, code))
            for code in codes
            if before.of(criterion, code) != after.of(criterion, code)
        ]
    return found


def rule_of(row: ScoringRule) -> Rule:
    """Return a version of the rule as it was set."""
    points: Points = row.points
    return Rule(points=points, high_from=row.high_from, medium_from=row.medium_from)


def history(most: int = 20) -> list[dict[str, Any]]:
    """Return the last versions with what each changed, the newest first."""
    rows = list(ScoringRule.objects.order_by("-pk")[: most + 1])
    earlier = [rule_of(row) for row in rows[1:]] + ([] if len(rows) > most else [USUAL])
    return [
        {"row": row, "changes": changes(before, rule_of(row))}
        for row, before in zip(rows[:most], earlier, strict=False)
    ]
