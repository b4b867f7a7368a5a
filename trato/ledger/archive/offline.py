"""Verify an exported history of Trato, offline, with a stock Python 3.9 or later: `python3 verify.py`."""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

if __package__:  # in the product
    from trato.ledger.archive.seals import PublicKey, Tree, TreeHead, open_checkpoint
else:  # in the archive, beside this file
    from seals import PublicKey, Tree, TreeHead, open_checkpoint  # type: ignore[import-not-found,no-redef]

Said = tuple[Any, ...]  # a key of WORDS and what fills its sentence
FORMAT = "trato-ledger/1"
HASH = re.compile(r"[0-9a-f]{64}")
WORDS = {
    "edited": ("El asiento %s no es legible o no está en forma canónica.", "Entry %s is unreadable or not canonical."),
    "place": ("En el lugar %s está el asiento que dice ser el %s.", "Place %s holds the entry that says it is %s."),
    "gap": ("En %s, el asiento %s dice ser el número %s y debía ser el %s.",
            "In %s, entry %s says it is number %s and should be %s."),
    "chain": ("La cadena de %s se rompe en el asiento %s.", "The chain of %s breaks at entry %s."),
    "root": ("Los primeros %s asientos no son los que firmó %s.", "The first %s entries are not those %s signed."),
    "short": ("%s firmó %s asientos, acá hay %s: falta el final.",
              "%s signed %s entries, here are %s: the end is missing."),
    "signature": ("%s no tiene una firma válida de la clave pública.", "%s has no valid signature of the public key."),
    "content": ("%s no tiene el contenido que dice su nombre.", "%s does not have the content its name says."),
    "streams": ("Falta entera la secuencia número %s.", "The whole of stream number %s is missing."),
    "none": ("No hay puntos de control: nada está firmado.", "There are no checkpoints: nothing is signed."),
    "lost": ("Aviso: se restauró una copia; se declararon perdidos los asientos %s a %s.",
             "Notice: a backup was restored; entries %s to %s were declared lost."),
    "absent": ("Aviso: %s archivos citados no están acá.", "Notice: %s files cited are not in this package."),
    "read": ("%s asientos, sello %s", "%s entries, seal %s"),
    "covered": ("%s puntos de control válidos; el último que coincide cubre %s asientos.",
                "%s valid checkpoints; the farthest that agrees covers %s entries."),
    "key": ("Clave pública: %s (compará esta huella por otro medio)", "Public key: %s (compare this by other means)"),
    "proves": ("Prueba que son los asientos firmados, sin cambios; no prueba que lo asentado sea cierto.",
               "It proves these are the entries signed, unchanged; not that what was recorded is true."),
    "intact": ("HISTORIAL ÍNTEGRO", "HISTORY INTACT"),
    "broken": ("HISTORIAL ALTERADO: %s hallazgos", "HISTORY ALTERED: %s findings"),
}  # fmt: skip


class Source:
    """The files of the archive, from a folder or from the ZIP itself."""

    def __init__(self, path: Path) -> None:
        self.folder = path
        self.zip = None if path.is_dir() else zipfile.ZipFile(path)

    def names(self) -> list[str]:
        if self.zip:
            return sorted(self.zip.namelist())
        return sorted(path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file())

    def open(self, name: str) -> IO[bytes]:
        return self.zip.open(name) if self.zip else (self.folder / name).open("rb")

    def read(self, name: str) -> bytes:
        with self.open(name) as file:
            return file.read()


class Verification:
    """One reading of the archive; `found` are the keys and values of the sentences to say."""

    def __init__(self) -> None:
        self.found: list[Said] = []
        self.notices: list[Said] = []
        self.tree = Tree()
        self.tips: dict[str, tuple[int, str]] = {}
        self.opened: set[int] = {0}
        self.cited: set[str] = set()
        self.lost: list[tuple[int, int]] = []
        self.agreed = self.heads = 0

    def entry(self, line: bytes) -> None:
        body = line[:-1] if line.endswith(b"\n") else line
        leaf = hashlib.sha256(b"\x00" + body).digest()
        self.tree.add(leaf)
        place = self.tree.size
        try:
            told = json.loads(body.decode())
            canonical = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
            pos, stream, seq, previous = told["pos"], told["stream"], told["seq"], told["previous"]
            cited = [told["definition"], *told["attachments"]]
            if told["event"] == "ledger.restored" and stream == "ledger/restorations":
                self.lost.append((int(told["facts"]["kept"]), int(told["facts"]["lost_to"])))
        except (ValueError, KeyError, TypeError):
            self.found.append(("edited", place))
            return
        if canonical != body or told.get("format") != FORMAT:
            self.found.append(("edited", place))
        if pos != place:
            self.found.append(("place", place, pos))
        expected, before = self.tips.get(stream, (0, ""))
        if seq != expected + 1:
            self.found.append(("gap", stream, place, seq, expected + 1))
        elif previous != before:
            self.found.append(("chain", stream, place))
        self.tips[stream] = (seq, leaf.hex())
        self.opened.add(told.get("opens", 0))
        self.cited.update(filter(None, cited))

    def compare(self, name: str, head: TreeHead) -> None:
        if head.root == self.tree.root():
            self.agreed = head.size
        elif not self.excused(head.size):
            self.found.append(("root", head.size, name))

    def files(self, source: Source) -> None:
        """Hold every file named by a hash to it, and count the cited ones that are not here."""
        present = set()
        for name in source.names():
            stem = name.rpartition("/")[2].partition(".")[0]
            if "/" in name and HASH.fullmatch(stem):
                present.add(stem)
                if hashlib.sha256(source.read(name)).hexdigest() != stem:
                    self.found.append(("content", name))
        if self.cited - present:
            self.notices.append(("absent", len(self.cited - present)))

    def excused(self, size: int) -> bool:
        return any(kept < size <= lost for kept, lost in self.lost)


def checkpoints(source: Source, held: list[str], found: list[Said]) -> list[tuple[str, TreeHead]]:
    """Answer the checkpoints that a public key signed, smallest first; the others are found wanting."""
    keys = [PublicKey.read(line) for line in source.read("public-key.txt").decode().splitlines()]
    notes = [(name, source.read(name)) for name in source.names() if name.startswith("checkpoints/")]
    good = []
    for label, note in [*notes, *((path, Path(path).read_bytes()) for path in held)]:
        head = next(filter(None, (open_checkpoint(note, key) for key in keys)), None)
        if head is None:
            found.append(("signature", label))
        else:
            good.append((label, head))
    return sorted(good, key=lambda one: one[1].size)


def verify(source: Source, held: list[str]) -> Verification:
    """Read the archive once, line by line, stopping at each checkpoint to compare."""
    seen = Verification()
    waiting = checkpoints(source, held, seen.found)[::-1]
    if not waiting:
        seen.found.append(("none",))
    seen.heads = len(waiting)
    with source.open("entries.jsonl") as lines:
        for line in lines:
            seen.entry(line)
            while waiting and waiting[-1][1].size <= seen.tree.size:
                seen.compare(*waiting.pop())
    seen.found.extend(
        ("short", name, head.size, seen.tree.size) for name, head in waiting if not seen.excused(head.size)
    )
    seen.found.extend(("streams", number) for number in range(1, max(seen.opened)) if number not in seen.opened)
    seen.files(source)
    seen.notices.extend(("lost", kept + 1, lost) for kept, lost in seen.lost if lost > kept)
    return seen


def sentences(seen: Verification, keys: list[str], language: int) -> Iterator[str]:
    """Say what was read, what was found, and, last, the verdict."""
    facts: list[Said] = [
        ("read", seen.tree.size, seen.tree.root().hex()),
        *(("key", key) for key in keys),
        ("covered", seen.heads, seen.agreed),
    ]
    verdict: list[Said] = [("broken", len(seen.found))] if seen.found else [("proves",), ("intact",)]
    for word, *values in [*facts, *seen.notices, *seen.found, *verdict]:
        yield WORDS[word][language] % tuple(values)


def main(arguments: list[str] | None = None) -> int:
    """Verify the archive named, or the folder this file is in; the last line is the verdict, the result the status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", nargs="?", type=Path, default=Path(__file__).resolve().parent, help="ZIP or folder")
    parser.add_argument("--checkpoint", action="append", default=[], metavar="FILE", help="a checkpoint you hold")
    parser.add_argument("--english", action="store_true", help="speak English")
    options = parser.parse_args(arguments)
    source = Source(options.archive)
    seen = verify(source, options.checkpoint)
    keys = source.read("public-key.txt").decode().splitlines()
    for sentence in sentences(seen, keys, int(options.english)):
        sys.stdout.write(sentence + "\n")
    return 1 if seen.found else 0


if __name__ == "__main__":
    sys.exit(main())
