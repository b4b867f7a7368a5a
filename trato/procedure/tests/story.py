"""Tell a cycle in a few lines."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from trato.procedure import Calendar, Definition, Evaluation, Event, Permission, evaluate, permits

MONDAY = date(2026, 3, 2)


def sha(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


@dataclass
class Story:
    """Tell a cycle: `day` counts calendar days from Monday 2 March 2026, local hours."""

    definition: Definition
    calendar: Calendar
    events: list[Event] = field(default_factory=list)

    def at(self, day: int, clock: str = "10:00") -> datetime:
        local = datetime.combine(MONDAY + timedelta(days=day), time.fromisoformat(clock), tzinfo=self.calendar.zone)
        return local.astimezone(UTC)

    def tell(self, name: str, day: int, who: str = "ana/EC", record: str = "", **facts: Any) -> Permission:
        """Record an event whether it counts or not; return what `permits` said."""
        clock = facts.pop("clock_", f"{10 + len(self.events) // 60}:{len(self.events) % 60:02d}")
        recorded = facts.pop("recorded_day", day)
        key, role = who.split("/")
        happened, now = self.at(day, clock), self.at(recorded, clock)
        permission = self.may(name, now, who, record, happened=happened, **facts)
        self.events.append(
            Event(
                pos=len(self.events) + 1,
                seq=len(self.events) + 1,
                name=name,
                occurred_at=happened,
                recorded_at=now,
                actor_key=key,
                role=role,
                facts=facts,
                record=sha(record) if record else "",
            )
        )
        return permission

    def may(
        self,
        name: str,
        at: datetime,
        who: str = "ana/EC",
        record: str = "",
        *,
        happened: datetime | None = None,
        **facts: Any,
    ) -> Permission:
        key, role = who.split("/")
        return permits(
            self.definition,
            self.events,
            event=name,
            facts=facts,
            actor_key=key,
            roles=(role,),
            actor_kind="system" if role == "system" else "user",
            at=at,
            calendar=self.calendar,
            record=sha(record) if record else "",
            occurred_at=happened,
        )

    def state(self, day: int, clock: str = "23:00") -> Evaluation:
        return evaluate(self.definition, self.events, self.at(day, clock), self.calendar)


def issue_rar(story: Story, name: str, day: int, **facts: Any) -> Permission:
    usual = {
        "requirements": 3,
        "must": 2,
        "without_acceptance": 0,
        "without_charge": 0,
        "legal_answered": True,
        "version": 1,
    }
    return story.tell("rar.issued", day, record=name, **{**usual, **facts})


def send_proposal(story: Story, name: str, day: int, who: str = "ana/EC", **facts: Any) -> Permission:
    usual = {"rar": sha("rar-1"), "total_usd": 300_000, "discount_bp": 0, "valid_until": "2026-03-20", "version": 1}
    return story.tell("proposal.sent", day, who, record=name, **{**usual, **facts})
