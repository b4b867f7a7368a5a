"""Where attachments named by hash come from; the package that keeps files says so with `file_source`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

type Reader = Callable[[str], bytes]


class WrongFile(Exception):
    """The file of an attachment is missing or is not the one that was attached."""


class NoFileSource(RuntimeError):
    """No package declared where files are kept."""


_readers: list[Reader] = []


def file_source(reader: Reader) -> Reader:
    """Declare the function that returns a kept file's bytes for its SHA-256 in hexadecimal."""
    _readers[:] = [reader]
    return reader


def read_file(file_hash: str) -> bytes:
    """Return the bytes of the file with that SHA-256, checked against it."""
    if not _readers:
        raise NoFileSource
    content = _readers[0](file_hash)
    if hashlib.sha256(content).hexdigest() != file_hash:
        raise WrongFile(file_hash)
    return content
