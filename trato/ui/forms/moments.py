"""Dates and times as people type them, in the organisation's zone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from trato.ui.forms.widgets import LocalDateInput, LocalTimeInput, Parts
from trato.ui.values import organisation_zone, to_local

_DAY_FIRST = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})\Z")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\Z")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.h ]?(\d{2}))?\s*(?:h|hs|hs\.)?\Z", re.IGNORECASE)
FIRST_YEAR, LAST_YEAR = 1900, 2199
FULL_YEAR_DIGITS = 4
TURN_OF_CENTURY = 70
"""Two digits from here on are of the twentieth century."""


class LocalDateField(forms.Field):
    """A calendar day typed dd/mm/aaaa; also d/m/yy, with hyphens or dots, and ISO. Gives a `date`."""

    widget = LocalDateInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": _("Write the date as dd/mm/yyyy, for example 10/03/2026."),
        "impossible": _("%(day)s does not exist."),
        "far": _("The year %(year)d is too far away."),
    }

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, datetime):
            return to_local(value).date()
        if isinstance(value, date):
            return value
        text = str(value or "").strip()
        if not text:
            return None
        if found := _DAY_FIRST.match(text):
            day, month, year = found.groups()
        elif found := _ISO.match(text):
            year, month, day = found.groups()
        else:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return self._day(int(day), int(month), _full_year(year))

    def _day(self, day: int, month: int, year: int) -> date:
        try:
            parsed = date(year, month, day)
        except ValueError:
            text = f"{day:02d}/{month:02d}" + ("" if _exists_in_a_leap_year(day, month) is False else f"/{year}")
            raise ValidationError(self.error_messages["impossible"], code="impossible", params={"day": text}) from None
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise ValidationError(self.error_messages["far"], code="far", params={"year": year})
        return parsed


class LocalTimeField(forms.Field):
    """A time of day typed 9:30, 9.30, 930 or 9. Gives a `time`."""

    widget = LocalTimeInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": _("Write the time as hh:mm, for example 15:30."),
        "impossible": _("%(time)s is no time of the day."),
    }

    def to_python(self, value: Any) -> time | None:
        if isinstance(value, time):
            return value
        text = str(value or "").strip()
        if not text:
            return None
        found = _CLOCK.match(text)
        if not found:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        try:
            return time(int(found[1]), int(found[2] or 0))
        except ValueError:
            raise ValidationError(self.error_messages["impossible"], code="impossible", params={"time": text}) from None


class LocalDateTimeInput(Parts):
    """A date and a time side by side."""

    template_name = "ui/widgets/pair.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {
                "date": LocalDateInput({"class": "in date", "aria-label": _("Date")}),
                "time": LocalTimeInput({"class": "in clock", "aria-label": _("Time")}),
            },
            attrs,
        )

    def decompress(self, value: Any) -> list[Any]:
        if not isinstance(value, datetime):
            return [None, None]
        local = to_local(value)
        return [local.date(), local.time()]


class LocalDateTimeField(forms.MultiValueField):
    """A moment typed as date and time in the organisation's zone. Gives an aware `datetime` in UTC."""

    widget = LocalDateTimeInput
    default_error_messages: ClassVar[dict[str, Any]] = {"incomplete": _("Both the date and the time are needed.")}

    def __init__(self, **kwargs: Any) -> None:
        required = kwargs.get("required", True)
        fields = (LocalDateField(required=required), LocalTimeField(required=required))
        super().__init__(fields, require_all_fields=False, **kwargs)
        for part in self.fields:
            part.error_messages["incomplete"] = self.error_messages["incomplete"]

    def compress(self, data_list: list[Any]) -> datetime | None:
        if not data_list or (not data_list[0] and data_list[1] is None):
            return None
        if data_list[0] is None or data_list[1] is None:
            raise ValidationError(self.error_messages["incomplete"], code="incomplete")
        day, clock = data_list
        return datetime.combine(day, clock, tzinfo=organisation_zone()).astimezone(UTC)


def _full_year(year: str) -> int:
    if len(year) == FULL_YEAR_DIGITS:
        return int(year)
    return int(year) + (2000 if int(year) < TURN_OF_CENTURY else 1900)


def _exists_in_a_leap_year(day: int, month: int) -> bool:
    try:
        date(2024, month, day)
    except ValueError:
        return False
    return True
