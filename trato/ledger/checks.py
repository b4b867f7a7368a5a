"""What Django's check refuses: a ledger without its triggers, an SQLite that does not take turns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from trato.ledger import guards


def register_checks() -> None:
    register(check_triggers, Tags.database)
    register(check_turns, Tags.database)


def check_triggers(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Refuse when a trigger that protects the ledger is absent, switched off or altered."""
    return [
        Error(
            f"The trigger {name} that protects the ledger is missing or altered.",
            hint="Somebody changed the database by hand. Run `trato ledger verify`, then `trato ledger protect`.",
            id="ledger.E001",
        )
        for alias in databases or ()
        for name in guards.missing(using=alias)
    ]


def check_turns(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Refuse an SQLite whose transactions begin as readers: they lose events when two write at once."""
    return [
        Error(
            "On SQLite every transaction must begin IMMEDIATE, or entries of the ledger are lost.",
            hint="Set OPTIONS transaction_mode to IMMEDIATE.",
            id="ledger.E002",
        )
        for alias in databases or ()
        if connections[alias].vendor == "sqlite"
        and connections[alias].settings_dict["OPTIONS"].get("transaction_mode") != "IMMEDIATE"
    ]
