"""The form layer: fields that read what people in Argentina type and give values the rules can use."""

from trato.ui.forms.base import Form, LongTextField
from trato.ui.forms.choices import CodeChoiceField
from trato.ui.forms.identity import CuitField, PhoneField
from trato.ui.forms.moments import LocalDateField, LocalDateTimeField, LocalTimeField
from trato.ui.forms.money import MoneyField, RateField

__all__ = [
    "CodeChoiceField",
    "CuitField",
    "Form",
    "LocalDateField",
    "LocalDateTimeField",
    "LocalTimeField",
    "LongTextField",
    "MoneyField",
    "PhoneField",
    "RateField",
]
