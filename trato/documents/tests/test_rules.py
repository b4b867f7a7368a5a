from dataclasses import replace
from datetime import date

import pytest

from trato.documents.rules import (
    Candidate,
    is_complete,
    months_after,
    obstacles_to_approving,
    role_to_approve_in,
)

DRAFT = Candidate(
    code="PE-CM-01",
    version="01",
    runnable=True,
    in_force=False,
    standing_hash="a" * 64,
    read_hash="a" * 64,
    loaded_by="system/trato",
    given={},
)


def test_the_two_roles_may_approve_a_draft() -> None:
    assert obstacles_to_approving(DRAFT, key="user/1", roles=("GC",)) == []
    assert obstacles_to_approving(DRAFT, key="user/2", roles=("EC", "SGC")) == []


@pytest.mark.parametrize("roles", [(), ("EC",), ("AUDITOR",), ("ADMIN", "PM")])
def test_nobody_else_may(roles: tuple[str, ...]) -> None:
    assert len(obstacles_to_approving(DRAFT, key="user/1", roles=roles)) == 1


def test_one_person_with_both_roles_does_not_approve_twice() -> None:
    half = replace(DRAFT, given={"GC": "user/1"})
    assert len(obstacles_to_approving(half, key="user/1", roles=("GC", "SGC"))) == 1
    assert obstacles_to_approving(half, key="user/2", roles=("SGC",)) == []


def test_the_same_role_is_not_given_twice() -> None:
    assert obstacles_to_approving(replace(DRAFT, given={"GC": "user/1"}), key="user/2", roles=("GC",))


def test_whoever_wrote_it_does_not_approve_it() -> None:
    assert obstacles_to_approving(replace(DRAFT, loaded_by="user/1"), key="user/1", roles=("GC",))


def test_a_text_that_changed_after_it_was_read_is_not_approved() -> None:
    assert obstacles_to_approving(replace(DRAFT, read_hash="b" * 64), key="user/1", roles=("GC",))


def test_a_transcription_and_a_version_in_force_are_not_approved() -> None:
    assert obstacles_to_approving(replace(DRAFT, runnable=False), key="user/1", roles=("GC",))
    assert obstacles_to_approving(replace(DRAFT, in_force=True), key="user/1", roles=("GC",))


def test_the_role_exercised_comes_first_and_the_missing_one_next() -> None:
    assert role_to_approve_in(DRAFT, ("GC", "SGC"), "SGC") == "SGC"
    assert role_to_approve_in(DRAFT, ("GC", "SGC")) == "GC"
    assert role_to_approve_in(replace(DRAFT, given={"GC": "user/9"}), ("GC", "SGC"), "GC") == "SGC"
    assert role_to_approve_in(DRAFT, ("EC",)) == ""


def test_both_approvals_complete_it() -> None:
    assert not is_complete(("GC", "SGC"), ("GC",))
    assert is_complete(("GC", "SGC"), ("SGC", "GC"))


@pytest.mark.parametrize(
    ("since", "months", "due"),
    [
        (date(2026, 2, 2), 12, date(2027, 2, 2)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
    ],
)
def test_the_review_falls_on_the_same_day_or_the_last_of_its_month(since: date, months: int, due: date) -> None:
    assert months_after(since, months) == due
