"""What a hand-over carries. No database."""

from __future__ import annotations

from datetime import date

from trato.handover.rules import ITEMS, accepted, checklist, included_by_default, returned


def test_what_the_cycle_holds_comes_ticked_and_what_only_a_person_knows_does_not() -> None:
    known = included_by_default(["contract", "rar", "rar", "client-file"])
    assert [item for item, ticked in known.items() if ticked] == ["contract", "rar", "client-file"]
    assert not known["brand"]


def test_every_item_is_in_the_record_included_or_not() -> None:
    labels = {item: item.title() for item, _kind in ITEMS}
    rows = checklist(labels, {"contract": True}, {"brand": "Lo manda el jueves"})
    assert len(rows) == len(ITEMS)
    assert rows[0] == {"item": "Contract", "included": True}
    assert {"item": "Brand", "included": False, "note": "Lo manda el jueves"} in rows


def test_an_acceptance_keeps_what_was_sent_and_forgets_an_earlier_return() -> None:
    sent = {"checklist": [1], "contract": "c" * 64, "return_reason": "access", "return_text": "Falta el hosting"}
    body = accepted(sent, start=date(2026, 3, 16), po="Paula", to="Julieta", team=[])
    assert body == {
        "checklist": [1],
        "contract": "c" * 64,
        "proposed_start": "2026-03-16",
        "po": "Paula",
        "to": "Julieta",
    }
    assert sent["return_reason"] == "access", "what was issued stays as it was"


def test_a_return_says_what_is_missing_beside_what_was_sent() -> None:
    body = returned({"checklist": [1]}, reason="access", text="Falta el hosting")
    assert body == {"checklist": [1], "return_reason": "access", "return_text": "Falta el hosting"}
