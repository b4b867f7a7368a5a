"""What a RAR must hold, when an RTP is due, what an estimate is in dollars. No database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.procedure import Money
from trato.requirements import rules
from trato.requirements.rules import DepthFacts
from trato.requirements.suggested import suggested

NOTHING = {
    "online_payments": False,
    "integrations": False,
    "migration": False,
    "sensitive_data": False,
    "custom_development": False,
    "over_limit": False,
}


def test_a_must_have_without_acceptance_is_counted_and_others_are_not() -> None:
    body = {
        "requirements": [
            {"id": "R1", "priority": "must", "charge": "squad"},
            {"id": "R2", "priority": "must", "acceptance": "Se ve", "charge": "squad"},
            {"id": "R3", "priority": "could", "charge": "client"},
        ],
        "legal": "Ninguno",
        "self_imposed": "Ninguno",
    }
    found = rules.readiness(body)
    assert (found.requirements, found.must, found.without_acceptance, found.without_charge) == (3, 2, 1, 0)
    assert found.legal_answered


@pytest.mark.parametrize("missing", ["legal", "self_imposed"])
def test_legal_counts_as_answered_only_with_both_answers(missing: str) -> None:
    body = {"legal": "Ninguno", "self_imposed": "Ninguno", "requirements": []} | {missing: ""}
    assert not rules.readiness(body).legal_answered


def test_a_new_requirement_never_takes_the_number_of_a_removed_one() -> None:
    rows = rules.numbered([{"id": "R1", "text": "a"}, {"text": "b"}], taken=["R1", "R2", "R3"])
    assert [row["id"] for row in rows] == ["R1", "R4"]


def test_rows_that_came_along_from_another_cycle_keep_their_numbers_apart_from_new_ones() -> None:
    rows = rules.numbered([{"text": "nuevo"}, {"id": "R2", "text": "a"}, {"id": "R1", "text": "b"}], taken=[])
    assert [row["id"] for row in rows] == ["R3", "R2", "R1"]


@given(st.lists(st.sampled_from(["", "R1", "R2", "R3", "x", "R007", "R99999999"])), st.lists(st.integers(1, 40)))
def test_no_two_requirements_ever_share_a_number(ids: list[str], taken: list[int]) -> None:
    rows = rules.numbered([{"id": one} for one in ids], taken=[f"R{number}" for number in taken])
    given_ids = [row["id"] for row in rows]
    assert len(set(given_ids)) == len(ids)
    fresh = [new for new, old in zip(given_ids, ids, strict=True) if new != old]
    assert not set(fresh) & {f"R{number}" for number in taken}


def test_changes_name_what_is_new_changed_and_gone() -> None:
    before = {"requirements": [{"id": "R1", "text": "a"}, {"id": "R2", "text": "b"}, {"id": "R3", "text": "c"}]}
    after = {"requirements": [{"id": "R1", "text": "a"}, {"id": "R3", "text": "C"}, {"id": "R4", "text": "d"}]}
    assert rules.changes(before, after) == {"added": ["R4"], "changed": ["R3"], "removed": ["R2"]}
    assert rules.to_revisit(before, after) == ["R4", "R3"]


@pytest.mark.parametrize("fact", sorted(NOTHING))
def test_any_single_fact_asks_for_a_deep_survey(fact: str) -> None:
    facts = DepthFacts(**{**NOTHING, fact: True})
    assert facts.needed
    assert facts.reasons == [fact]


def test_without_facts_no_deep_survey_is_asked_for() -> None:
    assert not DepthFacts(**NOTHING).needed


@pytest.mark.parametrize(
    ("body", "obstacles"),
    [
        ({"needs": ["landing"]}, []),
        ({"needs": ["site", "hosting"], "sections_count": 5}, []),
        ({"needs": ["site"], "sections_count": 6}, ["sections_count"]),
        ({"needs": ["shop"], "online_payments": True}, ["online_payments", "needs"]),
        ({"needs": ["landing"], "sensitive_data": True}, ["sensitive_data"]),
        ({}, ["needs"]),
    ],
)
def test_the_simplified_modality_is_kept_to_small_simple_work(body: dict[str, object], obstacles: list[str]) -> None:
    assert rules.qualifies_as_simple(body) == obstacles


@pytest.mark.parametrize(
    ("estimate", "rate", "cents"),
    [
        (Money(1_480_000, "USD"), 0, 1_480_000),
        (Money(740_000_000, "ARS"), 148_000, 500_000),
        (Money(740_000_074, "ARS"), 148_000, 500_000),
        (Money(740_000_740, "ARS"), 148_000, 500_001),
    ],
)
def test_pesos_become_dollars_at_the_written_rate(estimate: Money, rate: int, cents: int) -> None:
    assert rules.in_dollars(estimate, rate=rate) == cents


@pytest.mark.parametrize(("usd", "over"), [(500_000, False), (500_001, True), (None, None)])
def test_the_limit_itself_is_within_the_limit(usd: int | None, over: bool | None) -> None:
    assert rules.beyond(usd, limit=500_000) is over


def test_third_parties_are_gathered_with_the_requirements_that_need_them() -> None:
    answers = [
        {"requirement": "R1", "third_party": "Mercado  Pago"},
        {"requirement": "R2", "third_party": ""},
        {"requirement": "R3", "third_party": "Mercado Pago"},
        {"requirement": "R4"},
    ]
    assert rules.third_parties(answers) == {"Mercado Pago": ["R1", "R3"]}


def test_unanswered_requirements_are_named() -> None:
    assert rules.unanswered([{"id": "R1"}, {"id": "R2"}], [{"requirement": "R2"}]) == ["R1"]


def test_every_usual_requirement_could_be_issued_as_it_is() -> None:
    for need, rows in suggested().items():
        body = {"requirements": rows, "legal": "Ninguno", "self_imposed": "Ninguno"}
        found = rules.readiness(body)
        assert (found.without_acceptance, found.without_charge) == (0, 0), need
