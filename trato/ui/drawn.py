"""Parts of a page that depend on nothing but the values handed over: each is drawn once and remembered.

Nothing else of the page reaches them, so what was drawn for one reader is right for whoever has the same values.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from typing import Any

from django.template import Context
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

MOST = 512
TOKEN = "the-token-of-the-visitor"  # noqa: S105 -- the place of one


def drawn(template: str, **values: Hashable) -> SafeString:
    """Return the template drawn with these values and nothing else."""
    return _drawn(template, get_language(), tuple(values.items()))


def drawn_for(context: Context, template: str, **values: Hashable) -> SafeString:
    """Return the template drawn, the token of this visitor in its forms."""
    text = _drawn(template, get_language(), tuple(values.items()))
    if TOKEN not in text:
        return text
    return mark_safe(text.replace(TOKEN, str(context.get("csrf_token", ""))))  # noqa: S308 -- letters and digits


@lru_cache(maxsize=MOST)
def _drawn(template: str, _language: str | None, values: tuple[tuple[str, Any], ...]) -> SafeString:
    return mark_safe(get_template(template).render({**dict(values), "csrf_token": TOKEN}))  # noqa: S308 -- a template
