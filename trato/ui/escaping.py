"""Values as HTML, for what is put together without a template."""

from __future__ import annotations

from html import escape
from typing import Any


def safe(value: Any) -> str:
    """Return a value as HTML, as a template would put it."""
    return str(value.__html__()) if hasattr(value, "__html__") else escape(str(value))
