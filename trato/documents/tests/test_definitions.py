from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from tests.support.cast import SINCE, Person
from trato.documents.approving import CannotApprove, approve_definition
from trato.documents.definitions import VersionTaken, by_hash, current, load_definition, load_seeds
from trato.documents.models import Approval, DefinitionVersion, Document
from trato.ledger.actors import SYSTEM
from trato.ledger.entries import stream_entries
from trato.procedure import Definition

CODE = "PE-CM-01"
STREAM = "document/PE-CM-01"
LATER = SINCE + timedelta(days=1)


@pytest.fixture
def draft(db: Any) -> DefinitionVersion:
    load_seeds(settings.TRATO_PROCEDURES_DIR, SINCE)
    return DefinitionVersion.objects.standing().get(code=CODE, version="01")


def other_text(title: str = "Gestión del Cliente, otra") -> bytes:
    source = (settings.TRATO_PROCEDURES_DIR / CODE / "01.toml").read_text(encoding="utf-8")
    return source.replace('title = "Gestión del Cliente"', f'title = "{title}"', 1).encode()


def test_the_seeds_bring_both_versions_and_the_documents_referred_to(draft: DefinitionVersion) -> None:
    assert {one.version: one.runnable for one in DefinitionVersion.objects.all()} == {"00": False, "01": True}
    assert set(Document.objects.values_list("title", flat=True)) == {
        "Manual de Calidad",
        "Procedimiento de Control de Documentos",
    }


def test_loading_the_seeds_again_changes_nothing(draft: DefinitionVersion) -> None:
    load_seeds(settings.TRATO_PROCEDURES_DIR, LATER)
    assert DefinitionVersion.objects.count() == 2
    assert Document.objects.count() == 2


def test_a_definition_is_found_by_its_hash(draft: DefinitionVersion) -> None:
    assert by_hash(draft.hash).hash == draft.hash
    assert bytes(draft.canonical) == by_hash(draft.hash).canonical


def test_nothing_is_in_force_until_both_have_approved(draft: DefinitionVersion, gc: Person, sgc: Person) -> None:
    assert current(CODE, LATER) is None
    approve_definition(code=CODE, version="01", hash=draft.hash, by=gc.actor, at=SINCE)
    assert current(CODE, LATER) is None
    approve_definition(code=CODE, version="01", hash=draft.hash, by=sgc.actor, at=LATER)
    found = current(CODE, LATER)
    assert found is not None
    assert found.hash == draft.hash
    assert current(CODE, SINCE) is None


def test_each_approval_is_evidence_in_the_history_bound_to_the_hash(
    draft: DefinitionVersion, gc: Person, sgc: Person
) -> None:
    approve_definition(code=CODE, version="01", hash=draft.hash, by=gc.actor, at=SINCE)
    approve_definition(code=CODE, version="01", hash=draft.hash, by=sgc.actor, at=SINCE)
    rows = Approval.objects.order_by("id").values_list("role", "user_key", "definition_id")
    assert list(rows) == [("GC", gc.user.key, draft.hash), ("SGC", sgc.user.key, draft.hash)]
    entries = stream_entries(STREAM)[-3:]
    assert [(one.event, one.role, one.definition) for one in entries] == [
        ("definition.approved", "GC", draft.hash),
        ("definition.approved", "SGC", draft.hash),
        ("definition.in-force", "SGC", draft.hash),
    ]


def test_an_approval_of_another_text_is_refused_and_leaves_nothing(draft: DefinitionVersion, gc: Person) -> None:
    with pytest.raises(CannotApprove):
        approve_definition(code=CODE, version="01", hash="0" * 64, by=gc.actor, at=SINCE)
    with pytest.raises(CannotApprove):
        approve_definition(code=CODE, version="99", hash=draft.hash, by=gc.actor, at=SINCE)
    assert not Approval.objects.exists()


def test_an_executive_does_not_approve(draft: DefinitionVersion, ec: Person) -> None:
    with pytest.raises(CannotApprove):
        approve_definition(code=CODE, version="01", hash=draft.hash, by=ec.actor, at=SINCE)


def test_a_text_that_fails_its_own_cases_is_named_and_never_kept(draft: DefinitionVersion, tmp_path: Path) -> None:
    failing = bytes(draft.source).replace(
        b'"prospect.classified.groups", value = 6', b'"prospect.classified.groups", value = 7'
    )
    (tmp_path / CODE).mkdir()
    (tmp_path / CODE / "02.toml").write_bytes(failing.replace(b'version = "01"', b'version = "02"', 1))
    seeds = load_seeds(tmp_path, LATER)
    assert seeds.loaded == []
    assert seeds.refused[0].startswith("PE-CM-01/02.toml:")
    assert "Caso «" in seeds.refused[0]
    assert not DefinitionVersion.objects.filter(version="02").exists()


def test_a_draft_nobody_approved_gives_way_and_the_history_says_so(draft: DefinitionVersion) -> None:
    replacement = load_definition(source=other_text(), by=SYSTEM, at=LATER)
    draft.refresh_from_db()
    assert draft.replaced_at == LATER
    assert DefinitionVersion.objects.standing().get(code=CODE, version="01").hash == replacement.hash
    entry = stream_entries(STREAM)[-1]
    assert (entry.event, entry.facts["replaced"], entry.definition) == (
        "definition.replaced",
        draft.hash,
        replacement.hash,
    )
    assert by_hash(draft.hash).title == "Gestión del Cliente"


def test_the_first_text_may_come_back(draft: DefinitionVersion) -> None:
    load_definition(source=other_text(), by=SYSTEM, at=LATER)
    back = load_definition(source=bytes(draft.source), by=SYSTEM, at=LATER)
    assert (back.hash, back.replaced_at) == (draft.hash, None)


def test_once_somebody_approved_it_another_text_is_refused(draft: DefinitionVersion, gc: Person) -> None:
    approve_definition(code=CODE, version="01", hash=draft.hash, by=gc.actor, at=SINCE)
    with pytest.raises(VersionTaken):
        load_definition(source=other_text(), by=SYSTEM, at=LATER)


def test_a_seed_that_contradicts_an_approved_version_is_named_and_left_out(
    draft: DefinitionVersion, gc: Person, tmp_path: Path
) -> None:
    approve_definition(code=CODE, version="01", hash=draft.hash, by=gc.actor, at=SINCE)
    (tmp_path / CODE).mkdir()
    (tmp_path / CODE / "01.toml").write_bytes(other_text())
    seeds = load_seeds(tmp_path, LATER)
    assert len(seeds.refused) == 1
    assert seeds.refused[0].startswith("PE-CM-01/01.toml: ")
    assert seeds.loaded == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE documents_definitionversion SET title = 'otro'",
        "UPDATE documents_definitionversion SET effective_from = NULL WHERE version = '01'",
        "DELETE FROM documents_definitionversion",
        "UPDATE documents_approval SET role = 'EC'",
        "DELETE FROM documents_approval",
    ],
)
def test_the_database_refuses_to_change_what_was_approved(procedure_in_force: Definition, statement: str) -> None:
    with pytest.raises(DatabaseError, match="documents:"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
