"""Controls as the style sheets expect them."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from django import forms


class LocalDateInput(forms.TextInput):
    """A text box for dd/mm/aaaa; the script puts a calendar beside it."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {
                "class": "date",
                "inputmode": "numeric",
                "autocomplete": "off",
                "placeholder": "dd/mm/aaaa",
                "data-date": True,
                **(attrs or {}),
            }
        )

    def format_value(self, value: Any) -> str | None:
        return f"{value:%d/%m/%Y}" if isinstance(value, date) else super().format_value(value)


class LocalTimeInput(forms.TextInput):
    """A text box for hh:mm, 24 hours."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {"class": "clock", "inputmode": "numeric", "autocomplete": "off", "placeholder": "hh:mm", **(attrs or {})}
        )

    def format_value(self, value: Any) -> str | None:
        return f"{value:%H:%M}" if isinstance(value, time) else super().format_value(value)


class Parts(forms.MultiWidget):
    """Several controls of one field; a spoken label belongs to the first, the others have their own."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        shared = dict(attrs or {})
        spoken = shared.pop("aria-label", None)
        context = super().get_context(name, value, shared)
        if spoken:
            context["widget"]["subwidgets"][0]["attrs"]["aria-label"] = spoken
        return context
