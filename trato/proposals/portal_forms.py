"""What the client fills in: acceptance, and an objection."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trato.ui.forms import Form, LongTextField


class AcceptForm(Form):
    """A named person accepts exactly what the page shows."""

    number_prefix = None
    mark_optional = True

    name = forms.CharField(
        label=_("Write your name and surname"),
        max_length=120,
        widget=forms.TextInput({"class": "in line", "autocomplete": "name"}),
    )
    position = forms.CharField(
        label=_("Your position"),
        max_length=120,
        required=False,
        widget=forms.TextInput({"autocomplete": "organization-title"}),
    )
    agreed = forms.BooleanField(
        label=_("I accept what we asked for and the price, as this page says."),
        error_messages={"required": _("Tick the box to accept.")},
    )


class ObserveForm(Form):
    """What somebody does not agree with, about a requirement or the whole."""

    number_prefix = None

    requirement = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput())
    text = LongTextField(
        label=_("What would you change?"),
        rows=3,
        max_length=2000,
        error_messages={"required": _("Write what you would change.")},
    )

    def __init__(self, *args: Any, about: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"o{about}-%s")
        kwargs.setdefault("initial", {"requirement": about})
        super().__init__(*args, **kwargs)
