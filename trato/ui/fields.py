"""One form field made ready for its template: ids tied together for screen readers, the control drawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape, unescape
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from trato.ui.escaping import safe
from trato.ui.marks import icon_svg

FEW, SHORT_CHOICES = 4, 48
"""Options, and letters in all of them, that fit in one row of segments."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One field as it is shown: `choices` are (control, label, hint) when it is a list of them, else `control` is."""

    base: str
    label: str
    label_for: str
    hint: str
    errors: tuple[str, ...]
    optional: bool
    grouped: bool
    single_check: bool
    described: str
    choices: tuple[tuple[str, str, str], ...] | None
    segments: bool
    control: str


def question(bound: forms.BoundField, *, spoken: bool = False) -> Question:
    """Return what is shown of one field, every text of it HTML; a spoken one has no label but the control's own."""
    widget = bound.field.widget
    base = str(bound.auto_id or bound.html_name)
    listed = isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple))
    grouped = listed or (isinstance(widget, forms.MultiWidget) and getattr(widget, "widgets_names", [""])[0] != "")
    errors = tuple(safe(error) for error in bound.errors)
    described = [f"{base}-hint"] * bool(bound.help_text and not spoken) + [f"{base}-error"] * bool(errors)
    attributes: dict[str, Any] = {}
    if described:
        attributes["aria-describedby"] = " ".join(described)
    if errors:
        attributes["aria-invalid"] = "true"
    if spoken and not grouped:
        attributes["aria-label"] = str(bound.label)
    choices = _choices(bound) if listed else None
    return Question(
        base=safe(base),
        label=safe(bound.label),
        label_for=safe(first_id(bound)),
        hint=safe(bound.help_text or ""),
        errors=errors,
        optional=not bound.field.required and not spoken and getattr(bound.form, "mark_optional", True),
        grouped=grouped,
        single_check=isinstance(widget, forms.CheckboxInput),
        described=safe(attributes.get("aria-describedby", "")),
        choices=choices,
        segments=choices is not None and _in_one_row(bound, choices),
        control="" if listed else _control(bound, attributes),
    )


def rows(form: forms.BaseForm, numbered: Iterable[tuple[str, forms.BoundField]]) -> SafeString:
    """Draw a form: what has to be mended, a question row for each numbered field, then what is hidden."""
    mend = problems(form)
    summary = render_to_string("ui/form_errors.html", {"problems": mend}) if mend else ""
    shown = "".join(row(bound, number=number) for number, bound in numbered)
    hidden = "".join(map(str, form.hidden_fields()))
    return mark_safe(f"{summary}{shown}{hidden}")  # noqa: S308 -- every part is HTML already


def row(bound: forms.BoundField, *, number: str = "", note: Any = "") -> SafeString:
    """Draw the field as a question row: number, label, control, hint, errors."""
    asked = question(bound)
    if asked.single_check:
        body = f'<div class="qc"><label class="check">{asked.control}<span>{asked.label}</span></label>'
    else:
        said = f'<p class="hint">{safe(note)}</p>' if note else ""
        body = f'<div class="ql">{_label(asked)}{said}</div><div class="qc">{_choose(asked)}'
    opening = f'<div class="q{_bad(asked)}"{_group(asked)}><span class="qn">{safe(number)}</span>'
    return mark_safe(f"{opening}{body}{_notes(asked)}</div></div>\n")  # noqa: S308 -- every text went through `safe`


def short(bound: forms.BoundField) -> SafeString:
    """Draw the field with its label above."""
    asked = question(bound)
    body = f'<label class="check">{asked.control}<span>{asked.label}</span></label>'
    if not asked.single_check:
        body = _label(asked) + _choose(asked)
    return mark_safe(f'<div class="fld{_bad(asked)}"{_group(asked)}>{body}{_notes(asked)}</div>\n')  # noqa: S308 -- so did these


def bare(bound: forms.BoundField) -> SafeString:
    """Draw only the control and its errors, the label spoken."""
    asked = question(bound, spoken=True)
    named = _group(asked, named=f'aria-label="{asked.label}"')
    notes = _notes(replace(asked, hint="")) if asked.errors else ""
    return mark_safe(f'<div class="ctl{_bad(asked)}"{named}>{_choose(asked)}{notes}</div>\n')  # noqa: S308 -- and these


def _bad(asked: Question) -> str:
    return " bad" if asked.errors else ""


def _group(asked: Question, *, named: str = "") -> str:
    if not asked.grouped:
        return ""
    described = f' aria-describedby="{asked.described}"' if asked.described else ""
    name = named or f'aria-labelledby="{asked.base}-label"'
    return f' role="group" {name}{described}'


def _label(asked: Question) -> str:
    text = f"{asked.label} <i>{escape(_('optional'))}</i>" if asked.optional else asked.label
    if asked.grouped:
        return f'<span class="lab" id="{asked.base}-label">{text}</span>'
    return f'<label class="lab" for="{asked.label_for}">{text}</label>'


def _choose(asked: Question) -> str:
    if asked.choices is None:
        return asked.control
    labels = (
        f"<label>{control}<span>{label}{f'<small>{hint}</small>' if hint else ''}</span></label>"
        for control, label, hint in asked.choices
    )
    return f'<div class="{"seg" if asked.segments else "opts"}">{"".join(labels)}</div>'


def _notes(asked: Question) -> str:
    hint = f'<p class="hint" id="{asked.base}-hint">{asked.hint}</p>' if asked.hint else ""
    if not asked.errors:
        return hint
    mark = icon_svg("octagon-alert", small=True)
    errors = "".join(f"<p>{mark}<span>{error}</span></p>" for error in asked.errors)
    return f'{hint}<div class="err" id="{asked.base}-error">{errors}</div>'


def problems(form: forms.BaseForm) -> list[dict[str, str]]:
    """Return every error of a bound form with the id of the control it belongs to, form-wide ones first."""
    if not form.errors:
        return []
    found = [{"id": "", "label": "", "text": str(error)} for error in form.non_field_errors()]
    for bound in form:
        label = str(bound.label).removesuffix(".")  # a sentence to tick is a label too; a colon follows
        found += [{"id": first_id(bound), "label": label, "text": str(error)} for error in bound.errors]
    return found


def first_id(bound: forms.BoundField) -> str:
    """Return the id of the first control of a field, where a link to it should land."""
    widget = bound.field.widget
    base = bound.auto_id or bound.html_name
    if isinstance(widget, (forms.MultiWidget, forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return f"{base}_0"
    return str(base)


def _control(bound: forms.BoundField, attributes: dict[str, Any]) -> str:
    widget = bound.field.widget
    if isinstance(widget, (forms.CheckboxInput, forms.MultiWidget)):
        return str(bound.as_widget(attrs=attributes))
    classes = " ".join(filter(None, ("in", widget.attrs.get("class", ""))))
    return str(bound.as_widget(attrs={**attributes, "class": classes}))


def _choices(bound: forms.BoundField) -> tuple[tuple[str, str, str], ...]:
    hints: dict[str, Any] = getattr(bound.field, "hints", {})
    return tuple(
        (str(part.tag()), safe(part.choice_label), safe(hints.get(str(part.data["value"]), "")))
        for part in bound.subwidgets
        if not (part.data["value"] == "" and isinstance(bound.field.widget, forms.RadioSelect))
    )


def _in_one_row(bound: forms.BoundField, choices: Sequence[tuple[str, str, str]]) -> bool:
    if not isinstance(bound.field.widget, forms.RadioSelect) or getattr(bound.field, "hints", {}):
        return False
    return len(choices) <= FEW and sum(len(unescape(label)) for _control, label, _hint in choices) <= SHORT_CHOICES
