from __future__ import annotations

import stat
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from trato.ledger.actors import SYSTEM
from trato.ledger.archive import export, offline
from trato.ledger.checkpoints import (
    CannotCheckpoint,
    covered,
    read_checkpoints,
    stream_names,
    verifiers,
    write_checkpoint,
)
from trato.ledger.keys import key_path, signing_key, verifier_of
from trato.ledger.models import Entry
from trato.ledger.notes import TreeHead, open_note, sign
from trato.ledger.queries import head
from trato.ledger.restorations import record_restoration, restorations
from trato.ledger.tree import Frontier
from trato.ledger.verification import verify

type Sql = Callable[..., int]
type Write = Callable[..., list[Entry]]


def test_a_checkpoint_signs_the_size_and_the_root(history: None, data_dir: Path, noon: datetime) -> None:
    checkpoint = write_checkpoint(at=noon)
    assert checkpoint is not None
    note = (data_dir / "checkpoints" / checkpoint.name).read_text()
    assert checkpoint.name == "checkpoint-20260303T150000Z-12.txt"
    (known,) = verifiers()
    assert TreeHead.read(open_note(note, known)) == TreeHead(known.name, 12, bytes.fromhex(head().root))


def test_the_key_stays_outside_the_database_and_is_read_by_its_owner_only(history: None, noon: datetime) -> None:
    write_checkpoint(at=noon)
    assert stat.S_IMODE(key_path().stat().st_mode) == 0o600
    assert signing_key().private_bytes_raw() == signing_key().private_bytes_raw()
    assert list(key_path().parent.iterdir()) == [key_path()]


def test_an_empty_ledger_has_nothing_to_sign(db: None, data_dir: Path, noon: datetime) -> None:
    assert write_checkpoint(at=noon) is None
    assert not (data_dir / "checkpoints").exists()


def test_the_same_history_is_signed_once(history: None, write: Write, noon: datetime) -> None:
    assert write_checkpoint(at=noon) == write_checkpoint(at=noon)
    write("cycle/1", hour=4)
    write_checkpoint(at=noon)
    good, bad = read_checkpoints()
    assert ([one.tree.size for one in good], bad, covered()) == ([12, 13], [], 13)


def test_verification_says_how_far_checkpoints_vouch(history: None, write: Write, noon: datetime) -> None:
    write_checkpoint(at=noon)
    write("cycle/1", hour=4)
    report = verify(at=noon)
    assert (report.intact, report.checkpoints, report.covered, report.size) == (True, 1, 12, 13)


def test_a_checkpoint_survives_the_loss_of_its_working_file(
    history: None, write: Write, data_dir: Path, noon: datetime
) -> None:
    write_checkpoint(at=noon)
    write("cycle/1", hour=4)
    for damage in (b"", b'{"size": 12, "frontier": "00"}', None):
        state = data_dir / "checkpoints" / "state.json"
        state.write_bytes(damage) if damage is not None else state.unlink()
        checkpoint = write_checkpoint(at=noon)
        assert checkpoint is not None
        assert checkpoint.tree.size == head().size
        write("cycle/1", hour=5)


def test_the_names_of_streams_are_kept_in_the_order_they_began(history: None, write: Write, noon: datetime) -> None:
    write_checkpoint(at=noon)
    write("cycle/9", "cycle/8", hour=4)
    write_checkpoint(at=noon)
    assert stream_names() == ["cycle/1", "cycle/2", "cycle/3", "cycle/4", "cycle/9", "cycle/8"]


def cut(unguarded: Sql, size: int) -> None:
    """Put the database back where an older backup left it."""
    unguarded("DELETE FROM ledger_entry WHERE pos > %s", size)
    tree = Frontier()
    tree.extend(bytes(leaf) for leaf in Entry.objects.order_by("pos").values_list("leaf", flat=True))
    streams = Entry.objects.values("stream").distinct().count()
    last = Entry.objects.get(pos=size).recorded().recorded_at
    unguarded(
        "UPDATE ledger_head SET size = %s, streams = %s, frontier = %s, recorded_at = %s",
        size, streams, tree.pack(), last.replace(tzinfo=None).isoformat(" ") + "+00:00",
    )  # fmt: skip


def test_a_history_that_went_back_is_not_signed(history: None, unguarded: Sql, write: Write, noon: datetime) -> None:
    write_checkpoint(at=noon)
    cut(unguarded, 9)
    with pytest.raises(CannotCheckpoint, match="12 entries"):
        write_checkpoint(at=noon)
    write("cycle/7", "cycle/7", "cycle/7", "cycle/7", hour=9)
    with pytest.raises(CannotCheckpoint):
        write_checkpoint(at=noon)


def test_entries_that_do_not_lead_to_the_head_are_not_signed(history: None, unguarded: Sql, noon: datetime) -> None:
    unguarded("DELETE FROM ledger_entry WHERE pos = 5")
    with pytest.raises(CannotCheckpoint):
        write_checkpoint(at=noon)


def kinds_of(report: object) -> list[str]:
    return [one.kind for one in report.findings if one.kind != "guard-missing"]  # type: ignore[attr-defined]


def test_a_restored_backup_names_the_lost_range_and_goes_on(
    history: None, unguarded: Sql, write: Write, noon: datetime
) -> None:
    write_checkpoint(at=noon)
    cut(unguarded, 9)
    assert kinds_of(verify(at=noon)) == ["tail-truncated"]
    record_restoration(lost_to=covered(), by=SYSTEM, at=noon)
    (gap,) = restorations()
    assert (gap.kept, gap.lost_to, gap.actor_key) == (9, 12, "system/trato")
    report = verify(at=noon)
    assert kinds_of(report) == []
    assert {("restored", 10, 12)} <= {(one.kind, one.pos, one.until) for one in report.notices}
    for hour in (9, 10, 11):
        write("cycle/1", "cycle/2", hour=hour)
        assert write_checkpoint(at=noon) is not None
        report = verify(at=noon)
        assert (kinds_of(report), report.covered) == ([], report.size)
    assert stream_names() == ["cycle/1", "cycle/2", "cycle/3", "ledger/restorations"]


def test_a_restoration_excuses_nothing_beyond_its_range(
    history: None, unguarded: Sql, write: Write, noon: datetime
) -> None:
    write_checkpoint(at=noon)
    cut(unguarded, 9)
    record_restoration(lost_to=11, by=SYSTEM, at=noon)
    assert kinds_of(verify(at=noon)) == ["tail-truncated"]


def test_a_restoration_that_lost_nothing_is_recorded_too(history: None, noon: datetime) -> None:
    record_restoration(lost_to=0, by=SYSTEM, at=noon)
    report = verify(at=noon)
    assert (report.intact, [one.kind for one in report.notices]) == (True, ["restored-whole"])


def test_a_checkpoint_kept_elsewhere_is_compared_too(
    history: None, data_dir: Path, unguarded: Sql, noon: datetime, tmp_path_factory: pytest.TempPathFactory
) -> None:
    checkpoint = write_checkpoint(at=noon)
    assert checkpoint is not None
    elsewhere = tmp_path_factory.mktemp("auditor") / "kept.txt"
    (data_dir / "checkpoints" / checkpoint.name).rename(elsewhere)
    cut(unguarded, 9)
    assert kinds_of(verify(at=noon)) == []
    (finding,) = [one for one in verify(at=noon, against=[elsewhere]).findings if one.kind != "guard-missing"]
    assert (finding.kind, finding.name, finding.pos, finding.until) == ("tail-truncated", "kept.txt", 10, 12)


def test_a_lost_key_is_replaced_and_what_the_old_one_signed_still_counts(
    history: None, write: Write, noon: datetime, tmp_path: Path
) -> None:
    write_checkpoint(at=noon)
    key_path().unlink()
    write("cycle/1", hour=4)
    write_checkpoint(at=noon)
    report = verify(at=noon)
    assert (report.intact, report.checkpoints, report.covered) == (True, 2, 13)
    assert [one.kind for one in report.notices] == ["key-changed"]
    export(tmp_path / "historial.zip", at=noon)
    said = offline.verify(offline.Source(tmp_path / "historial.zip"), [])
    assert (said.found, said.heads, said.agreed) == ([], 2, 13)


def test_a_checkpoint_of_a_stranger_is_refused(history: None, data_dir: Path, noon: datetime) -> None:
    write_checkpoint(at=noon)
    stranger = Ed25519PrivateKey.generate()
    name = verifier_of(stranger).name
    path = data_dir / "checkpoints" / "checkpoint-20260303T150001Z-12.txt"
    path.write_text(sign(TreeHead(name, 12, bytes(32)).text(), name=name, key=stranger), encoding="utf-8")
    (finding,) = verify(at=noon).findings
    assert (finding.kind, finding.name, finding.why) == ("checkpoint-refused", path.name, "signed by another key")


def test_a_damaged_key_is_refused_aloud(history: None, data_dir: Path, noon: datetime) -> None:
    write_checkpoint(at=noon)
    key_path().write_text("not a key")
    (data_dir / "checkpoints" / "public-key.txt").write_text("not a key either\n")
    report = verify(at=noon)
    assert [one.why for one in report.findings] == ["no public key to check it with"]
    with pytest.raises(CannotCheckpoint, match="key"):
        write_checkpoint(at=noon)
