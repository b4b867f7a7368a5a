"""What a file really is, by its first bytes, whatever its name says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePath

HEAD = 4096
OCTETS = "application/octet-stream"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")

# First bytes of programs and of scripts that a double click runs.
_PROGRAMS = (
    b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe", b"L\x00\x00\x00\x01\x14\x02\x00", b"\x00asm",
)  # fmt: skip
_RUNNING = frozenset(
    [
        "apk",
        "app",
        "bat",
        "bin",
        "cmd",
        "com",
        "cpl",
        "dll",
        "dmg",
        "exe",
        "gadget",
        "hta",
        "htm",
        "html",
        "iso",
        "jar",
        "js",
        "jse",
        "lnk",
        "msi",
        "ps1",
        "py",
        "reg",
        "scr",
        "sh",
        "svg",
        "svgz",
        "swf",
        "vb",
        "vbe",
        "vbs",
        "wsf",
        "xhtml",
        "xht",
    ]
)
_MARKUP = (b"<!doctype html", b"<html", b"<script", b"<svg", b"<iframe")


def _starts(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(marks)


def _holds(mark: bytes, *, at: int) -> Callable[[bytes], bool]:
    return lambda head: head[at : at + len(mark)] == mark


def _riff(kind: bytes) -> Callable[[bytes], bool]:
    return lambda head: head[:4] == b"RIFF" and head[8:12] == kind


def _is_text(head: bytes) -> bool:
    return b"\x00" not in head or head.startswith((b"\xff\xfe", b"\xfe\xff"))


_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"

# Extension → type served, and how its bytes begin.
ACCEPTED: Mapping[str, tuple[str, Callable[[bytes], bool]]] = {
    "pdf": ("application/pdf", lambda head: b"%PDF-" in head[:1024]),
    "png": ("image/png", _starts(b"\x89PNG\r\n\x1a\n")),
    "jpg": ("image/jpeg", _starts(b"\xff\xd8\xff")),
    "jpeg": ("image/jpeg", _starts(b"\xff\xd8\xff")),
    "gif": ("image/gif", _starts(b"GIF87a", b"GIF89a")),
    "webp": ("image/webp", _riff(b"WEBP")),
    "heic": ("image/heic", _holds(b"ftyp", at=4)),
    "tif": ("image/tiff", _starts(b"II*\x00", b"MM\x00*")),
    "tiff": ("image/tiff", _starts(b"II*\x00", b"MM\x00*")),
    "docx": (f"{_OFFICE}.wordprocessingml.document", _starts(*_ZIP)),
    "xlsx": (f"{_OFFICE}.spreadsheetml.sheet", _starts(*_ZIP)),
    "pptx": (f"{_OFFICE}.presentationml.presentation", _starts(*_ZIP)),
    "odt": (f"{_OPEN}.text", _starts(*_ZIP)),
    "ods": (f"{_OPEN}.spreadsheet", _starts(*_ZIP)),
    "odp": (f"{_OPEN}.presentation", _starts(*_ZIP)),
    "zip": ("application/zip", _starts(*_ZIP)),
    "doc": ("application/msword", _starts(_OLE)),
    "xls": ("application/vnd.ms-excel", _starts(_OLE)),
    "ppt": ("application/vnd.ms-powerpoint", _starts(_OLE)),
    "msg": ("application/vnd.ms-outlook", _starts(_OLE)),
    "mp3": ("audio/mpeg", _starts(b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")),
    "ogg": ("audio/ogg", _starts(b"OggS")),
    "opus": ("audio/ogg", _starts(b"OggS")),
    "wav": ("audio/wav", _riff(b"WAVE")),
    "m4a": ("audio/mp4", _holds(b"ftyp", at=4)),
    "mp4": ("video/mp4", _holds(b"ftyp", at=4)),
    "mov": ("video/quicktime", _holds(b"ftyp", at=4)),
    "p7s": ("application/pkcs7-signature", lambda head: head[:1] == b"0" or head.startswith(b"-----BEGIN")),
    **dict.fromkeys(("txt", "md", "log"), ("text/plain", _is_text)),
    **dict.fromkeys(("csv", "tsv"), ("text/csv", _is_text)),
    "json": ("application/json", _is_text),
    "xml": ("application/xml", _is_text),
    "eml": ("message/rfc822", _is_text),
    "ics": ("text/calendar", _is_text),
    "vcf": ("text/vcard", _is_text),
    **dict.fromkeys(("ofx", "qfx", "sta", "940", "mt940"), ("text/plain", _is_text)),
}  # fmt: skip


def extension_of(name: str) -> str:
    """Return the extension in lower case without its dot, "" when there is none."""
    return PurePath(name).suffix.lower().removeprefix(".")


def is_program(name: str, head: bytes) -> bool:
    """Tell whether the file could run, or be run by a browser, when somebody opens it."""
    if extension_of(name) in _RUNNING or head.startswith(_PROGRAMS):
        return True
    return head[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP)


def sniff(name: str, head: bytes) -> str | None:
    """Return the type the bytes and the extension agree on; None when they do not, or the extension is not accepted."""
    accepted = ACCEPTED.get(extension_of(name))
    if accepted is None or not accepted[1](head):
        return None
    return accepted[0]
