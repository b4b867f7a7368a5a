from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from trato.ui.forms import Form


class CodeForm(Form):
    """Six digits, spaces allowed."""

    code = forms.CharField(
        label=_("Code"),
        max_length=12,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "code-in", "spellcheck": "false"}
        ),
        error_messages={"required": _("Type the six digits we sent you.")},
    )
