"""`trato ledger` as an operator runs it, on an installation of its own."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.support.installations import Installation

WRITE = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "trato.project.settings"
import django
django.setup()
from datetime import UTC, datetime
from django.db import transaction
from trato.ledger.actors import SYSTEM
from trato.ledger.append import Draft, NotInTransaction, append

at = datetime.now(UTC)
drafts = [Draft(stream=f"cycle/{n % 3}", event="test.written", occurred_at=at, actor=SYSTEM) for n in range(9)]
try:
    append(drafts, at=at)
except NotInTransaction:
    print("refused")
with transaction.atomic():
    append(drafts, at=at)
"""


@pytest.fixture
def written(installation: Installation) -> Installation:
    assert installation.python("-c", WRITE).stdout == "refused\n"
    return installation


def ledger(installation: Installation, *arguments: str) -> tuple[int, list[str]]:
    done = installation.trato("ledger", *arguments, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout.splitlines()


def entries(installation: Installation) -> int:
    with installation.connect() as connection:
        return int(connection.execute("SELECT COUNT(*) FROM ledger_entry").fetchone()[0])


def drop(installation: Installation, trigger: str, table: str) -> None:
    on = "" if installation.database_url.startswith("sqlite") else f" ON {table}"
    with installation.connect() as connection:
        connection.execute(f"DROP TRIGGER {trigger}{on}")


def test_an_append_outside_a_transaction_is_refused(written: Installation) -> None:
    assert entries(written) >= 9


def test_verify_checkpoint_and_export_go_together(written: Installation) -> None:
    size = entries(written)
    status, said = ledger(written, "verify")
    assert status == 0, said
    assert said[-2] == "Todavía no hay puntos de control: no se podría notar que falta el final."
    assert said[-1].startswith(f"Historial íntegro: {size} asientos en ")
    status, said = ledger(written, "checkpoint")
    assert (status, said[-1]) == (0, f"Punto de control firmado, de {size} asientos.")
    status, said = ledger(written, "verify")
    assert (status, said[-2]) == (0, f"Puntos de control: 1. Respaldan los {size} asientos.")
    output = written.data_dir / "historial.zip"
    status, said = ledger(written, "export", "--output", str(output))
    assert status == 0
    assert said[-1].startswith(f"{output}: {size} asientos y ")
    with zipfile.ZipFile(output) as archive:
        archive.extractall(written.data_dir / "auditor")
    done = subprocess.run(
        [sys.executable, "-E", "-s", "-S", str(written.data_dir / "auditor" / "verify.py")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "HISTORIAL ÍNTEGRO")


def test_a_tampered_database_is_named_and_refused(written: Installation) -> None:
    drop(written, "ledger_entry_no_delete", "ledger_entry")
    with written.connect() as connection:
        connection.execute("DELETE FROM ledger_entry WHERE pos = 2")
    status, said = ledger(written, "verify")
    assert status == 1
    assert "El disparador ledger_entry_no_delete, que protege el historial, falta o fue modificado." in said
    assert "Asientos borrados: 2." in said
    assert said[-1].startswith("HISTORIAL ALTERADO: ")
    status, said = ledger(written, "checkpoint")
    assert (status, said[-1]) == (1, "No se firmó ningún punto de control.")
    status, said = ledger(written, "export", "--output", str(written.data_dir / "historial.zip"))
    assert status == 1


def test_a_ledger_whose_table_is_gone_is_unreadable_and_no_traceback(written: Installation) -> None:
    with written.connect() as connection:
        connection.execute("DROP TABLE ledger_entry")
    status, said = ledger(written, "verify")
    assert status == 1
    assert said[-1].startswith("HISTORIAL ILEGIBLE: ")


def test_missing_triggers_are_put_back_on_the_record(written: Installation) -> None:
    size = entries(written)
    drop(written, "ledger_entry_no_update", "ledger_entry")
    assert ledger(written, "verify")[0] == 1
    status, said = ledger(written, "protect")
    assert (status, said[0]) == (0, "ledger_entry_no_update")
    status, said = ledger(written, "verify")
    assert status == 0
    assert f"El asiento {size + 1} registra que faltaban disparadores de protección y se repusieron." in said


def test_an_export_into_nowhere_is_refused(written: Installation) -> None:
    status, said = ledger(written, "export", "--output", str(written.data_dir / "no" / "historial.zip"))
    assert (status, said[-1]) == (1, f"La carpeta {written.data_dir / 'no'} no existe.")
