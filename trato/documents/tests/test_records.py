import hashlib
from datetime import UTC, datetime

import pytest
import rfc8785
from django.db import DatabaseError, connection, transaction

from tests.support.cast import SINCE
from trato.documents.models import Annulment, NumberCounter, RecordVersion
from trato.documents.numbers import allocate_numbers, year_of
from trato.documents.records import (
    CannotAnnul,
    CannotIssue,
    NewRecord,
    annul,
    compare,
    erase,
    issue,
    issue_many,
    latest,
    records_of,
    versions,
)
from trato.documents.tests import bodies
from trato.ledger.entries import stream_entries
from trato.ledger.verification import verify

AT = datetime(2026, 3, 2, 19, 20, tzinfo=UTC)
CYCLE = "cycle/42"


@pytest.fixture
def give(procedure_in_force, ec):
    def give(kind="pitch", body=None, *, stream=CYCLE, number="", **changes):
        return issue(
            stream=stream,
            kind=kind,
            definition=procedure_in_force,
            body=getattr(bodies, kind)(**changes) if body is None else body,
            number=number,
            by=ec.actor.exercising("EC"),
            at=AT,
        )

    return give


def test_an_issued_record_is_canonical_bytes_under_a_salted_hash(give, ec, procedure_in_force):
    record = give()
    stored = RecordVersion.objects.get(pk=record.pk)
    assert bytes(stored.body) == rfc8785.dumps(bodies.pitch())
    assert len(bytes(stored.salt)) == 32
    assert stored.hash == hashlib.sha256(bytes(stored.salt) + bytes(stored.body)).hexdigest()
    assert (stored.issued_by, stored.issued_role, stored.issued_at) == (ec.user.key, "EC", AT)
    assert stored.definition_id == procedure_in_force.hash
    assert stored.data == bodies.pitch()


def test_two_equal_bodies_have_different_hashes(give):
    assert give("contact").hash != give("contact").hash


def test_a_change_makes_the_next_version_and_keeps_the_old_one(give):
    first, second = give(), give(material_version="4")
    assert (first.number, first.version) == ("PIT-2026-0001", 1)
    assert (second.number, second.version, second.supersedes_id) == ("PIT-2026-0001", 2, first.pk)
    assert latest(CYCLE, "pitch") == second
    assert versions(CYCLE, "pitch") == [second, first]
    assert list(RecordVersion.objects.of(CYCLE).standing()) == [second]


def test_each_contact_is_a_document_of_its_own(give):
    first, second = give("contact"), give("contact")
    assert [first.number, second.number] == ["CON-2026-0001", "CON-2026-0002"]
    third = give("contact", number=first.number, summary="Corregido")
    assert (third.number, third.version, third.supersedes_id) == (first.number, 2, first.pk)
    assert records_of(CYCLE) == [first, second, third]


def test_another_stream_begins_another_document(give):
    assert [give(stream=f"cycle/{n}").number for n in (1, 2)] == ["PIT-2026-0001", "PIT-2026-0002"]


def test_a_number_of_another_cycle_is_not_continued(give):
    mine = give()
    with pytest.raises(CannotIssue):
        give(stream="cycle/7", number=mine.number)
    with pytest.raises(CannotIssue):
        give("contact", number=mine.number)


def test_what_is_missing_is_said_in_the_words_of_the_form(give):
    with pytest.raises(CannotIssue) as refused:
        give(body={"material_version": "3", "material_hash": "x", "color": "azul"})
    assert refused.value.sentences == [
        "Falta «Material».",
        "El registro no tiene nada llamado color.",
        "«Huella del material»: «x» no está escrito como corresponde.",
    ]
    assert not RecordVersion.objects.exists()
    assert not NumberCounter.objects.filter(prefix="PIT").exists()


def test_the_row_of_a_table_is_named_by_its_place(give):
    bad = [{"text": "Bien", "charge": "squad"}, {"text": "", "charge": "nadie", "due_on": "2026-02-31"}]
    with pytest.raises(CannotIssue) as refused:
        give("minutes", agreements=bad)
    assert refused.value.sentences == [
        "«Compromisos, 2: A cargo de»: «nadie» no es una de sus opciones.",
        "«Compromisos, 2: Compromiso» está vacío.",
        "«Compromisos, 2: Para el»: 2026-02-31 no existe en el calendario.",
    ]


def test_an_unknown_kind_is_refused(give):
    with pytest.raises(CannotIssue):
        give("pitch-de-otra-cosa", body={})


def test_many_are_issued_in_order_all_or_none(procedure_in_force, ec):
    def rows(*contents):
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
    procedure_in_force, ec, django_assert_max_num_queries, django_assert_num_queries
):
    def issue_some(n, start):
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


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE documents_recordversion SET issued_by = 'user/999'",
        "UPDATE documents_recordversion SET body = NULL, salt = NULL",
        "UPDATE documents_recordversion SET body = NULL, salt = NULL, erased_at = issued_at, hash = 'x'",
        "DELETE FROM documents_recordversion",
        "DELETE FROM documents_attachment",
        "UPDATE documents_attachment SET file_id = file_id",
        "DELETE FROM documents_annulment",
        "UPDATE documents_annulment SET reason = 'otra'",
    ],
)
def test_the_database_refuses_to_change_what_was_issued(give, gc, stored_file, procedure_in_force, ec, statement):
    record = issue(
        stream=CYCLE,
        kind="pitch",
        definition=procedure_in_force,
        body=bodies.pitch(),
        attachments=[stored_file],
        by=ec.actor,
        at=AT,
    )
    annul(record=record, reason="Era de otro", by=gc.actor, at=AT)
    with pytest.raises(DatabaseError, match=r"documents: "), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_erasing_takes_salt_body_and_files_away_and_the_history_still_verifies(
    procedure_in_force, ec, gc, stored_file
):
    record = issue(
        stream=CYCLE,
        kind="pitch",
        definition=procedure_in_force,
        body=bodies.pitch(),
        attachments=[stored_file],
        by=ec.actor,
        at=AT,
    )
    erase(record=record, by=gc.actor, at=AT)
    record.refresh_from_db()
    stored_file.refresh_from_db()
    assert (record.body, record.salt, record.erased_at) == (None, None, AT)
    assert (stored_file.path, stored_file.erased_at) == ("", AT)
    assert record.hash
    entry = stream_entries(f"record/{record.number}")[-1]
    assert (entry.event, entry.record) == ("record.erased", record.hash)
    assert erase(record=record, by=gc.actor, at=AT).erased_at == AT
    assert len(stream_entries(f"record/{record.number}")) == 1


def test_a_file_that_something_else_uses_survives_the_erasure(procedure_in_force, ec, gc, stored_file):
    first, _second = (
        issue(
            stream=stream,
            kind="pitch",
            definition=procedure_in_force,
            body=bodies.pitch(),
            attachments=[stored_file],
            by=ec.actor,
            at=AT,
        )
        for stream in ("cycle/1", "cycle/2")
    )
    erase(record=first, by=gc.actor, at=AT)
    stored_file.refresh_from_db()
    assert stored_file.erased_at is None


def test_annulling_says_why_once_and_leaves_an_entry(give, gc):
    record = give()
    with pytest.raises(CannotAnnul):
        annul(record=record, reason="  ", by=gc.actor, at=AT)
    annul(record=record, reason="Era de otro prospecto", by=gc.actor, at=AT)
    with pytest.raises(CannotAnnul):
        annul(record=record, reason="Otra vez", by=gc.actor, at=AT)
    assert Annulment.objects.get().reason == "Era de otro prospecto"
    assert not RecordVersion.objects.of(CYCLE).standing().exists()
    assert [one.event for one in stream_entries(f"record/{record.number}")] == ["record.annulled"]


def test_numbers_run_within_a_prefix_and_a_year(db):
    assert allocate_numbers("C", 2026, 2) == ["C-2026-0001", "C-2026-0002"]
    assert allocate_numbers("C", 2026, 1) == ["C-2026-0003"]
    assert allocate_numbers("C", 2027, 1) == ["C-2027-0001"]
    assert allocate_numbers("RAR", 2026, 1) == ["RAR-2026-0001"]
    assert allocate_numbers("C", 2026, 0) == []


def test_the_year_of_a_number_is_the_one_of_the_organisation():
    assert year_of(datetime(2027, 1, 1, 2, 59, tzinfo=UTC)) == 2026
    assert year_of(datetime(2027, 1, 1, 3, 0, tzinfo=UTC)) == 2027


def test_comparing_names_what_changed_datum_by_datum_and_row_by_row(give):
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


def test_a_comparison_shows_what_was_added_and_what_went(give):
    before = give("pitch")
    after = give(agenda="Precios", audience="")
    changes = {one.label: one.change for one in compare(before, after)}
    assert (changes["Temario"], changes["Quiénes van a estar"], changes["Material"]) == ("added", "removed", "same")


@pytest.mark.parametrize("since", [SINCE])
def test_the_history_verifies_with_records_in_it(give, gc, since):
    annul(record=give(), reason="Prueba", by=gc.actor, at=AT)
    assert verify().ok
