"""Money and rates as people type them; never a float."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import get_format
from django.utils.translation import gettext_lazy as _

from trato.procedure.money import Money
from trato.ui.forms.widgets import Parts
from trato.ui.values import amount_text, rate_text

DECIMALS, GROUP = 2, 3
LONGEST = 40
"""Characters an amount or a percentage is read from; Python itself reads no integer of thousands of figures."""
LARGEST = 10**15
"""Minor units no amount may reach: ten billion millions."""

_DECORATION = re.compile(r"(?:U\$S|US\$|ARS|USD|EUR|\$|€|%|\s|\u00a0|\u202f)", re.IGNORECASE)
_DIGITS = re.compile(r"[0-9.,]*[0-9][0-9.,]*\Z")
_GROUPED = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{3})+\Z")


class NotANumber(ValueError):
    """The text is no amount."""


class TooManyDecimals(ValueError):
    """The text has a third decimal, which money does not have."""


def parse_hundredths(text: str) -> int:
    """Read `1.234,56`, `1234,56`, `1234.56` or `1234` as 123456 or 123400 hundredths.

    A lone separator before three digits groups thousands when the language uses it so; otherwise it is a decimal one.
    Raises NotANumber or TooManyDecimals.
    """
    if len(text) > LONGEST:
        raise NotANumber
    digits = _DECORATION.sub("", text)
    sign = 1
    if digits[:1] in {"-", "−"}:
        sign, digits = -1, digits[1:]
    if not _DIGITS.match(digits):
        raise NotANumber
    whole, decimals = _split(digits)
    if not whole.isdigit() or (decimals and not decimals.isdigit()):
        raise NotANumber
    if len(decimals) > DECIMALS:
        raise TooManyDecimals
    return sign * (int(whole) * 100 + int(decimals.ljust(DECIMALS, "0")))


def _split(digits: str) -> tuple[str, str]:
    kinds = {mark for mark in digits if mark in ".,"}
    if not kinds:
        return digits, ""
    last = max(digits.rfind("."), digits.rfind(","))
    whole, decimals = digits[:last], digits[last + 1 :]
    if kinds == {".", ","}:
        if digits.count(digits[last]) > 1 or not _GROUPED.match(whole):
            raise NotANumber
        return whole.replace(".", "").replace(",", ""), decimals
    mark = kinds.pop()
    if digits.count(mark) > 1 or (mark == get_format("THOUSAND_SEPARATOR") and len(decimals) == GROUP):
        if not _GROUPED.match(digits):
            raise NotANumber
        return digits.replace(mark, ""), ""
    return whole or "0", decimals


class MoneyInput(Parts):
    """A text box and, when there is a choice, the currency."""

    template_name = "ui/widgets/money.html"

    def __init__(self, currencies: Sequence[str] = ("ARS", "USD"), attrs: dict[str, Any] | None = None) -> None:
        self.currencies = tuple(currencies)
        amount = forms.TextInput({"class": "in num", "inputmode": "decimal", "autocomplete": "off"})
        currency: forms.Widget
        if len(self.currencies) == 1:
            currency = forms.HiddenInput()
        else:
            currency = forms.Select(
                {"class": "in", "aria-label": _("Currency")}, choices=[(code, code) for code in self.currencies]
            )
        super().__init__({"": amount, "currency": currency}, attrs)

    def decompress(self, value: Any) -> list[Any]:
        if not isinstance(value, Money):
            return [None, self.currencies[0]]
        return [amount_text(value), value.currency]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["only_currency"] = self.currencies[0] if len(self.currencies) == 1 else ""
        return context


class MoneyField(forms.MultiValueField):
    """An amount typed `1.234,56` with its currency. Gives `Money`; zero and below are refused unless allowed."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "not_money": _("Write the amount with figures only, for example 1.450.000 or 1.450.000,50."),
        "decimals": _("An amount has at most two decimals."),
        "not_positive": _("The amount has to be more than zero."),
        "negative": _("The amount cannot be negative."),
        "too_large": _("The amount is too large."),
    }

    def __init__(
        self,
        *,
        currencies: Sequence[str] = ("ARS", "USD"),
        allow_zero: bool = False,
        allow_negative: bool = False,
        **kwargs: Any,
    ) -> None:
        self.currencies = tuple(currencies)
        self.allow_zero = allow_zero or allow_negative
        self.allow_negative = allow_negative
        kwargs.setdefault("widget", MoneyInput(self.currencies))
        fields = (
            forms.CharField(required=kwargs.get("required", True), max_length=LONGEST),
            forms.ChoiceField(required=False, choices=[(code, code) for code in self.currencies]),
        )
        super().__init__(fields, require_all_fields=False, **kwargs)
        self.fields[0].error_messages["incomplete"] = _("Write the amount.")

    def compress(self, data_list: list[Any]) -> Money | None:
        text = data_list[0] if data_list else ""
        if not text:
            return None
        try:
            minor = parse_hundredths(text)
        except TooManyDecimals:
            raise ValidationError(self.error_messages["decimals"], code="decimals") from None
        except NotANumber:
            raise ValidationError(self.error_messages["not_money"], code="not_money") from None
        if minor < 0 and not self.allow_negative:
            raise ValidationError(self.error_messages["negative"], code="negative")
        if minor == 0 and not self.allow_zero:
            raise ValidationError(self.error_messages["not_positive"], code="not_positive")
        if abs(minor) >= LARGEST:
            raise ValidationError(self.error_messages["too_large"], code="too_large")
        return Money(minor, data_list[1] or self.currencies[0])

    def has_changed(self, initial: Any, data: Any) -> bool:
        """A currency beside an amount nobody typed is no change: a blank row stays blank."""
        if initial is None and not (data and data[0]):
            return False
        return super().has_changed(initial, data)


class RateInput(forms.TextInput):
    """A text box for a percentage."""

    template_name = "ui/widgets/rate.html"

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, int) and not isinstance(value, bool):
            return rate_text(value).removesuffix(" %")
        typed: str | None = super().format_value(value)
        return typed


class RateField(forms.Field):
    """A percentage typed `21` or `10,5`. Gives whole basis points between `least` and `most`."""

    widget = RateInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": _("Write the percentage with figures only, for example 21 or 10,5."),
        "decimals": _("A percentage has at most two decimals."),
        "range": _("The percentage has to be between %(least)s and %(most)s."),
    }

    def __init__(self, *, least: int = 0, most: int = 10_000, **kwargs: Any) -> None:
        self.least, self.most = least, most
        super().__init__(**kwargs)
        self.widget.attrs.update({"class": "num", "inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, int):
            return value
        text = str(value or "").strip()
        if not text:
            return None
        try:
            points = parse_hundredths(text)
        except TooManyDecimals:
            raise ValidationError(self.error_messages["decimals"], code="decimals") from None
        except NotANumber:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        if not self.least <= points <= self.most:
            raise ValidationError(
                self.error_messages["range"],
                code="range",
                params={"least": rate_text(self.least), "most": rate_text(self.most)},
            )
        return points
