"""Garbage in the forms of every step gets an answer, never a 500, and leaves the page of the step as it was."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django import forms
from django.urls import reverse
from django.utils import timezone

from tests.guards.test_garbage import (
    FORM,
    HUGE,
    TEXTS,
    bad,
    body,
    errors_named,
    house,  # noqa: F401 -- a fixture
    say,
    session_of,
    verbs,
)
from trato.cycles.models import Cycle
from trato.cycles.situation import situation_of
from trato.ui import forms as fields

pytestmark = pytest.mark.once

EXTRAS = (
    {"seq": "x"},
    {"_save": "1", "draft": HUGE},
    {"seq": HUGE},
    {"_again": f"drop-{HUGE}"},
    {"_again": "add@\x00"},
    {"rows-TOTAL_FORMS": HUGE, "_again": "add"},
    {"rows-TOTAL_FORMS": "²", "rows-²-text": "x", "_save": "1"},
)


def test_no_form_of_a_step_breaks_on_garbage(house):  # noqa: F811 -- the fixture
    person = house["GC"]
    client, problems = session_of(person), []
    cycle = Cycle.objects.select_related("progress", "organisation").order_by("pk").first()
    situation = situation_of(cycle, at=timezone.now())
    with errors_named() as errors:
        # What every step offers (waive, assign, ...) is tried at one of them.
        once = {(verb.slug, verb.form): (section, verb) for section, verb in verbs(cycle)}
        for place, (section, verb) in enumerate(once.values()):
            form = verb.form and verb.form(cycle=cycle, situation=situation, actor=person.actor)
            # Garbage everywhere reaches the form; garbage in the texts alone, with the seq of the page, the action.
            extra = EXTRAS[place % len(EXTRAS)]
            for turn, further in ((2 * place, extra), (2 * place + 1, {"seq": cycle.seq})):
                data = posted(form, turn * 5, plausible=further is not extra) if form is not None else {}
                errors.clear()
                address = reverse("desk:act", args=[cycle.code, section, verb.slug])
                answer = client.post(address, body(data | further), content_type=FORM)
                if bad(answer):
                    problems.append((f"{section} {verb.slug}", str(further), errors[-1:] or answer.status_code))
                cycle.refresh_from_db()
        for section in {section for section, _verb in verbs(cycle)}:
            errors.clear()
            if client.get(reverse("desk:step", args=[cycle.code, section])).status_code != 200:
                problems.append((f"the page of {section}", "", errors[-1:]))
    assert not problems, say(problems)


def posted(form, turn, *, plausible):
    """Fill a form and one row of each of its tables with garbage, each field with another one.

    When `plausible`, choices, dates and amounts are good ones, so that garbage in the texts reaches the action.
    """
    data = {}
    fields = [(bound.html_name, bound.field) for bound in form]
    for table in (getattr(form, "rows", None), *getattr(form, "further", {}).values()):
        if hasattr(table, "prefix"):
            data |= {f"{table.prefix}-TOTAL_FORMS": "1", f"{table.prefix}-INITIAL_FORMS": "0"}
            fields += [(f"{table.prefix}-0-{name}", field) for name, field in table.empty_form.fields.items()]
    for place, (name, field) in enumerate(fields):
        garbage = TEXTS[(turn + place) % len(TEXTS)]
        good = good_value(field) if plausible else None
        for part, value in ({"": garbage} if good is None else good).items():
            data[f"{name}{part}"] = value
        if good is None and isinstance(field, forms.MultiValueField):
            data |= {f"{name}_{part}": garbage for part in ("0", "1", "date", "time", "currency", "mobile")}
    return data


def good_value(field):  # noqa: PLR0911 - one line a kind of field
    """Return a good value by suffix of the field's name; None for texts, which take garbage."""
    tomorrow = f"{timezone.localdate() + timedelta(days=1):%d/%m/%Y}"
    match field:
        case fields.LocalDateTimeField():
            return {"_date": tomorrow, "_time": "10:00"}
        case fields.LocalDateField():
            return {"": tomorrow}
        case fields.LocalTimeField():
            return {"": "10:00"}
        case fields.MoneyField():
            return {"": "1.000", "_currency": "USD"}
        case fields.RateField():
            return {"": "5"}
        case forms.ChoiceField():
            codes = [str(code) for code, _label in field.choices if code not in ("", None)]
            return {"": codes[0] if codes else ""}
        case forms.BooleanField():
            return {"": "on"}
        case forms.IntegerField():
            return {"": "3"}
    return None
