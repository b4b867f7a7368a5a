"""One form field made ready for its template: ids tied together for screen readers, the control drawn."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.safestring import SafeString

FEW, SHORT_CHOICES = 4, 48
"""Options, and letters in all of them, that fit in one row of segments."""


def question(bound: forms.BoundField, *, number: str = "", note: str = "", spoken: bool = False) -> dict[str, Any]:
    """Return what `ui/field.html`, `ui/fld.html` and `ui/control.html` show of one field."""
    widget = bound.field.widget
    base = bound.auto_id or bound.html_name
    grouped = isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)) or (
        isinstance(widget, forms.MultiWidget) and getattr(widget, "widgets_names", [""])[0] != ""
    )
    errors = [str(error) for error in bound.errors]
    described = [f"{base}-hint"] * bool(bound.help_text and not spoken) + [f"{base}-error"] * bool(errors)
    attributes: dict[str, Any] = {}
    if described:
        attributes["aria-describedby"] = " ".join(described)
    if errors:
        attributes["aria-invalid"] = "true"
    if spoken and not grouped:
        attributes["aria-label"] = str(bound.label)
    return {
        "bound": bound,
        "base": base,
        "number": number,
        "note": note,
        "label": bound.label,
        "label_for": first_id(bound),
        "hint": bound.help_text,
        "errors": errors,
        "optional": not bound.field.required and not spoken and getattr(bound.form, "mark_optional", True),
        "grouped": grouped,
        "single_check": isinstance(widget, forms.CheckboxInput),
        "described": attributes.get("aria-describedby", ""),
        "choices": _choices(bound) if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)) else None,
        "segments": _in_one_row(bound),
        "control": _control(bound, attributes),
    }


def problems(form: forms.BaseForm) -> list[dict[str, str]]:
    """Return every error of a bound form with the id of the control it belongs to, form-wide ones first."""
    found = [{"id": "", "label": "", "text": str(error)} for error in form.non_field_errors()]
    for bound in form:
        found += [{"id": first_id(bound), "label": str(bound.label), "text": str(error)} for error in bound.errors]
    return found


def first_id(bound: forms.BoundField) -> str:
    """Return the id of the first control of a field, where a link to it should land."""
    widget = bound.field.widget
    base = bound.auto_id or bound.html_name
    if isinstance(widget, (forms.MultiWidget, forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return f"{base}_0"
    return str(base)


def _control(bound: forms.BoundField, attributes: dict[str, Any]) -> SafeString:
    widget = bound.field.widget
    if isinstance(widget, (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.MultiWidget)):
        return SafeString(bound.as_widget(attrs=attributes))
    classes = " ".join(filter(None, ("in", widget.attrs.get("class", ""))))
    return SafeString(bound.as_widget(attrs={**attributes, "class": classes}))


def _choices(bound: forms.BoundField) -> list[dict[str, Any]]:
    hints: dict[str, Any] = getattr(bound.field, "hints", {})
    return [
        {"tag": part.tag(), "label": part.choice_label, "hint": hints.get(str(part.data["value"]), "")}
        for part in bound.subwidgets
        if not (part.data["value"] == "" and isinstance(bound.field.widget, forms.RadioSelect))
    ]


def _in_one_row(bound: forms.BoundField) -> bool:
    if not isinstance(bound.field.widget, forms.RadioSelect) or getattr(bound.field, "hints", {}):
        return False
    labels = [str(part.choice_label) for part in bound.subwidgets if part.data["value"] != ""]
    return len(labels) <= FEW and sum(map(len, labels)) <= SHORT_CHOICES
