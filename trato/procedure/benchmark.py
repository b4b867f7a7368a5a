"""How long `evaluate` takes: `python -m trato.procedure.benchmark`. Not a test: it depends on the machine."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from trato.procedure import Calendar, Event, case_events, evaluate, load, permits
from trato.procedure.events import FactValue

VERSION_01 = Path(__file__).resolve().parents[2] / "procedures" / "PE-CM-01" / "01.toml"
EVENTS = 60
ROUNDS = 200
AIM_MS = 3.0


def main() -> int:
    """Time a whole cycle of 60 events; the last line says whether the median reaches the aim."""
    started = perf_counter()
    definition = load(VERSION_01.read_bytes())
    _say(f"load        {(perf_counter() - started) * 1000:7.2f} ms")
    events = _stretched(case_events(definition, definition.cases[0]))
    at = events[-1].recorded_at + timedelta(hours=1)
    calendar = Calendar()
    evaluating = _median(lambda: evaluate(definition, events, at, calendar))
    facts: dict[str, FactValue] = {"answered": True, "inbound": True, "medium": "mail"}
    permitting = _median(
        lambda: permits(
            definition, events, event="followup.logged", facts=facts, actor_key="ana", roles=("EC",), at=at,
            calendar=calendar,
        )
    )  # fmt: skip
    _say(f"permits     {permitting:7.2f} ms, {len(events)} events")
    _say(f"evaluate    {evaluating:7.2f} ms, {len(events)} events, aim {AIM_MS} ms")
    return 0 if evaluating <= AIM_MS else 1


def _stretched(events: tuple[Event, ...]) -> list[Event]:
    """Add follow-ups in the middle until there are 60 events."""
    middle = len(events) // 2
    like = next(event for event in events if event.name == "contact.logged")
    then = events[middle].recorded_at
    more = [replace(like, name="followup.logged", recorded_at=then, occurred_at=then)] * (EVENTS - len(events))
    told = [*events[:middle], *more, *events[middle:]]
    return [replace(event, pos=number, seq=number) for number, event in enumerate(told, 1)]


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _median(run: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        started = perf_counter()
        run()
        times.append((perf_counter() - started) * 1000)
    return statistics.median(times)


if __name__ == "__main__":
    sys.exit(main())
