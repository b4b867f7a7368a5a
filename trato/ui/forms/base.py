"""The base form: our templates, no validation by the browser, texts trimmed."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.safestring import SafeString

from trato.ui import fields
from trato.ui.forms.drawing import Renderer


class Form(forms.Form):
    """A form whose `{{ form }}` is a summary of errors and one question row per field.

    `number_prefix = "E"` numbers the rows E1, E2 …; an empty one numbers 1, 2 …; None leaves
    them bare, without the margin.
    """

    default_renderer = Renderer()  # one for all: each keeps its own compiled templates
    use_required_attribute = False
    number_prefix: ClassVar[str | None] = ""
    mark_optional: ClassVar[bool] = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def render(self, template_name: str | None = None, context: Any = None, renderer: Any = None) -> SafeString:
        """Draw the form; without a template, unless one is named."""
        if template_name:
            return SafeString(super().render(template_name, context, renderer))
        return fields.rows(self, self.numbered_fields())

    __str__ = render
    __html__ = render

    def numbered_fields(self) -> list[tuple[str, forms.BoundField]]:
        """Return the visible fields with the number each one shows."""
        prefix = self.number_prefix
        return [
            ("" if prefix is None else f"{prefix}{place}", bound)
            for place, bound in enumerate(self.visible_fields(), start=1)
        ]


class LongTextField(forms.CharField):
    """Text of several lines; the box grows with it."""

    def __init__(self, *, rows: int = 3, max_length: int | None = 10_000, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(max_length=max_length, **kwargs)
