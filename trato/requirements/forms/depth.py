"""The facts the criteria look at, the decision, and who answers the RAR technically."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from trato.cycles.forms import StepForm, offer
from trato.people.models import User
from trato.requirements.forms.yes_no import YesNoField
from trato.requirements.papers import papers
from trato.requirements.queries import expected_usd, limit_of_ec
from trato.requirements.rules import DepthFacts, beyond, facts_of
from trato.requirements.sentences import criteria
from trato.ui.forms import LongTextField

CUSTOM = frozenset({"portal"})


class DepthForm(StepForm):
    """Six facts, taken from the RAR where it answers them; the decision the criteria lead to, or another; why."""

    number_prefix = "D"
    FACTS: ClassVar = (
        "online_payments", "integrations", "migration", "sensitive_data", "custom_development", "over_limit",
    )  # fmt: skip

    online_payments = YesNoField(label=_("Takes online payments"))
    integrations = YesNoField(label=_("Integrates with other systems"))
    migration = YesNoField(label=_("Migrates content or data"))
    sensitive_data = YesNoField(label=_("Handles sensitive data"))
    custom_development = YesNoField(label=_("Needs custom development"))
    over_limit = YesNoField(label=_("The estimate is over the limit"))
    needed = YesNoField(label=_("Is an RTP made?"))
    reason = LongTextField(label=_("Grounds"), rows=2, max_length=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rar = papers(self.situation).latest("rar")
        if rar is None or self.is_bound:
            return
        over = beyond(expected_usd(self.situation), limit=limit_of_ec(self.situation))
        custom = bool(CUSTOM & set(rar.data.get("needs", ())))
        known = facts_of(rar.data, custom_development=custom, over_limit=bool(over))
        for name in self.FACTS:
            self.fields[name].initial = getattr(known, name)
        if over is None:
            self.fields["over_limit"].initial = None
        if known.needed or over is not None:
            self.fields["needed"].initial = known.needed
            self.fields["reason"].initial = criteria(known)

    @property
    def asked(self) -> list[forms.BoundField]:
        """Return the six facts."""
        return [self[name] for name in self.FACTS]

    @property
    def criteria(self) -> str:
        """Say what the criteria make of the facts as they stand in the form."""
        stands = {name: self[name].value() for name in self.FACTS}
        return criteria(DepthFacts(**{name: value in {True, "si"} for name, value in stands.items()}))

    def facts(self) -> DepthFacts:
        """Return the facts typed."""
        return DepthFacts(**{name: self.cleaned_data[name] for name in self.FACTS})

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and not self.errors:
            self.cleaned_data["facts"] = self.facts()


class TeamForm(StepForm):
    """Who answers every requirement, and who approves; never the same person."""

    number_prefix = None

    analyst = forms.ChoiceField(label=_("Who answers (EET)"), required=False)
    approver = forms.ChoiceField(label=_("Who approves (TO)"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, role in (("analyst", "EET"), ("approver", "TO")):
            people = self.situation.holders.get(role, ())
            offer(self.fields[name], [(str(user.pk), user.name) for user in people])

    def clean_analyst(self) -> User | None:
        return _user(self.cleaned_data["analyst"])

    def clean_approver(self) -> User | None:
        return _user(self.cleaned_data["approver"])


def _user(key: str) -> User | None:
    return User.objects.get(pk=key) if key else None
