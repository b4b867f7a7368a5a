from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from trato.people.roles import Role, in_order
from trato.people.rules import Period, obstacles_to_granting, roles_at, warnings_on_granting

T0 = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
moments = st.integers(0, 1_000).map(lambda hours: T0 + timedelta(hours=hours))
codes = st.sampled_from(Role.values)


@st.composite
def periods(draw: Any) -> Any:
    since = draw(moments)
    lasts = draw(st.none() | st.integers(1, 500))
    return Period(draw(codes), since, None if lasts is None else since + timedelta(hours=lasts))


@given(periods(), moments)
def test_a_role_is_held_exactly_from_since_included_to_until_excluded(period: Any, at: Any) -> None:
    expected = period.since <= at and (period.until is None or at < period.until)
    assert (period.role in roles_at([period], at)) is expected


@given(periods())
def test_a_role_is_held_at_its_beginning_and_not_at_its_end(period: Any) -> None:
    assert period.holds_at(period.since)
    assert period.until is None or not period.holds_at(period.until)


@given(st.lists(periods(), max_size=6), moments)
def test_roles_come_once_each_in_a_stable_order(held: Any, at: Any) -> None:
    roles = roles_at(held, at)
    assert roles == in_order(roles)
    assert roles == roles_at(list(reversed(held)), at)
    assert len(set(roles)) == len(roles)


@given(periods(), periods())
def test_two_periods_overlap_exactly_when_some_instant_is_in_both(one: Any, other: Any) -> None:
    candidates = [one.since, other.since]
    assert one.overlaps(other) == any(one.holds_at(at) and other.holds_at(at) for at in candidates)
    assert one.overlaps(other) == other.overlaps(one)


@given(st.lists(periods(), max_size=5), periods())
def test_nobody_is_granted_a_role_they_already_hold_at_some_instant(held: Any, wanted: Any) -> None:
    clash = any(period.role == wanted.role and period.overlaps(wanted) for period in held)
    with override("en"):
        obstacles = obstacles_to_granting(wanted, held=held)
    assert any("already holds" in obstacle for obstacle in obstacles) is clash


@given(st.lists(periods(), max_size=5), periods())
def test_no_sequence_of_grants_leaves_an_auditor_with_another_role(held: Any, wanted: Any) -> None:
    accepted: list[Period] = []
    for period in [*held, wanted]:
        if not obstacles_to_granting(period, held=accepted):
            accepted.append(period)
    for period in accepted:
        roles = roles_at(accepted, period.since)
        assert Role.AUDITOR not in roles or roles == (Role.AUDITOR,)


def test_the_end_comes_after_the_beginning() -> None:
    assert obstacles_to_granting(Period("EC", T0, T0), held=[])


def test_an_administrator_with_a_role_of_the_procedure_is_a_warning_not_a_refusal() -> None:
    admin = [Period("ADMIN", T0)]
    assert obstacles_to_granting(Period("GC", T0), held=admin) == []
    assert len(warnings_on_granting(Period("GC", T0), held=admin)) == 1
    assert len(warnings_on_granting(Period("ADMIN", T0), held=[Period("EC", T0)])) == 1
    assert warnings_on_granting(Period("GC", T0), held=[Period("EC", T0)]) == []


def test_an_auditor_does_not_administer_either() -> None:
    assert obstacles_to_granting(Period("ADMIN", T0), held=[Period("AUDITOR", T0)])
    assert obstacles_to_granting(Period("AUDITOR", T0), held=[Period("ADMIN", T0)])


def test_a_substitution_needs_somebody_who_holds_the_role_and_an_end() -> None:
    week = Period("GC", T0, T0 + timedelta(days=7))
    assert obstacles_to_granting(week, held=[], principal=[Period("GC", T0)]) == []
    assert obstacles_to_granting(week, held=[], principal=[Period("EC", T0)])
    assert obstacles_to_granting(week, held=[], principal=[Period("GC", T0)], is_self=True)
    assert obstacles_to_granting(Period("GC", T0), held=[], principal=[Period("GC", T0)])
