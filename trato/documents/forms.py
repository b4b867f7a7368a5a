"""The shape of what is typed about documents."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from trato.ui.forms import Form, LocalDateField


class ApprovalForm(Form):
    """Carries the hash of the text that was on the page."""

    hash = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)


class EntryForm(Form):
    """What is known of a document controlled elsewhere."""

    code = forms.CharField(label=_("Code"), max_length=40, required=False)
    version = forms.CharField(label=_("Version"), max_length=20, required=False)
    effective_on = LocalDateField(label=_("In force from"), required=False)
    review_on = LocalDateField(label=_("Next review"), required=False)
