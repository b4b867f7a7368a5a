"""Clauses, variables, deviations, and when a text may no longer change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.contracts.rules import ClauseText, Deviation, deviate, fill, frozen, problems, variables_in

MODEL = [
    ClauseText(number="1", title="Partes", text="Entre {squad} y {cliente}."),
    ClauseText(number="2", title="Garantía", text="Dura {garantia}."),
]


def change(
    clause: str, becomes: str = "Dura un año.", reason: str = "Lo pide el cliente.", title: str = ""
) -> Deviation:
    return Deviation(clause=clause, becomes=becomes, reason=reason, title=title)


def test_variables_are_found_once_in_order() -> None:
    assert variables_in(["{b} {a}", "{a} {B} { c } {}"]) == ["b", "a"]


def test_what_nobody_filled_stays_in_sight() -> None:
    assert fill("Entre {squad} y {cliente}.", {"squad": "SQUAD SRL", "cliente": "  "}) == "Entre SQUAD SRL y {cliente}."


@given(st.text(max_size=40))
def test_a_value_never_becomes_a_variable(value: str) -> None:
    assert variables_in([fill("{x}", {"x": value + "{squad_cuit}"})]) == []


def test_a_deviation_changes_its_clause_in_place() -> None:
    assert [one.text for one in deviate(MODEL, [change("2")])] == ["Entre {squad} y {cliente}.", "Dura un año."]


def test_an_empty_deviation_takes_the_clause_out() -> None:
    assert [one.number for one in deviate(MODEL, [change("2", becomes="")])] == ["1"]


def test_a_clause_more_goes_at_the_end_with_its_title() -> None:
    added = deviate(MODEL, [change("3", title="Salud")])[-1]
    assert (added.number, added.title) == ("3", "Salud")


def test_a_whole_text_of_others_leaves_the_clauses_alone() -> None:
    assert deviate(MODEL, [change("*")]) == MODEL


@pytest.mark.parametrize(
    ("deviations", "code"),
    [
        ([change("2", reason=" ")], "reason"),
        ([change("2"), change("2")], "twice"),
        ([change("3", becomes="", title="Salud")], "nothing"),
        ([change("3")], "title"),
    ],
)
def test_an_unsound_deviation_says_why(deviations: list[Deviation], code: str) -> None:
    assert problems(MODEL, deviations, has_file=False) == [code]


def test_a_text_of_others_is_itself_a_deviation() -> None:
    assert problems([], [], has_file=True) == ["file"]
    assert problems([], [change("*")], has_file=True) == []


def test_without_model_nor_file_there_is_nothing_to_draft_from() -> None:
    assert problems([], [], has_file=False) == ["model"]


@pytest.mark.parametrize(
    ("signed", "declined", "current", "is_frozen"),
    [
        (False, False, True, False),
        (True, False, True, True),
        (True, True, True, False),
        (True, False, False, False),
    ],
)
def test_the_text_is_frozen_from_the_first_signature_while_what_it_is_over_stands(
    signed: bool, declined: bool, current: bool, is_frozen: bool
) -> None:
    assert frozen(signed=signed, declined=declined, current=current) is is_frozen
