"""The ten stories of the demonstration, as they were written: who, how much, how they end, and on which day."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import holidays

from trato.procedure import Calendar

# By CUIT: the events to find, each with its business day before today (0: whichever) and facts; the last amount.
STORIES: Mapping[str, tuple[tuple[tuple[str, int, Mapping[str, Any]], ...], tuple[str, int]]] = {
    "27857744093": (
        (
            ("contact.logged", 3, {"medium": "whatsapp"}),
            ("modality.chosen", 0, {"simplified": True}),
            ("contract.signed", 2, {"party": "squad"}),
            ("payment.verified", 1, {}),
        ),
        ("ARS", 145_000_000),
    ),
    "30852177434": (
        (("rtp.approved", 0, {"verdict": "conditions"}), ("handover.sent", 9, {})),
        ("USD", 1_480_000),
    ),
    "30853409169": (
        (("closing.decided", 20, {"motive": "competitor"}), ("survey.answered", 0, {"score": 9})),
        ("USD", 2_200_000),
    ),
    "30854660280": (
        (("closing.decided", 70, {}), ("cycle.opened", 12, {"returning": True}), ("contract.signed", 2, {})),
        ("USD", 590_000),
    ),
    "33860512748": (
        (("conformity.given", 0, {"means": "purchase-order"}), ("start.authorised", 0, {"reason": "public-body"})),
        ("ARS", 1_850_000_000),
    ),
    "30855901370": ((("nda.signed", 0, {}), ("rtp.approved", 0, {}), ("contract.issued", 0, {})), ("USD", 920_000)),
    "30856133822": (
        (
            ("waiver.authorised", 15, {"action": "verify-payment"}),
            ("handover.sent", 0, {}),
            ("payment.verified", 11, {}),
            ("waiver.regularised", 11, {}),
        ),
        ("USD", 750_000),
    ),
    "30858299515": (
        (
            ("rtp.approved", 0, {"verdict": "unfeasible"}),
            ("closing.decided", 30, {"motive": "unfeasible"}),
            ("survey.answered", 0, {"score": 10}),
        ),
        ("", 0),
    ),
    "30859466105": ((("closing.decided", 18, {}), ("survey.answered", 0, {"score": 3})), ("ARS", 420_000_000)),
    "30851042217": (
        (
            ("contact.logged", 12, {"answered": False}),
            ("cycle.annulled", 11, {"reason": "duplicate"}),
            ("contact.logged", 11, {}),
            ("conformity.given", 6, {}),
        ),
        ("ARS", 38_000_000),
    ),
}


def differences(installation: Any) -> list[str]:
    """Say what a demonstration just told tells otherwise than `demo.md` has it; SQLite only."""
    signed = max(path.name for path in (installation.data_dir / "checkpoints").glob("checkpoint-*.txt")).split("-")[1]
    calendar = Calendar(holidays=frozenset(holidays.country_holidays("AR", years=range(2024, 2040))))
    today = calendar.local_date(datetime.fromisoformat(signed))
    found = []
    with installation.connect() as database:
        for cuit, (wanted, amount) in STORIES.items():
            events, last = _events(database, cuit), _amount(database, cuit)
            if not _in_order(events, wanted, today, calendar):
                found.append(f"{cuit}: {[(name, str(at), facts) for name, at, facts in events]}")
            if last != amount:
                found.append(f"{cuit}: {last} instead of {amount}")
        [paid] = [json.loads(body) for (body,) in database.execute(PAID, ("30852177434",))]
        said = [paid["expected"], paid["credited"], *(row["amount"] for row in paid["withholdings"])]
        if [each["minor"] for each in said] != [1_060_153_600, 1_016_345_600, 17_523_200, 26_284_800]:
            found.append(f"the advance of Quebracho Viejo: {said}")
        for query, least in (
            ("SELECT count(*) FROM organisations_merge", 1),  # Patio Criollo, contacted by two
            ("SELECT count(*) FROM quality_case", 1),  # Tres Bulones, dissatisfied
            ("SELECT count(*) FROM cycles_progress", 60),
            ("SELECT count(DISTINCT phase) FROM cycles_progress", 4),
        ):
            [(counted,)] = database.execute(query)
            if counted < least:
                found.append(f"{query}: {counted}, not {least}")
    return found


EVENTS = """
SELECT e.body FROM ledger_entry e JOIN cycles_cycle c ON e.stream = 'cycle/' || c.id
JOIN organisations_organisation o ON o.id = c.organisation_id WHERE o.cuit = ? ORDER BY e.pos"""
AMOUNT = """
SELECT p.amount_currency, p.amount_minor FROM cycles_progress p JOIN cycles_cycle c ON c.id = p.cycle_id
JOIN organisations_organisation o ON o.id = c.organisation_id WHERE o.cuit = ? ORDER BY c.id DESC LIMIT 1"""
PAID = """
SELECT r.body FROM documents_recordversion r JOIN cycles_cycle c ON r.stream = 'cycle/' || c.id
JOIN organisations_organisation o ON o.id = c.organisation_id WHERE o.cuit = ? AND r.kind = 'payment-verification'"""


def _events(database: Any, cuit: str) -> list[tuple[str, datetime, dict[str, Any]]]:
    bodies = [json.loads(body) for (body,) in database.execute(EVENTS, (cuit,))]
    return [(body["event"], datetime.fromisoformat(body["recorded_at"]), body["facts"]) for body in bodies]


def _amount(database: Any, cuit: str) -> tuple[str, int]:
    [(currency, minor)] = database.execute(AMOUNT, (cuit,))
    return currency, minor or 0


def _in_order(
    events: list[tuple[str, datetime, dict[str, Any]]],
    wanted: tuple[tuple[str, int, Mapping[str, Any]], ...],
    today: date,
    calendar: Calendar,
) -> bool:
    """Tell whether the wanted events are among those told, in that order, with their facts and days."""
    left = iter(events)
    return all(
        any(
            name == event
            and facts.items() >= known.items()
            and (not days or calendar.local_date(at) == calendar.add_business_days(today, -days))
            for name, at, facts in left
        )
        for event, days, known in wanted
    )
