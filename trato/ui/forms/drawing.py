"""Controls as text: what Django's templates of its widgets say, put together without templates.

A form of ten fields spends most of its time in those; the page of a cycle has several forms.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.safestring import SafeString, mark_safe

from trato.ui.escaping import safe

type Widget = Mapping[str, Any]


class Renderer(DjangoTemplates):
    """Render forms with the question rows of the style sheets, and the common controls without templates."""

    field_template_name = "ui/field_group.html"

    def render(self, template_name: str, context: Mapping[str, Any], request: Any = None) -> SafeString:
        draw = CONTROLS.get(template_name)
        if draw is None:
            return SafeString(super().render(template_name, dict(context), request))
        return mark_safe(draw(context["widget"]))  # noqa: S308 -- every value went through `safe`


def _attributes(widget: Widget) -> str:
    return "".join(
        f" {name}" if value is True else f' {name}="{safe(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _input(widget: Widget) -> str:
    value = "" if widget["value"] is None else f' value="{safe(widget["value"])}"'
    return f'<input type="{widget["type"]}" name="{safe(widget["name"])}"{value}{_attributes(widget)}>'


def _input_option(widget: Widget) -> str:
    if not widget.get("wrap_label"):
        return _input(widget)
    of = f' for="{safe(widget["attrs"]["id"])}"' if widget["attrs"].get("id") else ""
    return f"<label{of}>{_input(widget)} {safe(widget['label'])}</label>"


def _textarea(widget: Widget) -> str:
    return f'<textarea name="{safe(widget["name"])}"{_attributes(widget)}>\n{safe(widget["value"] or "")}</textarea>'


def _select(widget: Widget) -> str:
    groups = "".join(_group(name, options) for name, options, _index in widget["optgroups"])
    return f'<select name="{safe(widget["name"])}"{_attributes(widget)}>{groups}\n</select>'


def _group(name: Any, options: list[Widget]) -> str:
    drawn = "".join(f"\n  {_select_option(option)}" for option in options)
    return f'\n  <optgroup label="{safe(name)}">{drawn}\n  </optgroup>' if name else drawn


def _select_option(widget: Widget) -> str:
    return f'<option value="{safe(widget["value"])}"{_attributes(widget)}>{safe(widget["label"])}</option>'


_DJANGO = "django/forms/widgets/"
_INPUTS = ("text", "number", "email", "url", "tel", "hidden", "password", "file", "date", "time", "checkbox", "input")
CONTROLS: dict[str, Callable[[Widget], str]] = {
    **{f"{_DJANGO}{name}.html": _input for name in _INPUTS},
    **{f"{_DJANGO}{name}.html": _input_option for name in ("input_option", "radio_option", "checkbox_option")},
    f"{_DJANGO}textarea.html": _textarea,
    f"{_DJANGO}select.html": _select,
    f"{_DJANGO}select_option.html": _select_option,
}
"""What draws the widget of a template of Django's; those not named are rendered with the template."""
