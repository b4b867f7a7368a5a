"""A choice among closed codes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal

from django import forms
from django.utils.translation import gettext_lazy as _

FEW = 4

type Choices = Iterable[tuple[str, Any]]


class CodeChoiceField(forms.ChoiceField):
    """One of several codes: radio buttons when there are few or they carry hints, else a select.

    `choices` may be a function, asked each time the form is made; it makes a select unless `as_` says otherwise.
    `hints` maps codes to a sentence under the option. Gives the code, or an empty string.
    """

    def __init__(
        self,
        *,
        choices: Choices | Callable[[], Choices],
        hints: Mapping[str, Any] | None = None,
        as_: Literal["", "radios", "select"] = "",
        **kwargs: Any,
    ) -> None:
        self.hints: dict[str, Any] = dict(hints or {})
        ask = choices if callable(choices) else None
        known = [] if callable(choices) else [(code, label) for code, label in choices if code != ""]
        if "widget" not in kwargs:
            few = bool(self.hints) or 0 < len(known) <= FEW
            kwargs["widget"] = forms.RadioSelect() if as_ == "radios" or (as_ == "" and few) else forms.Select()
        blank: list[tuple[str, Any]] = [] if isinstance(kwargs["widget"], forms.RadioSelect) else [("", _("Choose…"))]

        def options() -> list[tuple[str, Any]]:
            found = [(code, label) for code, label in ask() if code != ""] if ask else known
            return [*blank, *found]

        super().__init__(choices=options if ask else options(), **kwargs)
