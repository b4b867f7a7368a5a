"""Numbers that identify somebody: CUIT and telephone."""

from __future__ import annotations

from typing import Any, ClassVar

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.ar import cuit
from stdnum.exceptions import InvalidChecksum
from stdnum.exceptions import ValidationError as NotValid

from trato.ui.forms.widgets import Parts
from trato.ui.values import cuit_text, phone_text

COUNTRY, COUNTRY_CODE = "AR", 54
NATIONAL_DIGITS = 10
"""Digits of an Argentine number with its area code, without the 9 of mobiles."""


class CuitField(forms.Field):
    """A CUIT with or without hyphens, its check digit verified. Gives eleven digits, or an empty string."""

    widget = forms.TextInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": _("A CUIT has eleven figures, for example 30-85217743-4."),
        "checksum": _("The check digit of this CUIT does not match: look for a wrong figure."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.update({"inputmode": "numeric", "autocomplete": "off", "class": "short"})

    def to_python(self, value: Any) -> str:
        text = str(value or "").strip()
        if not text:
            return ""
        try:
            return str(cuit.validate(text))
        except InvalidChecksum:
            raise ValidationError(self.error_messages["checksum"], code="checksum") from None
        except NotValid:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def prepare_value(self, value: Any) -> Any:
        return cuit_text(value) if isinstance(value, str) else value


class PhoneInput(Parts):
    """A text box and the question whether it is a mobile."""

    template_name = "ui/widgets/phone.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {
                "": forms.TextInput({"class": "in", "type": "tel", "inputmode": "tel", "autocomplete": "off"}),
                "mobile": forms.CheckboxInput(),
            },
            attrs,
        )

    def decompress(self, value: Any) -> list[Any]:
        if not value:
            return ["", True]
        return [phone_text(str(value)), str(value).startswith("+549") or not str(value).startswith("+54")]


class PhoneField(forms.MultiValueField):
    """A telephone number, Argentine unless it starts with +. Gives E.164, or an empty string.

    `11 2345-6789` could be either: ticked as a mobile it becomes +5491123456789, which WhatsApp needs.
    """

    widget = PhoneInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "not_phone": _("This is no telephone number: write it with its area code, for example 11 2345-6789."),
    }

    def __init__(self, **kwargs: Any) -> None:
        required = kwargs.get("required", True)
        fields = (forms.CharField(required=required, max_length=40), forms.BooleanField(required=False))
        super().__init__(fields, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[Any]) -> str:
        text = data_list[0] if data_list else ""
        if not text:
            return ""
        mobile = bool(data_list[1]) if len(data_list) > 1 else False
        try:
            number = phonenumbers.parse(text, COUNTRY)
        except phonenumbers.NumberParseException:
            raise ValidationError(self.error_messages["not_phone"], code="not_phone") from None
        if mobile and number.country_code == COUNTRY_CODE:
            number = _as_mobile(number)
        if not phonenumbers.is_valid_number(number):
            raise ValidationError(self.error_messages["not_phone"], code="not_phone")
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _as_mobile(number: phonenumbers.PhoneNumber) -> phonenumbers.PhoneNumber:
    """Add the 9 that tells an Argentine mobile from a landline."""
    national = str(number.national_number)
    if len(national) == NATIONAL_DIGITS and not national.startswith("9"):
        return phonenumbers.PhoneNumber(country_code=COUNTRY_CODE, national_number=int(f"9{national}"))
    return number
