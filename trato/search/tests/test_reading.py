"""How a query is read, without a database: words, figures written apart, codes."""

from __future__ import annotations

import pytest

from trato.search.engine import grams_of
from trato.search.finding import Asked
from trato.search.folding import search_copy


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Óptica Ñandú S.R.L.", ("optica", "nandu", "srl")),
        ("30-85217743-4", ("30852177434",)),
        ("la 30.852.177 tienda", ("la", "30852177", "tienda")),
        ("(0351) 155-0101", ("03511550101",)),
        ("12-3", ("12", "3")),
        ("rar-2026-4", ("rar20260004",)),
        ("2026 42", ("20260042",)),
        ("0351 15 555-0101", ("543515550101",)),
    ],
)
def test_a_query_may_be_meant_so(typed: str, meant: tuple[str, ...]) -> None:
    assert meant in Asked(typed).alternatives


@pytest.mark.parametrize("typed", ["C-2026-0042", "c 2026 0042", "c2026-42", "C-2026-42"])
def test_a_code_is_one_however_it_is_written(typed: str) -> None:
    assert "c20260042" in Asked(typed).codes


@pytest.mark.parametrize("typed", ["", "  ", "%", "—", "日本"])
def test_nothing_legible_asks_for_nothing(typed: str) -> None:
    assert Asked(typed).alternatives == []


def test_short_words_are_beginnings_and_one_letter_is_beyond_the_trigrams() -> None:
    assert grams_of(("viejo", "al", "x")) == ["viejo", " al"]


def test_the_search_copy_has_no_accents_and_no_word_twice() -> None:
    assert search_copy("Ñandú Pampeano SA", "Ñandú Pampeano Sociedad Anónima", "Córdoba") == "nandu pampeano sa cordoba"
