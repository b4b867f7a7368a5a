"""Backups of whole installations: what comes back, what is refused, what the ledger says of it."""

import json
import os
import tarfile

import pytest

APPEND = """
import django; django.setup()
from datetime import UTC, datetime
from trato.ledger.actors import SYSTEM
from trato.ledger.checkpoints import write_checkpoint
from trato.ledger.restorations import record_restoration
now = datetime.now(UTC)
for _ in range({times}):
    record_restoration(lost_to=0, by=SYSTEM, at=now)
write_checkpoint(at=now)
"""
ALL_EVENTS = "SELECT body FROM ledger_entry ORDER BY pos"


def live(installation, times):
    """Add so many entries to the history, and a checkpoint."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trato.project.settings")
    installation.python("-c", APPEND.format(times=times))


def bodies(installation):
    with installation.connect() as connection:
        return [json.loads(bytes(row[0])) for row in connection.execute(ALL_EVENTS).fetchall()]


@pytest.fixture
def lived(installation):
    live(installation, times=3)
    (installation.data_dir / "files" / "ab").mkdir(parents=True)
    (installation.data_dir / "files" / "ab" / "abcdef").write_bytes(b"a file by content")
    return installation


@pytest.fixture
def archive(lived, tmp_path):
    done = lived.trato("backup", str(tmp_path / "trato.tar"), "--keys", str(tmp_path / "keys.tar"))
    assert done.stdout.splitlines()[-1].startswith(f"{tmp_path}/trato.tar holds the database and ")
    return tmp_path / "trato.tar"


def test_archive_comes_back_in_an_empty_installation_and_is_proven(lived, archive, make_installation):
    other = make_installation()
    other.trato("restore", str(archive), "--keys", str(archive.with_name("keys.tar")), "--replace")
    assert bodies(other)[: len(bodies(lived))] == bodies(lived)
    assert (other.data_dir / "files" / "ab" / "abcdef").read_bytes() == b"a file by content"
    assert other.trato("ledger", "verify").returncode == 0


def test_ledger_names_the_range_that_a_restoration_lost(lived, archive):
    before = len(bodies(lived))
    live(lived, times=4)
    lived.trato("restore", str(archive), "--replace")
    last = bodies(lived)[-1]
    assert last["event"] == "ledger.restored"
    assert (last["facts"]["kept"], last["facts"]["lost_to"]) == (before, before + 4)
    assert lived.trato("ledger", "verify").returncode == 0


def test_history_is_not_replaced_unasked(lived, archive):
    before = bodies(lived)
    done = lived.trato("restore", str(archive), check=False)
    assert done.returncode == 1
    assert "give --replace" in done.stderr
    assert bodies(lived) == before


def test_keys_are_only_in_their_own_archive(archive):
    with tarfile.open(archive) as tar:
        assert not [name for name in tar.getnames() if "key" in name and "public" not in name]
    with tarfile.open(archive.with_name("keys.tar")) as tar:
        assert "keys/ledger-ed25519.pem" in tar.getnames()
    assert archive.with_name("keys.tar").stat().st_mode & 0o077 == 0


def test_backup_never_overwrites(lived, archive):
    done = lived.trato("backup", str(archive), check=False)
    assert done.returncode == 1
    assert "never overwritten" in done.stderr


@pytest.mark.parametrize("damage", ["changed", "cut", "foreign"])
def test_damaged_archive_is_refused_before_anything_is_touched(lived, archive, damage):
    content = bytearray(archive.read_bytes())
    if damage == "changed":
        at = content.index(b"a file by content")
        content[at : at + 6] = b"a fake"
    archive.write_bytes({"changed": content, "cut": content[: len(content) // 2], "foreign": b"PK not a tar"}[damage])
    before = bodies(lived)
    done = lived.trato("restore", str(archive), "--replace", check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("Not restored.")
    assert bodies(lived) == before
