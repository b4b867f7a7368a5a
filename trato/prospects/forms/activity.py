"""The economic activity as a field: typed by code or word, with every section and division offered while typing."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from trato.prospects.clae import activities, find_activities, labels
from trato.prospects.labels import language

NAMED = 5


class ActivityInput(forms.TextInput):
    """A text box with the activities as suggestions; without them it is a text box all the same."""

    def format_value(self, value: Any) -> str | None:
        """Show a code with its name."""
        return labels(language()).get(value, value) if value else None

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        base = (attrs or {}).get("id") or name
        box = super().render(name, value, {**(attrs or {}), "list": f"{base}-list", "autocomplete": "off"}, renderer)
        return format_html('{}<datalist id="{}-list">{}</datalist>', box, base, _offered(language()))


class ActivityField(forms.CharField):
    """A section or division of CLAE; gives its code, or an empty string."""

    widget = ActivityInput

    def clean(self, value: Any) -> str:
        """Return the code of the one activity a text means; say which when it means several."""
        text = super().clean(value)
        if not text or text in activities():
            return str(text)
        found = find_activities(text)
        if len(found) == 1:
            return found[0].code
        if not found:
            raise ValidationError(_("No section or division of CLAE is called «%(text)s»."), params={"text": text})
        named = "; ".join(labels(language())[one.code] for one in found[:NAMED])
        more = "…" if len(found) > NAMED else ""
        raise ValidationError(_("Several are meant, choose one: %(named)s"), params={"named": f"{named}{more}"})


@lru_cache(maxsize=4)
def _offered(spoken: str) -> SafeString:
    return format_html_join("", '<option value="{}">', ((label,) for label in labels(spoken).values()))
