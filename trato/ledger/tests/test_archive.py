"""The auditor's ZIP, verified the way an auditor does: by a Python of its own, in isolated mode."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pytest

from trato.ledger.actors import SYSTEM
from trato.ledger.archive import export
from trato.ledger.checkpoints import write_checkpoint
from trato.ledger.models import Entry
from trato.ledger.restorations import record_restoration

DEFINITION = b'{"code":"PE-CM-01"}'
HASH = sha256(DEFINITION).hexdigest()

type Change = Callable[[Path], None]


@pytest.fixture
def unpacked(history: None, write: Callable[..., list[Entry]], tmp_path: Path, noon: datetime) -> Path:
    write_checkpoint(at=noon)
    write("cycle/1", hour=4, definition=HASH)
    export(tmp_path / "historial.zip", extra=[(f"definitions/{HASH}.json", DEFINITION)], at=noon)
    with zipfile.ZipFile(tmp_path / "historial.zip") as archive:
        archive.extractall(tmp_path / "unpacked")
    return tmp_path / "unpacked"


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    """Run the archive's own verifier, outside the product: no environment, no site packages."""
    done = subprocess.run(
        [sys.executable, "-E", "-s", "-S", "verify.py", *arguments],
        cwd=folder, capture_output=True, text=True, check=False, env={"PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert not done.stderr
    return done.returncode, done.stdout


def lines(change: Callable[[list[bytes]], list[bytes]]) -> Change:
    def apply(folder: Path) -> None:
        path = folder / "entries.jsonl"
        path.write_bytes(b"".join(change(path.read_bytes().splitlines(keepends=True))))

    return apply


def forge_checkpoint(folder: Path) -> None:
    path = next((folder / "checkpoints").glob("*-12.txt"))
    path.write_text(path.read_text(encoding="utf-8").replace("\n12\n", "\n11\n"), encoding="utf-8")


def test_an_exported_history_verifies_without_the_product(unpacked: Path) -> None:
    status, said = run(unpacked)
    assert status == 0, said
    assert said.splitlines()[-1] == "HISTORIAL ÍNTEGRO"
    assert "13 asientos" in said
    assert "2 puntos de control válidos; el último que coincide cubre 13 asientos." in said
    assert "no prueba que lo asentado sea cierto" in said


def test_the_zip_itself_can_be_verified_in_english(unpacked: Path) -> None:
    status, said = run(unpacked, "../historial.zip", "--english")
    assert (status, said.splitlines()[-1]) == (0, "HISTORY INTACT")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lines(lambda all_: [*all_[:4], all_[4].replace(b'"role":"EC"', b'"role":"GC"'), *all_[5:]]), "cycle/2"),
        (lines(lambda all_: all_[:4] + all_[5:]), "En el lugar 5 está el asiento que dice ser el 6."),
        (
            lines(lambda all_: [*all_[:4], all_[5], all_[4], *all_[6:]]),
            "En el lugar 5 está el asiento que dice ser el 6.",
        ),
        (lines(lambda all_: all_[:12]), "falta el final"),
        (lines(lambda all_: [one for one in all_ if b'"cycle/3"' not in one]), "Falta entera la secuencia número 3."),
        (lines(lambda all_: [*all_[:4], b"{}\n", *all_[5:]]), "El asiento 5 no es legible"),
        (forge_checkpoint, "no tiene una firma válida"),
        (lambda folder: (folder / "definitions" / f"{HASH}.json").write_bytes(b"{}"), "no tiene el contenido"),
        (lambda folder: [path.unlink() for path in (folder / "checkpoints").iterdir()], "nada está firmado"),
    ],
    ids=["edited", "deleted", "reordered", "truncated", "dropped", "garbage", "checkpoint", "definition", "unsigned"],
)
def test_a_touched_archive_is_found_out(change: Change, told: str, unpacked: Path) -> None:
    change(unpacked)
    status, said = run(unpacked)
    assert status == 1
    assert told in said
    assert said.splitlines()[-1].startswith("HISTORIAL ALTERADO")


def test_a_checkpoint_the_auditor_held_is_what_counts(unpacked: Path, tmp_path: Path) -> None:
    held = tmp_path / "held.txt"
    next((unpacked / "checkpoints").glob("*-13.txt")).rename(held)
    lines(lambda all_: all_[:12])(unpacked)
    assert run(unpacked)[0] == 0
    status, said = run(unpacked, "--checkpoint", str(held))
    assert status == 1
    assert "firmó 13 asientos" in said


def test_a_declared_restoration_is_told_and_excused(
    history: None, tmp_path: Path, noon: datetime, write: Callable[..., list[Entry]]
) -> None:
    record_restoration(lost_to=20, by=SYSTEM, at=noon)
    export(tmp_path / "historial.zip", at=noon)
    with zipfile.ZipFile(tmp_path / "historial.zip") as archive:
        archive.extractall(tmp_path / "unpacked")
    status, said = run(tmp_path / "unpacked")
    assert status == 0, said
    assert "se declararon perdidos los asientos 13 a 20" in said


def test_a_damaged_history_is_exported_and_says_so(
    history: None, unguarded: Callable[..., int], tmp_path: Path, noon: datetime
) -> None:
    write_checkpoint(at=noon)
    unguarded("DELETE FROM ledger_entry WHERE pos = 5")
    archive = export(tmp_path / "historial.zip", at=noon)
    assert (archive.entries, bool(archive.refusal)) == (11, False)
    with zipfile.ZipFile(tmp_path / "historial.zip") as opened:
        opened.extractall(tmp_path / "unpacked")
    assert run(tmp_path / "unpacked")[0] == 1


@pytest.mark.parametrize("name", ["../escape.txt", "/etc/passwd", "plain.txt", "a/b/c.txt"])
def test_a_file_stays_inside_its_folder_of_the_archive(
    name: str, history: None, tmp_path: Path, noon: datetime
) -> None:
    with pytest.raises(ValueError, match="folder/file"):
        export(tmp_path / "historial.zip", extra=[(name, b"")], at=noon)
    assert not list(tmp_path.glob("*historial.zip*"))
