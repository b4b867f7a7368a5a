"""Shapes of what is typed to hand over, accept and return."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trato.cycles.forms import StepForm, offer
from trato.cycles.rows import RowForm, RowsForm
from trato.handover.rules import ITEMS, included_by_default
from trato.people.models import User
from trato.ui.forms import CodeChoiceField, LocalDateField, LongTextField

DAYS_TO_START = 5  # business days
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


class AccessForm(RowForm):
    """Something the client lends: returned or reported if it is lost (ISO 9001:2015 cl. 8.5.3)."""

    what = forms.CharField(label=_("What is lent"), max_length=120)
    holder = forms.CharField(label=_("Who holds it"), max_length=80, required=False)
    received_on = LocalDateField(label=_("We received it on"), required=False)


class SendForm(RowsForm):
    """What goes to Design: a tick and a note for each item, what the client lends, and what was promised."""

    number_prefix = "H"
    row_form = AccessForm
    at_least = 0

    commitments = LongTextField(label=_("What was promised, and risks"), rows=3, required=False, max_length=4000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = included_by_default(record.kind for record in self.situation.records.values())
        for item, _kind in ITEMS:
            label: Any = LABELS[item]
            self.fields[f"has_{item}"] = forms.BooleanField(label=label, required=False, initial=known[item])
            self.fields[f"note_{item}"] = forms.CharField(
                label=_("Note: %(item)s") % {"item": label}, required=False, max_length=200
            )

    def items(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
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
        on_it = set(self.cycle.members.filter(until=None).values_list("user", "role"))
        for name, role in (("product_owner", "PO"), ("technical_owner", "TO")):
            people = self.situation.holders.get(role, ())
            offer(self.fields[name], [(str(user.pk), user.name) for user in people])
            likely = [user for user in people if (user.pk, role) in on_it] or people
            if len(likely) == 1:
                self.fields[name].initial = str(likely[0].pk)
        calendar = self.situation.calendar
        today = calendar.local_date(self.situation.at)
        self.fields["proposed_start"].initial = calendar.add_business_days(today, DAYS_TO_START)

    def clean_product_owner(self) -> User:
        return User.objects.get(pk=self.cleaned_data["product_owner"])

    def clean_technical_owner(self) -> User:
        return User.objects.get(pk=self.cleaned_data["technical_owner"])

    def clean_team(self) -> list[str]:
        return [name.strip() for name in self.cleaned_data["team"].split(",") if name.strip()]


class ReturnForm(StepForm):
    """What is missing."""

    number_prefix = None
    closed: ClassVar = {"reason": "return-reason"}

    reason = CodeChoiceField(label=_("Reason"), choices=[], as_="select")
    text = LongTextField(label=_("What is missing"), rows=2, max_length=2000)
