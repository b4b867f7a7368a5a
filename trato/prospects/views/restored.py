"""What was typed when the session had expired, shown again on the form it was meant for."""

from __future__ import annotations

from typing import Any

from trato.people import kept
from trato.people.pages import StaffRequest


def typed_before(request: StaffRequest, *lists: str) -> dict[str, Any]:
    """Return the texts kept for the form at this address, empty when there are none; `lists` hold several values."""
    fields = kept.restored_fields(request, request.path)
    if fields is None:
        return {}
    return {**fields.dict(), **{name: fields.getlist(name) for name in lists}}
