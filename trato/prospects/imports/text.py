"""Read text as people export it: whatever its encoding and separator, a line at a time. Pure."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
# A file put together from two: most of it UTF-8, some lines of the older Windows.
MIXED = "utf-8 + windows-1252"
ENCODINGS = ("utf-8", "windows-1252", "cp850", "mac-roman", "utf-16", MIXED)
FALLBACK = "windows-1252"
# What spreadsheets of the Spanish-speaking world write; guessing among all the world's encodings finds Chinese.
SPANISH = "áéíóúüñÁÉÍÓÚÜÑ¿¡ºª"
DETECTABLE = {"utf_8": "utf-8", "cp1252": FALLBACK, "cp850": "cp850", "mac_roman": "mac-roman"}
SAMPLE = 64 * 1024
PIECE = 1024 * 1024
LONGEST_FIELD = 1_000_000
LONGEST_ROW = 2_000_000  # characters, over however many lines: what a hostile file makes of one is not kept in memory
MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


class UnreadableFile(Exception):
    """The file is no list; `sentence` says what to do about it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def encoding_of(file: BinaryIO, told: str = "") -> str:
    """Return the encoding the whole file reads in, detected unless told; raise UnreadableFile."""
    file.seek(0)
    head = file.read(SAMPLE)
    if not head.strip():
        raise UnreadableFile(_("The file is empty."))
    encoding = told or next((name for mark, name in MARKS if head.startswith(mark)), "")
    if b"\x00" in head and encoding != "utf-16":
        raise UnreadableFile(
            _("This is no text: it looks like a spreadsheet or another program's file. Export it as CSV and send that.")
        )
    if encoding:
        attempts: tuple[str, ...] = (encoding,)
    elif _reads(file, "utf-8"):
        return "utf-8"
    else:
        attempts = (MIXED,) if _is_mixed(file) else (_detected(file), FALLBACK)
    for attempt in attempts:
        if _reads(file, attempt):
            return attempt
    raise UnreadableFile(
        _("The file does not read as %(encoding)s. Choose another encoding, or export it again as UTF-8.")
        % {"encoding": encoding or FALLBACK}
    )


def lines_of(file: BinaryIO, encoding: str) -> Iterator[str]:
    """Yield the lines of the file from its beginning, their endings kept; the file stays open. Raise UnreadableFile."""
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=_codec(encoding), errors=_errors(encoding), newline="")
    try:
        while line := text.readline(LONGEST_ROW):
            if len(line) == LONGEST_ROW:
                raise UnreadableFile(_endless())
            yield line
    finally:
        if not file.closed:
            text.detach()


def sample_of(file: BinaryIO, encoding: str) -> str:
    """Return the first lines of the file, up to some tens of kilobytes."""
    found = ""
    lines = lines_of(file, encoding)
    for line in lines:
        found += line
        if len(found) > SAMPLE:
            break
    lines.close()  # type: ignore[attr-defined]
    return found


def guess_separator(text: str) -> str:
    """Return the separator that cuts the lines into the most, and the most equal, columns.

    What stands above the titles (a name, a date) has other columns than the list, so the commonest width counts.
    """
    sample = [line for line in text[:SAMPLE].splitlines() if line.strip()][:30]
    if sample and sample[0].lower().startswith("sep=") and len(sample[0]) == len("sep=") + 1:
        return sample[0][-1]

    def merit(mark: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(sample, delimiter=mark)]
        return max((min(width, 2), widths.count(width) * width) for width in set(widths))

    try:
        return max(SEPARATORS, key=merit) if sample else ","
    except csv.Error:
        return ","


def rows_of(lines: Iterable[str], separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (line number, cells) of the rows with any text; quoted cells may hold line breaks. Raise UnreadableFile.

    The number is the line on which the row begins, as an editor counts it.
    """
    csv.field_size_limit(LONGEST_FIELD)
    length = 0

    def measured() -> Iterator[str]:
        nonlocal length
        for line in lines:
            length += len(line)
            if length > LONGEST_ROW:
                raise UnreadableFile(_endless())
            yield line

    reader = csv.reader(measured(), delimiter=separator)
    begins = 1
    try:
        for cells in reader:
            line, begins, length = begins, reader.line_num + 1, 0
            if (line == 1 and "".join(cells).lower().startswith("sep=")) or not any(cell.strip() for cell in cells):
                continue
            yield line, cells
    except csv.Error:
        raise UnreadableFile(
            _("From line %(line)s on the file does not read as CSV: look for a quote that is never closed.")
            % {"line": begins}
        ) from None


def _endless() -> str:
    return _("This is no list: one of its rows does not end. Export it again as CSV, a row to each line.")


def _codec(encoding: str) -> str:
    return "utf-8-sig" if encoding in {"utf-8", MIXED} else encoding


def _errors(encoding: str) -> str:
    return "trato-windows" if encoding == MIXED else "strict"


def _as_windows(wrong: UnicodeError) -> tuple[str, int]:
    """Read the bytes that are no UTF-8 as the older Windows wrote them."""
    if not isinstance(wrong, UnicodeDecodeError):
        raise wrong
    return wrong.object[wrong.start : wrong.end].decode("cp1252", "replace"), wrong.end


codecs.register_error("trato-windows", _as_windows)


def _reads(file: BinaryIO, encoding: str) -> bool:
    """Tell whether every byte of the file reads in the encoding."""
    file.seek(0)
    try:
        decoder = codecs.getincrementaldecoder(_codec(encoding))(_errors(encoding))
        while piece := file.read(PIECE):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except (UnicodeError, LookupError):
        return False
    return True


def _is_mixed(file: BinaryIO) -> bool:
    """Tell whether a file that is no UTF-8 holds letters of UTF-8 all the same, which no other encoding does."""
    file.seek(0)
    content = file.read(4 * PIECE)
    kept = content.decode("utf-8", "ignore")
    return sum(kept.count(letter) for letter in SPANISH) > 0


def _detected(file: BinaryIO) -> str:
    """Return the likeliest encoding: among those without disorder, the one that gives the most Spanish letters."""
    file.seek(0)
    found = from_bytes(file.read(SAMPLE), cp_isolation=list(DETECTABLE))
    likely = [(match.chaos, match.encoding, str(match)) for match in found]
    if not likely:
        return FALLBACK
    _chaos, encoding, _text = min(likely, key=lambda item: (item[0], -sum(map(item[2].count, SPANISH))))
    return DETECTABLE.get(encoding, FALLBACK)
