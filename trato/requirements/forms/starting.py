"""What a form starts with: the records issued before, read back into the shape of the form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from trato.cycles.models import Cycle
from trato.cycles.situation import Situation
from trato.requirements.money import read
from trato.requirements.papers import papers
from trato.requirements.queries import earlier_rar, found_since
from trato.ui.values import to_local_date


def rar_start(cycle: Cycle, situation: Situation) -> dict[str, Any]:
    """Return the initial of the RAR: the version before, the RAR of the cycle recovered, or what the minutes agreed."""
    if rar := earlier_rar(cycle, situation):
        said = dict(rar.data)
        said.pop("changes", None)
        return {
            **said,
            "paste": found_since(situation),
            "rows": said.get("requirements", []),
            "agreements": [_agreement(row) for row in said.get("agreements", ())],
            "budget": read(said["budget"]) if said.get("budget") else None,
            "needed_by": _day(said.get("needed_by")),
        }
    minutes = papers(situation).latest("minutes")
    if minutes is None:
        return {}
    held = to_local_date(datetime.fromisoformat(minutes.data["held_at"]))
    return {
        "agreements": [
            {"text": row["text"], "charge": row.get("charge", ""), "agreed_on": held, "means": minutes.number}
            for row in minutes.data.get("agreements", ())
        ]
    }


def _agreement(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "agreed_on": _day(row.get("agreed_on"))}


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
