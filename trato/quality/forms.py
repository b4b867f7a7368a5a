"""What Quality and the Commercial Manager write."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trato.cycles.forms import offer, options
from trato.procedure import Definition
from trato.ui.forms import CodeChoiceField, Form, LongTextField

AUTHORISE, REFUSE = "autorizar", "rechazar"


class ResolveForm(Form):
    """The cause that was found and what was done about it. ISO 9001:2015 cl. 10.2.1."""

    number_prefix = None

    cause = LongTextField(label=_("Cause"), help_text=_("Why it happened, not who did it."), rows=3, max_length=4000)
    action = LongTextField(
        label=_("What was done"), help_text=_("With the client, and so that it does not happen again."), rows=3,
        max_length=4000,
    )  # fmt: skip


class DecideForm(Form):
    """The word of who authorises or refuses a waiver."""

    number_prefix = None

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[(AUTHORISE, _("Authorise")), (REFUSE, _("Refuse"))],
        widget=forms.RadioSelect,
    )
    text = LongTextField(label=_("Comment"), rows=2, required=False, max_length=1000)


class ReviewForm(Form):
    """What Quality says of a waiver afterwards."""

    number_prefix = None

    verdict = CodeChoiceField(label=_("Verdict"), choices=[], as_="radios")
    text = LongTextField(label=_("Comment"), rows=2, required=False, max_length=1000)

    def __init__(self, *args: Any, definition: Definition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["verdict"], options(definition, "waiver-verdict"))
