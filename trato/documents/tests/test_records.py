import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import rfc8785

from tests.support.cast import Person
from trato.documents.models import NumberCounter, RecordVersion
from trato.documents.records import (
    CannotIssue,
    NewRecord,
    issue_many,
    latest,
    records_of,
    versions,
)
from trato.documents.records.validation import problems_of
from trato.documents.tests import bodies
from trato.procedure import Definition

type Give = Callable[..., RecordVersion]

AT = datetime(2026, 3, 2, 19, 20, tzinfo=UTC)
CYCLE = "cycle/42"


def test_an_issued_record_is_canonical_bytes_under_a_salted_hash(
    give: Give, ec: Person, procedure_in_force: Definition
) -> None:
    record = give()
    stored = RecordVersion.objects.get(pk=record.pk)
    assert bytes(stored.body) == rfc8785.dumps(bodies.pitch())
    assert len(bytes(stored.salt)) == 32
    assert stored.hash == hashlib.sha256(bytes(stored.salt) + bytes(stored.body)).hexdigest()
    assert (stored.issued_by, stored.issued_role, stored.issued_at) == (ec.user.key, "EC", AT)
    assert stored.definition_id == procedure_in_force.hash
    assert stored.data == bodies.pitch()


def test_two_equal_bodies_have_different_hashes(give: Give) -> None:
    assert give("contact").hash != give("contact").hash


def test_a_change_makes_the_next_version_and_keeps_the_old_one(give: Give) -> None:
    first, second = give(), give(material_version="4")
    assert (first.number, first.version) == ("PIT-2026-0001", 1)
    assert (second.number, second.version, second.supersedes_id) == ("PIT-2026-0001", 2, first.pk)
    assert latest(CYCLE, "pitch") == second
    assert versions(CYCLE, "pitch") == [second, first]
    assert list(RecordVersion.objects.of(CYCLE).standing()) == [second]


def test_each_contact_is_a_document_of_its_own(give: Give) -> None:
    first, second = give("contact"), give("contact")
    assert [first.number, second.number] == ["CON-2026-0001", "CON-2026-0002"]
    third = give("contact", number=first.number, summary="Corregido")
    assert (third.number, third.version, third.supersedes_id) == (first.number, 2, first.pk)
    assert records_of(CYCLE) == [first, second, third]


def test_another_stream_begins_another_document(give: Give) -> None:
    assert [give(stream=f"cycle/{n}").number for n in (1, 2)] == ["PIT-2026-0001", "PIT-2026-0002"]


def test_a_number_of_another_cycle_is_not_continued(give: Give) -> None:
    mine = give()
    with pytest.raises(CannotIssue):
        give(stream="cycle/7", number=mine.number)
    with pytest.raises(CannotIssue):
        give("contact", number=mine.number)


def test_what_is_missing_is_said_in_the_words_of_the_form(give: Give) -> None:
    with pytest.raises(CannotIssue) as refused:
        give(body={"material_version": "3", "material_hash": "x", "color": "azul"})
    assert refused.value.sentences == [
        "El registro no tiene nada llamado color.",
        "Falta «Material».",
        "«Huella del material»: «x» no está escrito como corresponde.",
    ]
    assert not RecordVersion.objects.exists()
    assert not NumberCounter.objects.filter(prefix="PIT").exists()


def test_the_row_of_a_table_is_named_by_its_place(give: Give) -> None:
    bad = [{"text": "Bien", "charge": "squad"}, {"text": "", "charge": "nadie", "due_on": "2026-02-31"}]
    with pytest.raises(CannotIssue) as refused:
        give("minutes", agreements=bad)
    assert refused.value.sentences == [
        "«Compromisos, 2: A cargo de»: «nadie» no es una de sus opciones.",
        "«Compromisos, 2: Compromiso» está vacío.",
        "«Compromisos, 2: Para el»: 2026-02-31 no existe en el calendario.",
    ]


def test_a_percentage_over_the_whole_is_refused(procedure_in_force: Definition) -> None:
    found = problems_of(procedure_in_force, "proposal", {"discount_bp": 10_001, "iva_bp": -1})
    assert {"«Descuento» está fuera de rango.", "«Alícuota de IVA» está fuera de rango."} <= set(found)


def test_an_unknown_kind_is_refused(give: Give) -> None:
    with pytest.raises(CannotIssue):
        give("pitch-de-otra-cosa", body={})


def test_many_are_issued_in_order_all_or_none(procedure_in_force: Definition, ec: Person) -> None:
    def rows(*contents: tuple[str, str, dict[str, Any]]) -> list[NewRecord]:
        return [
            NewRecord(stream=stream, kind=kind, definition=procedure_in_force, body=body)
            for stream, kind, body in contents
        ]

    issued = issue_many(
        rows(
            ("cycle/1", "pitch", bodies.pitch()),
            ("cycle/2", "contact", bodies.contact()),
            ("cycle/1", "pitch", bodies.pitch(material_version="4")),
            ("cycle/2", "contact", bodies.contact()),
        ),
        by=ec.actor,
        at=AT,
    )
    assert [str(one) for one in issued] == [
        "PIT-2026-0001 v1",
        "CON-2026-0001 v1",
        "PIT-2026-0001 v2",
        "CON-2026-0002 v1",
    ]
    with pytest.raises(CannotIssue):
        issue_many(rows(("cycle/3", "pitch", bodies.pitch()), ("cycle/4", "pitch", {})), by=ec.actor, at=AT)
    assert RecordVersion.objects.count() == 4


def test_issuing_many_costs_the_same_queries_as_issuing_few(
    procedure_in_force: Definition, ec: Person, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    def issue_some(n: int, start: int) -> list[RecordVersion]:
        rows = [
            NewRecord(stream=f"cycle/{start + i}", kind="pitch", definition=procedure_in_force, body=bodies.pitch())
            for i in range(n)
        ]
        return issue_many(rows, by=ec.actor, at=AT)

    issue_some(1, 1)
    with django_assert_max_num_queries(12) as few:
        issue_some(2, 10)
    with django_assert_num_queries(len(few)):
        issue_some(200, 100)
