"""What the client fills in to sign, or not to."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from trato.ui.forms import Form, LongTextField


class SignForm(Form):
    """A named person signs exactly what the page shows."""

    number_prefix = None

    name = forms.CharField(
        label=_("Write your name and surname"),
        max_length=120,
        widget=forms.TextInput({"class": "in line", "autocomplete": "name"}),
        error_messages={"required": _("Write your name and surname to sign.")},
    )
    agreed = forms.BooleanField(
        label=_("I read the contract and accept it for the organisation I sign for."),
        error_messages={"required": _("Tick the box to sign.")},
    )


class DeclineForm(Form):
    """Why somebody does not sign."""

    number_prefix = None

    reason = LongTextField(
        label=_("Why do you not sign it?"),
        rows=3,
        max_length=2000,
        error_messages={"required": _("Tell us why, so that we can mend it.")},
    )
