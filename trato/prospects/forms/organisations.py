"""What is known of an organisation, of its people, and of the powers of those who sign."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from trato.cycles.forms import offer
from trato.documents.files import UploadField
from trato.organisations.actions import LONGEST_NOTE
from trato.organisations.actions.contacts import FIELDS
from trato.organisations.models import Contact, Organisation, Power
from trato.organisations.places import HOME, PROVINCES, country_code, country_name
from trato.organisations.reach import NotReachable, web_domain
from trato.prospects.catalogues import Catalogues, choices
from trato.ui.forms import CodeChoiceField, CuitField, Form, LocalDateField, LongTextField, PhoneField


class OrganisationForm(Form):
    """The data of an organisation."""

    number_prefix = None

    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("As everybody calls it."))
    legal_name = forms.CharField(label=_("Legal name"), max_length=200, required=False)
    cuit = CuitField(
        label=_("CUIT"),
        required=False,
        help_text=_("With or without hyphens; its check digit is verified."),
    )
    domain = forms.CharField(label=_("Web site"), max_length=253, required=False)
    country = forms.CharField(label=_("Country"), max_length=60, required=False)
    province = CodeChoiceField(label=_("Province"), choices=list(PROVINCES.items()), as_="select", required=False)
    locality = forms.CharField(label=_("Town"), max_length=120, required=False)

    @classmethod
    def initial_of(cls, organisation: Organisation) -> dict[str, Any]:
        """Return the data as the form shows them."""
        language = "en" if (get_language() or "es").startswith("en") else "es"
        names = ("name", "legal_name", "cuit", "domain", "province", "locality")
        known = {name: getattr(organisation, name) or "" for name in names}
        return known | {"country": country_name(organisation.country, language) if organisation.country else ""}

    def clean_country(self) -> str:
        written = self.cleaned_data["country"]
        code = country_code(written) if written else HOME
        if not code:
            raise ValidationError(_("There is no country called «%(name)s»."), params={"name": written})
        return code

    def clean_domain(self) -> str:
        written: str = self.cleaned_data["domain"]
        try:
            return web_domain(written) if written else ""
        except NotReachable:
            raise ValidationError(_("Write the address of the site, for example dulces.com.ar.")) from None


# Numbers of the further telephones and mails the form has room for.
OTHERS = (2, 3)


class PersonForm(Form):
    """The data of a person of an organisation."""

    number_prefix = None

    name = forms.CharField(label=_("Name and surname"), max_length=120)
    position = forms.CharField(label=_("Position"), max_length=120, required=False)
    part = CodeChoiceField(label=_("Part in the decision"), choices=[], as_="select", required=False)
    mail = forms.EmailField(label=_("E-mail"), required=False)
    phone = PhoneField(label=_("Telephone"), required=False)
    is_whatsapp = forms.BooleanField(label=_("Answers on WhatsApp at this number"), required=False)
    phone_2 = PhoneField(label=_("Another telephone"), required=False)
    whatsapp_2 = forms.BooleanField(label=_("Answers on WhatsApp at this number"), required=False)
    phone_3 = PhoneField(label=_("Another telephone"), required=False)
    whatsapp_3 = forms.BooleanField(label=_("Answers on WhatsApp at this number"), required=False)
    mail_2 = forms.EmailField(label=_("Another e-mail"), required=False)
    mail_3 = forms.EmailField(label=_("Another e-mail"), required=False)
    is_signatory = forms.BooleanField(label=_("Signs for the organisation"), required=False)

    def __init__(self, *args: Any, known: Catalogues, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["part"], choices(known, "contact-role"))

    @classmethod
    def initial_of(cls, person: Contact) -> dict[str, Any]:
        """Return the data as the form shows them."""
        known = {name: getattr(person, name) for name in cls.base_fields if hasattr(person, name)}
        phones = [(value, has) for kind, value, has in person.others if kind == "phone"]
        mails = [value for kind, value, _has in person.others if kind == "mail"]
        for number, (phone, has_whatsapp) in zip(OTHERS, phones, strict=False):
            known |= {f"phone_{number}": phone, f"whatsapp_{number}": has_whatsapp}
        return known | {f"mail_{number}": mail for number, mail in zip(OTHERS, mails, strict=False)}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        phones = [["phone", data.get(f"phone_{number}"), data.get(f"whatsapp_{number}", False)] for number in OTHERS]
        mails = [["mail", data.get(f"mail_{number}"), False] for number in OTHERS]
        data["others"] = [one for one in (*phones, *mails) if one[1]]
        return data

    def person(self) -> dict[str, Any]:
        """Return the person as the actions take them."""
        return {name: self.cleaned_data[name] for name in FIELDS}


class PowerForm(Form):
    """A power: its kind, until when it holds, and the document."""

    number_prefix = None

    kind = CodeChoiceField(label=_("Kind of power"), choices=Power.Kind.choices, as_="select")
    expires_on = LocalDateField(
        label=_("Expires on"), required=False, help_text=_("Leave it empty when it has no expiry.")
    )
    document = UploadField(
        label=_("Document"), required=False, help_text=_("The scanned instrument, PDF or picture, up to 25 MB.")
    )


class NoteForm(Form):
    """A note about an organisation, a file, or both."""

    number_prefix = None

    text = LongTextField(label=_("Note"), max_length=LONGEST_NOTE, required=False, rows=5)
    file = UploadField(
        label=_("File"), required=False, help_text=_("A document, a picture, a spreadsheet, a message; up to 25 MB.")
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and not data.get("text", "").strip() and not data.get("file"):
            raise ValidationError(_("Write the note, or choose a file."))
        return data


class TagsForm(Form):
    """Which tags an organisation has."""

    number_prefix = None

    tags = forms.MultipleChoiceField(label=_("Tags"), required=False, widget=forms.CheckboxSelectMultiple)

    def offer(self, options: list[tuple[str, str]]) -> None:
        """Say which tags there are to choose from."""
        field = self.fields["tags"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = options
