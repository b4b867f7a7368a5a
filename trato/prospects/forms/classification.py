"""The six groups of PE-CM-01 §8.1.1 as a form, and the same with the person to talk to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from trato.cycles.forms import StepForm, offer
from trato.cycles.models import Cycle
from trato.cycles.situation import Situation
from trato.organisations.actions import NewContact
from trato.organisations.models import Organisation
from trato.organisations.places import HOME, country_code, country_name
from trato.prospects.actions.scoring import rule_in_force
from trato.prospects.catalogues import Catalogues, catalogues, choices
from trato.prospects.clae import activities
from trato.prospects.forms.activity import ActivityField
from trato.prospects.models import Prospect
from trato.prospects.rules import ABROAD, NOTES, Classification, origin_of
from trato.prospects.scoring import CRITERIA, score
from trato.prospects.suggesting import asked_of, live_suggestion
from trato.ui.forms import CodeChoiceField, CuitField, Form, LongTextField, PhoneField

GROUPS = {
    "priority": "priority",
    "client_type": "client-type",
    "origin": "origin",
    "scale": "scale",
    "sector": "sector",
    "needs": "need",
}


NUMBERS = {
    "priority": "A1",
    "client_type": "A2",
    "origin": "A3",
    "scale": "A4",
    "sector": "A5",
    "needs": "A6",
}


class ClassificationForm(Form):
    """What is known of the six groups; none of them is required to save."""

    number_prefix: ClassVar[str | None] = "A"
    mark_optional = False

    priority = CodeChoiceField(label=_("Priority"), choices=[], as_="radios", required=False)
    client_type = CodeChoiceField(label=_("Client type"), choices=[], as_="select", required=False)
    origin = CodeChoiceField(label=_("Geographic origin"), choices=[], as_="select", required=False)
    locality = forms.CharField(label=_("Town"), max_length=120, required=False)
    country = forms.CharField(label=_("Country, when it is abroad"), max_length=60, required=False)
    scale = CodeChoiceField(label=_("Scale"), choices=[], as_="select", required=False)
    sector = CodeChoiceField(label=_("Sector / economic activity"), choices=[], as_="select", required=False)
    activity = ActivityField(
        label=_("Economic activity (CLAE)"),
        required=False,
        help_text=_("Section or division, by its code or any word: 62, software, metal…"),
    )
    needs = forms.MultipleChoiceField(
        label=_("Possible requirements"), choices=[], widget=forms.CheckboxSelectMultiple, required=False
    )
    cuit = CuitField(
        label=_("CUIT"),
        required=False,
        help_text=_("With or without hyphens; its check digit is verified."),
    )
    notes = LongTextField(label=_("Notes"), rows=2, max_length=NOTES, required=False)

    def __init__(self, *args: Any, known: Catalogues, keep: Prospect | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, catalogue in GROUPS.items():
            kept = getattr(keep, name) if keep else ()
            pairs = choices(known, catalogue, keep=[kept] if isinstance(kept, str) else kept)
            field = self.fields[name]
            if isinstance(field, forms.MultipleChoiceField):
                field.choices = pairs
            else:
                offer(field, pairs)

        self.fields["priority"].help_text = live_suggestion(self._asked(), known)

    def _sector(self, activity: str) -> str:
        """Return the sector an activity falls into, as far as it is offered."""
        one = activities().get(activity)
        return one.sector if one and one.sector in dict(self.fields["sector"].choices) else ""  # type: ignore[attr-defined]

    def _asked(self) -> Classification:
        return asked_of({name: self[name].value() for name in CRITERIA})

    def clean_country(self) -> str:
        """Return the code of the country written, "" when none was."""
        written = self.cleaned_data["country"]
        code = country_code(written) if written else ""
        if written and not code:
            raise ValidationError(_("There is no country called «%(name)s»."), params={"name": written})
        return code

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("origin") == ABROAD and not cleaned.get("country") and "country" not in self.errors:
            self.add_error("country", _("Write which country."))
        return cleaned

    def classification(self) -> Classification:
        """Return the six groups; a blank sector is that of the activity, a blank priority the one suggested."""
        data = self.cleaned_data
        said = Classification(
            **{name: data[name] for name in ("priority", "client_type", "origin", "scale", "activity", "notes")},
            sector=data["sector"] or self._sector(data["activity"]),
            needs=tuple(data["needs"]),
        )
        if said.missing == ("priority",):
            return replace(said, priority=score(rule_in_force(), said).priority)
        return said

    def about(self) -> dict[str, str]:
        """Return what was said of the organisation on the way."""
        data = self.cleaned_data
        said = {"cuit": data["cuit"], "locality": data["locality"]}
        return said | ({"country": data["country"]} if data["country"] else {})


class IdentifyForm(ClassificationForm, StepForm):
    """Classify on the page of the cycle; while there is nobody to talk to, it asks for them too."""

    contact_name = forms.CharField(label=_("Person to talk to"), max_length=120, required=False)
    contact_mail = forms.EmailField(label=_("Their e-mail"), required=False)
    contact_phone = PhoneField(label=_("Their telephone"), required=False)

    def __init__(self, *args: Any, cycle: Cycle, situation: Any, actor: Any, **kwargs: Any) -> None:
        prospect = getattr(cycle, "prospect", None) or Prospect(cycle=cycle)
        initial = {**initial_of(prospect, cycle.organisation), **(kwargs.pop("initial", None) or {})}
        known = situation.once(_catalogues)
        super().__init__(
            *args, known=known, keep=prospect, cycle=cycle, situation=situation, actor=actor, initial=initial, **kwargs
        )
        if cycle.organisation.current_people:
            self.drop("contact_name", "contact_mail", "contact_phone")

    def numbered_fields(self) -> list[tuple[str, BoundField]]:
        """Number the six groups A1 to A6; what else is asked beside them has no number."""
        return [(NUMBERS.get(bound.name, ""), bound) for bound in self.visible_fields()]

    def drop(self, *names: str) -> None:
        for name in names:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned |= (
            {"classification": self.classification(), "about": self.about(), "contact": self.contact()}
            if not (self.errors)
            else {}
        )
        return cleaned

    def contact(self) -> NewContact | None:
        """Return the person written, or None."""
        name = self.cleaned_data.get("contact_name")
        return contact_from(self.cleaned_data) if name else None


def _catalogues(situation: Situation) -> Catalogues:
    return catalogues(situation.definition)


def contact_from(data: Mapping[str, Any]) -> NewContact:
    """Return the person of a form that names its fields contact_…."""
    phone = data.get("contact_phone") or ""
    return NewContact(
        name=data["contact_name"],
        position=data.get("contact_position") or "",
        mail=data.get("contact_mail") or "",
        phone=phone,
        is_whatsapp=phone.startswith("+549"),
    )


def initial_of(prospect: Prospect, organisation: Organisation) -> dict[str, Any]:
    """Return what is already known, as the form shows it."""
    names: Iterable[str] = ("priority", "client_type", "scale", "sector", "activity", "needs", "notes")
    known = {name: getattr(prospect, name) for name in names}
    language = "en" if (get_language() or "es").startswith("en") else "es"
    abroad = organisation.country not in {"", HOME}
    return known | {
        "origin": prospect.origin or origin_of(organisation.country, organisation.province),
        "locality": organisation.locality,
        "country": country_name(organisation.country, language) if abroad else "",
        "cuit": organisation.cuit or "",
    }
