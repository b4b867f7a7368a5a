"""Read a CSV file as people export it: whatever its encoding and separator, ragged rows noticed. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
ENCODINGS = ("utf-8", "windows-1252", "cp850", "mac-roman", "utf-16")
FALLBACK = "windows-1252"
# What spreadsheets of the Spanish-speaking world write; guessing among all the world's encodings finds Chinese.
SPANISH = "áéíóúüñÁÉÍÓÚÜÑ¿¡ºª"
DETECTABLE = {"utf_8": "utf-8", "cp1252": FALLBACK, "cp850": "cp850", "mac_roman": "mac-roman"}
SAMPLE = 64 * 1024
LONGEST_CELL = 5_000
MOST_COLUMNS = 100
PREVIEW = 8
MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


class UnreadableFile(Exception):
    """The file is no list; `sentence` says what to do about it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file reads: `header` its first row that is not empty, `preview` some rows after it, `total` all of them."""

    encoding: str
    separator: str
    header: tuple[str, ...]
    preview: tuple[tuple[str, ...], ...]
    total: int


def read(content: bytes, *, encoding: str = "", separator: str = "") -> Reading:
    """Find out how the file reads, or read it as told; raise UnreadableFile."""
    text, encoding = decode(content, encoding)
    separator = separator or guess_separator(text)
    lines = rows(text, separator)
    header = next(lines, None)
    if header is None:
        raise UnreadableFile(_("The file is empty: it has no row with text."))
    names = tuple(cell.strip() for cell in header[1])
    if len(names) > MOST_COLUMNS:
        raise UnreadableFile(_("The file has more than %(most)s columns.") % {"most": MOST_COLUMNS})
    preview = list(islice(lines, PREVIEW))
    total = len(preview) + sum(1 for _row in lines)
    if not total:
        raise UnreadableFile(_("The file has a header and no rows."))
    return Reading(encoding, separator, names, tuple(tuple(cells) for _number, cells in preview), total)


def decode(content: bytes, encoding: str = "") -> tuple[str, str]:
    """Return the text and the encoding it was read with, detected unless told; raise UnreadableFile."""
    if not content.strip():
        raise UnreadableFile(_("The file is empty."))
    marked = next((name for mark, name in MARKS if content.startswith(mark)), "")
    encoding = encoding or marked
    if not encoding and b"\x00" in content[:SAMPLE]:
        raise UnreadableFile(
            _("This is no text: it looks like a spreadsheet or another program's file. Export it as CSV and send that.")
        )
    for attempt in (encoding,) if encoding else ("utf-8", _detected(content), FALLBACK):
        try:
            text = content.decode("utf-8-sig" if attempt == "utf-8" else attempt)
        except (UnicodeError, LookupError):
            continue
        if "\x00" in text:
            continue
        return text, attempt
    raise UnreadableFile(
        _("The file does not read as %(encoding)s. Choose another encoding, or export it again as UTF-8.")
        % {"encoding": encoding or "UTF-8"}
    )


def guess_separator(text: str) -> str:
    """Return the separator that cuts the first lines into the most, and the most equal, columns."""
    sample = [line for line in text[:SAMPLE].splitlines() if line.strip()][:20]
    if sample and sample[0].lower().startswith("sep=") and len(sample[0]) == len("sep=") + 1:
        return sample[0][-1]

    def merit(mark: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(sample, delimiter=mark)]
        return (min(widths[0], 2), sum(width == widths[0] for width in widths) * widths[0])

    return max(SEPARATORS, key=merit) if sample else ","


def rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (line number, cells) of the rows with any text; quoted cells may hold line breaks. Raise UnreadableFile.

    The number is the line on which the row begins, as an editor counts it.
    """
    csv.field_size_limit(1_000_000)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    begins = 1
    try:
        for cells in reader:
            line, begins = begins, reader.line_num + 1
            if (line == 1 and "".join(cells).lower().startswith("sep=")) or not any(cell.strip() for cell in cells):
                continue
            yield line, cells
    except csv.Error:
        raise UnreadableFile(
            _("From line %(line)s on the file does not read as CSV: look for a quote that is never closed.")
            % {"line": begins}
        ) from None


def _detected(content: bytes) -> str:
    """Return the likeliest encoding: among those without disorder, the one that gives the most Spanish letters."""
    found = from_bytes(content[:SAMPLE], cp_isolation=list(DETECTABLE))
    likely = [(match.chaos, match.encoding, str(match)) for match in found]
    if not likely:
        return FALLBACK
    _chaos, encoding, _text = min(likely, key=lambda item: (item[0], -sum(map(item[2].count, SPANISH))))
    return DETECTABLE.get(encoding, FALLBACK)
