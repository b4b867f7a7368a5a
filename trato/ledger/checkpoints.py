"""Checkpoints: signed statements of size and root, kept outside the database, that a cut tail cannot satisfy."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from trato.ledger.body import parse
from trato.ledger.keys import key_path, signing_key, verifier_of
from trato.ledger.models import Entry
from trato.ledger.notes import NoteRefused, TreeHead, Verifier, open_note, sign
from trato.ledger.queries import head
from trato.ledger.restorations import Restoration, restorations
from trato.ledger.tree import Frontier

PAGE = 4_000


class CannotCheckpoint(RuntimeError):
    """The database no longer continues what was signed: nothing is signed until `verify` has been heard."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A checkpoint file: its name, its note, and the tree head its signature vouches for."""

    name: str
    note: str
    tree: TreeHead


def folder() -> Path:
    return Path(settings.TRATO_DATA_DIR) / "checkpoints"


def verifiers() -> list[Verifier]:
    """Answer the public keys known: those kept beside the checkpoints, and the signing key's if it is another."""
    kept = folder() / "public-key.txt"
    known: list[Verifier] = []
    for line in kept.read_text(encoding="utf-8", errors="replace").splitlines() if kept.exists() else ():
        with suppress(NoteRefused):  # what a damaged line would have vouched for is refused by name
            known.append(Verifier.read(line))
    if key_path().exists():
        with suppress(ValueError):
            known.append(verifier_of(signing_key()))
    return list(dict.fromkeys(known))


def read_checkpoints() -> tuple[list[Checkpoint], list[tuple[str, str]]]:
    """Answer the good checkpoints by size, and the name and fault of each bad one."""
    return read_files(sorted(folder().glob("checkpoint-*.txt")))


def read_files(paths: list[Path]) -> tuple[list[Checkpoint], list[tuple[str, str]]]:
    """As `read_checkpoints`, for files from anywhere."""
    known, good, bad = verifiers(), list[Checkpoint](), list[tuple[str, str]]()
    for path in paths:
        try:
            note = path.read_bytes().decode()
            good.append(Checkpoint(path.name, note, TreeHead.read(_open(note, known))))
        except (OSError, ValueError) as error:
            bad.append((path.name, str(error) if isinstance(error, NoteRefused) else "unreadable"))
    return sorted(good, key=lambda checkpoint: checkpoint.tree.size), bad


def _open(note: str, known: list[Verifier]) -> str:
    """Open the note with whichever known key signed it. Raises NoteRefused."""
    refusal = NoteRefused("no public key to check it with")
    for one in known:
        try:
            return open_note(note, one)
        except NoteRefused as refused:
            refusal = refused
            if str(refused) != "signed by another key":
                break
    raise refusal


def covered() -> int:
    """Answer how many entries the farthest-reaching good checkpoint vouches for; 0 without any."""
    good, _ = read_checkpoints()
    return good[-1].tree.size if good else 0


def write_checkpoint(*, at: datetime) -> Checkpoint | None:
    """Sign the head and keep the file; None while the ledger is empty, the kept one when nothing was added since.

    Every leaf since the last checkpoint is added to the tree signed then, and must lead to the head's root.
    Raises CannotCheckpoint.
    """
    now = head()
    if not now.size:
        return None
    made, _ = read_checkpoints()
    root = bytes.fromhex(now.root)
    for checkpoint in made:
        if (checkpoint.tree.size, checkpoint.tree.root) == (now.size, root):
            return checkpoint
    lost = restorations()
    base = _continued(made, lost, up_to=now.size)
    tree = base.copy()
    for leaf in _leaves(tree.size, now.size):
        tree.add(leaf)
    if (tree.size, tree.root()) != (now.size, root):
        raise CannotCheckpoint("The entries do not lead to the head of the ledger. Run `trato ledger verify`.")
    try:
        key = signing_key()
    except ValueError as damaged:
        raise CannotCheckpoint(f"The signing key cannot be read: {damaged}") from damaged
    known = verifier_of(key)
    note = sign(TreeHead(known.name, now.size, root).text(), name=known.name, key=key)
    checkpoint = Checkpoint(f"checkpoint-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{now.size}.txt", note,
                            TreeHead(known.name, now.size, root))  # fmt: skip
    folder().mkdir(parents=True, exist_ok=True)
    _replace(folder() / "public-key.txt", "".join(f"{one}\n" for one in verifiers()))
    _index_streams(base.size, now.size)
    _replace(folder() / checkpoint.name, note)
    _replace(folder() / "state.json", json.dumps({"size": tree.size, "frontier": tree.pack().hex()}))
    return checkpoint


def stream_names() -> list[str]:
    """Answer the names of the streams noted beside the checkpoints, in the order they began: the n-th is number n."""
    index = folder() / "streams.txt"
    return index.read_text(encoding="utf-8").splitlines() if index.exists() else []


def _continued(made: list[Checkpoint], lost: list[Restoration], *, up_to: int) -> Frontier:
    """Answer the frontier of the last checkpoint that binds the database. Raises CannotCheckpoint."""
    binding = [one.tree for one in made if not any(gap.excuses(one.tree.size) for gap in lost)]
    last = binding[-1] if binding else TreeHead("", 0, Frontier().root())
    if last.size > up_to:
        raise CannotCheckpoint(
            f"A checkpoint vouches for {last.size} entries and the database holds {up_to}. Run `trato ledger verify`."
        )
    state = _read_state()
    if (state.size, state.root()) == (last.size, last.root):
        return state
    rebuilt = Frontier()
    rebuilt.extend(_leaves(0, last.size))
    if (rebuilt.size, rebuilt.root()) != (last.size, last.root):
        raise CannotCheckpoint("The entries no longer lead to the last checkpoint. Run `trato ledger verify`.")
    return rebuilt


def _read_state() -> Frontier:
    """Answer the frontier kept with the last checkpoint; a lost or damaged file only costs reading all leaves."""
    try:
        state = json.loads((folder() / "state.json").read_text(encoding="utf-8"))
        return Frontier.unpack(state["size"], bytes.fromhex(state["frontier"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Frontier()


def _leaves(after: int, up_to: int) -> Iterator[bytes]:
    """Yield the stored leaves in (after, up_to], in order; stops at the first gap."""
    while after < up_to:
        rows = Entry.objects.filter(pos__gt=after, pos__lte=up_to).order_by("pos").values_list("pos", "leaf")[:PAGE]
        before = after
        for pos, leaf in rows:
            if pos != after + 1:
                return
            yield bytes(leaf)
            after = pos
        if after == before:
            return


def _index_streams(after: int, up_to: int) -> None:
    """Note the streams begun since: should one be dropped whole, `verify` can call it by its name."""
    names = stream_names() if after else []
    began = Entry.objects.filter(seq=1, pos__gt=after, pos__lte=up_to).order_by("pos").values_list("stream", "body")
    for stream, body in began.iterator(chunk_size=PAGE):
        number = parse(body)["opens"]
        del names[number - 1 :]
        names.append(stream)
    _replace(folder() / "streams.txt", "".join(f"{name}\n" for name in names))


def _replace(path: Path, text: str) -> None:
    """Write a whole file durably: there is never half of one."""
    making = path.with_name(f".{path.name}.{os.getpid()}")
    with making.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    making.replace(path)
