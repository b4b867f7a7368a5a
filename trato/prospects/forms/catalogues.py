"""One option of a catalogue."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from trato.ui.forms import Form


class OptionForm(Form):
    """Its name in both languages, its place, and whether it is still offered."""

    number_prefix = None

    label = forms.CharField(label=_("Name"), max_length=80)
    label_en = forms.CharField(label=_("Name in English"), max_length=80, required=False)
    position = forms.IntegerField(
        label=_("Order"), min_value=0, max_value=999, required=False, localize=True, widget=forms.TextInput
    )
    active = forms.BooleanField(label=_("Offered when classifying"), required=False)
