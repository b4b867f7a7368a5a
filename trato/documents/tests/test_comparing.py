from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from trato.documents.models import RecordVersion
from trato.documents.numbers import allocate_numbers, year_of
from trato.documents.records import (
    compare,
)
from trato.documents.tests import bodies

type Give = Callable[..., RecordVersion]

AT = datetime(2026, 3, 2, 19, 20, tzinfo=UTC)
CYCLE = "cycle/42"


def test_numbers_run_within_a_prefix_and_a_year(db: Any) -> None:
    assert allocate_numbers("C", 2026, 2) == ["C-2026-0001", "C-2026-0002"]
    assert allocate_numbers("C", 2026, 1) == ["C-2026-0003"]
    assert allocate_numbers("C", 2027, 1) == ["C-2027-0001"]
    assert allocate_numbers("RAR", 2026, 1) == ["RAR-2026-0001"]
    assert allocate_numbers("C", 2026, 0) == []


def test_the_year_of_a_number_is_the_one_of_the_organisation() -> None:
    assert year_of(datetime(2027, 1, 1, 2, 59, tzinfo=UTC)) == 2026
    assert year_of(datetime(2027, 1, 1, 3, 0, tzinfo=UTC)) == 2027


def test_comparing_names_what_changed_datum_by_datum_and_row_by_row(give: Give) -> None:
    before = give("minutes")
    after = give(
        "minutes",
        number=before.number,
        medium="phone",
        agreements=[{"text": "Mandar fotos", "charge": "both"}, *bodies.minutes()["agreements"][1:]],
    )
    changed = {one.label: (one.before, one.after) for one in compare(before, after) if one.change != "same"}
    assert changed == {
        "Medio": ("Videollamada", "Teléfono"),
        "Compromisos, 1": ("Mandar fotos · El cliente · 30/03/2026", "Mandar fotos · Ambos"),
    }


def test_a_comparison_shows_what_was_added_and_what_went(give: Give) -> None:
    before = give("pitch")
    after = give(agenda="Precios", audience="")
    changes = {one.label: one.change for one in compare(before, after)}
    assert (changes["Temario"], changes["Quiénes van a estar"], changes["Material"]) == ("added", "removed", "same")
