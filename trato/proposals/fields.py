"""Amounts whose currency is said once for the whole form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from trato.procedure import Money
from trato.ui.forms import MoneyField
from trato.ui.forms.money import LARGEST, NotANumber, TooManyDecimals, parse_hundredths
from trato.ui.values import amount_text


class AmountInput(forms.TextInput):
    """A text box for an amount; whole hundredths show as people write them."""

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, int) and not isinstance(value, bool):
            return amount_text(Money(value, "ARS"))
        typed: str | None = super().format_value(value)
        return typed


class AmountField(forms.Field):
    """An amount typed `1.234,56`. Gives whole hundredths, more than zero."""

    widget = AmountInput
    default_error_messages = MoneyField.default_error_messages

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.update({"class": "num", "inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, int):
            return value
        text = str(value or "").strip()
        if not text:
            return None
        try:
            minor = parse_hundredths(text)
        except TooManyDecimals:
            raise ValidationError(self.error_messages["decimals"], code="decimals") from None
        except NotANumber:
            raise ValidationError(self.error_messages["not_money"], code="not_money") from None
        if minor <= 0:
            raise ValidationError(self.error_messages["not_positive"], code="not_positive")
        if minor >= LARGEST:
            raise ValidationError(self.error_messages["too_large"], code="too_large")
        return minor


class CountField(forms.IntegerField):
    """A whole number in a text box: a box of numbers changes under the wheel of the mouse."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.update({"class": "num clock", "inputmode": "numeric", "autocomplete": "off"})
