"""Shapes of what is typed to hand over, accept and return."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trato.cycles.forms import StepForm, offer
from trato.documents.records import records_of
from trato.handover.rules import ITEMS, included_by_default
from trato.people.actors import holders
from trato.ui.forms import CodeChoiceField, LocalDateField, LongTextField

LABELS: dict[str, str | Promise] = {
    "contract": _("Signed contract"),
    "rar": _("What the client asked for (RAR)"),
    "rtp": _("Deep technical survey (RTP)"),
    "review": _("Review of the ability to deliver"),
    "payment-plan": _("Payment plan"),
    "client-file": _("Client file"),
    "brand": _("Brand: logo, colours, typefaces"),
    "content": _("Content: texts and images"),
    "accesses": _("Accesses the client lends"),
}


class SendForm(StepForm):
    """What goes to Design: a tick and a note for each item, accesses one a line, and what was promised."""

    number_prefix = "H"

    accesses = LongTextField(
        label=_("Accesses and content the client lends"),
        help_text=_("One per line, for example: cPanel of the domain, held by Ana."),
        rows=2,
        required=False,
        max_length=4000,
    )
    commitments = LongTextField(label=_("What was promised, and risks"), rows=3, required=False, max_length=4000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = included_by_default([record.kind for record in records_of(self.cycle.stream)])
        for item, _kind in ITEMS:
            self.fields[f"has_{item}"] = forms.BooleanField(label=LABELS[item], required=False, initial=known[item])
            self.fields[f"note_{item}"] = forms.CharField(
                label=_("Note"), required=False, max_length=200, widget=forms.TextInput
            )

    def rows(self) -> list[tuple[Any, Any]]:
        """Return the bound tick and note of each item, for the template."""
        return [(self[f"has_{item}"], self[f"note_{item}"]) for item, _kind in ITEMS]


class AcceptForm(StepForm):
    """Who starts the project, and when."""

    number_prefix = None

    product_owner = forms.ChoiceField(label=_("Product Owner"))
    technical_owner = forms.ChoiceField(label=_("Technical Owner"))
    proposed_start = LocalDateField(label=_("Proposed start"))
    team = forms.CharField(
        label=_("Team"), required=False, max_length=300, help_text=_("Names separated by commas, if already known.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, role in (("product_owner", "PO"), ("technical_owner", "TO")):
            offer(self.fields[name], [(str(user.pk), user.name) for user in holders(role, self.situation.at)])


class ReturnForm(StepForm):
    """What is missing."""

    number_prefix = None
    closed: ClassVar = {"reason": "return-reason"}

    reason = CodeChoiceField(label=_("Reason"), choices=[], as_="select")
    text = LongTextField(label=_("What is missing"), rows=2, max_length=2000)
