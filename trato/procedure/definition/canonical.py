"""The canonical bytes of a definition (RFC 8785) and its identity."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import rfc8785

from trato.procedure.definition.model import Definition


class NotCanonical(ValueError):
    """The data holds what canonical JSON does not take on purpose: floats, times, nothing."""


def canonical(definition: Definition) -> bytes:
    """Return the canonical JSON of a definition (RFC 8785); its SHA-256 is the definition's identity."""
    return definition.canonical


def canonical_bytes(document: Mapping[str, Any]) -> bytes:
    """Serialise the data of a definition file; comments, spacing and the order of keys do not change the result."""
    return rfc8785.dumps(_plain(document))


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _plain(value: Any) -> Any:
    match value:
        case Mapping():
            return {key: _plain(value[key]) for key in sorted(value)}
        case list() | tuple():
            return [_plain(item) for item in value]
        case str() | int() | bool():
            return value
        case date() if not isinstance(value, datetime):
            return value.isoformat()
        case _:
            raise NotCanonical(f"{value!r}")
