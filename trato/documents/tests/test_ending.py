from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from tests.support.cast import Person
from trato.documents.models import Annulment, File, RecordVersion
from trato.documents.records import (
    CannotAnnul,
    annul,
    erase,
    issue,
)
from trato.documents.tests import bodies
from trato.ledger.entries import stream_entries
from trato.ledger.verification import verify
from trato.procedure import Definition

type Give = Callable[..., RecordVersion]

AT = datetime(2026, 3, 2, 19, 20, tzinfo=UTC)
CYCLE = "cycle/42"


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
def test_the_database_refuses_to_change_what_was_issued(
    give: Give, gc: Person, stored_file: File, procedure_in_force: Definition, ec: Person, statement: str
) -> None:
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
    procedure_in_force: Definition, ec: Person, gc: Person, stored_file: File
) -> None:
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


def test_a_file_that_something_else_uses_survives_the_erasure(
    procedure_in_force: Definition, ec: Person, gc: Person, stored_file: File
) -> None:
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


def test_annulling_says_why_once_and_leaves_an_entry(give: Give, gc: Person) -> None:
    record = give()
    with pytest.raises(CannotAnnul):
        annul(record=record, reason="  ", by=gc.actor, at=AT)
    annul(record=record, reason="Era de otro prospecto", by=gc.actor, at=AT)
    with pytest.raises(CannotAnnul):
        annul(record=record, reason="Otra vez", by=gc.actor, at=AT)
    assert Annulment.objects.get().reason == "Era de otro prospecto"
    assert not RecordVersion.objects.of(CYCLE).standing().exists()
    assert [one.event for one in stream_entries(f"record/{record.number}")] == ["record.annulled"]


def test_the_history_verifies_with_records_annulled_and_erased(give: Give, gc: Person) -> None:
    annul(record=give(), reason="Prueba", by=gc.actor, at=AT)
    erase(record=give("contact"), by=gc.actor, at=AT)
    report = verify(at=AT)
    assert report.intact, report
