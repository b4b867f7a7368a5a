from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
import rfc8785
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trato.ledger.actors import Actor
from trato.ledger.append import Draft, NotADraft
from trato.ledger.body import ForeignFormat, decode, encode
from trato.ledger.facts import LARGEST_INTEGER, NotAFact, check_facts, instant_text

keys = st.text(st.characters(max_codepoint=0x7E, min_codepoint=0x20), max_size=8)
scalars = st.booleans() | st.integers(-LARGEST_INTEGER, LARGEST_INTEGER) | st.text()
values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(keys, inner), max_leaves=20)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.dictionaries(keys, values, max_size=6))
def test_bodies_are_canonical_json(value: dict[str, object]) -> None:
    assert encode(value) == rfc8785.dumps(value)


@pytest.mark.parametrize(
    "value",
    [
        0, -7, LARGEST_INTEGER, True, False, "apto", "con-condiciones", "PE-CM-01", "C-2026-0042", "cycle/42", "8.2.1",
        "01", "2026-03-03", "2026-03-03T12:00:00Z", "2026-03-03T12:00:00.123456Z", "2026-03-03T12:00:00+00:00",
        "a" * 64,
    ],
)  # fmt: skip
def test_a_fact_is_a_number_a_yes_or_no_a_code_a_date_an_instant_or_a_hash(value: int | str) -> None:
    check_facts({"fact": value})


@pytest.mark.parametrize(
    "value",
    [
        "", "Juan Pérez", "juan@ejemplo.com", "pidió que lo llamen", "30111222", "20-30111222-3", "30.111.222",
        "+5491123456789", "11 2345-6789", "2026-02-31", "2026-02-31T10:00:00Z", "2026-03-03T12:00:00-03:00",
        LARGEST_INTEGER + 1, 1.5, None, ["apto"], {"a": 1}, datetime(2026, 3, 3, tzinfo=UTC), "x" * 81, "apto\n",
    ],
)  # fmt: skip
def test_free_text_and_personal_data_never_become_a_fact(value: object) -> None:
    with pytest.raises(NotAFact):
        check_facts({"fact": value})


@pytest.mark.parametrize("key", ["", "Con Espacio", "Mayúscula", "a" * 65, "1st"])
def test_a_fact_is_named_in_lower_case(key: str) -> None:
    with pytest.raises(NotAFact):
        check_facts({key: 1})


@pytest.mark.parametrize(
    "wrong",
    [
        {"stream": "cycle"},
        {"stream": "cycle/Juan Pérez"},
        {"event": "issued"},
        {"event": "RAR emitido"},
        {"action": "Relevar requisitos"},
        {"definition": "01"},
        {"record": "A" * 64},
        {"attachments": ("contrato.pdf",)},
        {"waiver": "porque sí"},
        {"occurred_at": datetime(2026, 3, 3)},  # noqa: DTZ001
    ],
)
def test_a_draft_of_another_shape_is_refused(wrong: dict[str, object], noon: datetime, executive: Actor) -> None:
    good = {"stream": "cycle/1", "event": "rar.issued", "occurred_at": noon, "actor": executive}
    with pytest.raises(NotADraft):
        Draft(**{**good, **wrong})


@pytest.mark.parametrize("key", ["juan@ejemplo.com", "user/Juan Pérez", "7", ""])
def test_an_actor_is_known_by_an_opaque_key(key: str) -> None:
    with pytest.raises(ValueError, match="key"):
        Actor("user", key)


def test_an_actor_keeps_the_roles_held_and_names_the_one_exercised() -> None:
    actor = Actor("user", "user/7", roles=("EC", "GC"))
    assert actor.exercising("GC") == Actor("user", "user/7", "GC", ("EC", "GC"))


def test_moments_are_written_in_utc_with_microseconds() -> None:
    buenos_aires = timezone(timedelta(hours=-3))
    assert instant_text(datetime(2026, 3, 3, 12, tzinfo=buenos_aires)) == "2026-03-03T15:00:00.000000Z"


@pytest.mark.parametrize("body", [b"", b"\xff", b"[]", b"{}", b'{"format":"other/9"}', b'{"format":"trato-ledger/1"}'])
def test_a_body_of_another_format_is_refused(body: bytes) -> None:
    with pytest.raises(ForeignFormat):
        decode(body)
