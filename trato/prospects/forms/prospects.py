"""A new prospect: a name and the way they came are enough."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trato.cycles.forms import offer
from trato.organisations.actions import NewContact, NewOrganisation
from trato.organisations.models import Organisation
from trato.people.models import User
from trato.prospects.actions import NewProspect
from trato.prospects.catalogues import Catalogues, choices
from trato.prospects.forms.classification import ClassificationForm, contact_from
from trato.prospects.rules import place_of
from trato.ui.forms import CodeChoiceField, PhoneField


class NewProspectForm(ClassificationForm):
    """Who they are and how they came; then who one talks to, and the six groups as far as they are known."""

    number_prefix = None
    mark_optional = False

    name = forms.CharField(label=_("Name of the organisation or person"), max_length=200)
    source = CodeChoiceField(label=_("How they came"), choices=[], as_="select")
    source_detail = forms.CharField(
        label=_("Detail"),
        max_length=160,
        required=False,
        help_text=_("Who recommended them, which event, which notice."),
    )
    title = forms.CharField(label=_("Project"), max_length=160, required=False)
    domain = forms.CharField(label=_("Web site"), max_length=253, required=False)
    contact_name = forms.CharField(label=_("Name"), max_length=120, required=False)
    contact_position = forms.CharField(label=_("Position"), max_length=120, required=False)
    contact_mail = forms.EmailField(label=_("E-mail"), required=False)
    contact_phone = PhoneField(label=_("Telephone"), required=False)
    owner = forms.ChoiceField(label=_("Owner"), required=False)

    def __init__(self, *args: Any, known: Catalogues, owners: list[User], **kwargs: Any) -> None:
        super().__init__(*args, known=known, **kwargs)
        offer(self.fields["source"], choices(known, "source"))
        self.owners = {str(user.pk): user for user in owners}
        if owners:
            self.fields["owner"].choices = [  # type: ignore[attr-defined]
                ("", _("Nobody for now")),
                *((key, user.name) for key, user in self.owners.items()),
            ]
        else:
            del self.fields["owner"]

    def clean_domain(self) -> str:
        """Return the bare domain of whatever address was written."""
        from trato.organisations.reach import NotReachable, web_domain

        written: str = self.cleaned_data["domain"]
        try:
            return web_domain(written) if written else ""
        except NotReachable:
            raise forms.ValidationError(_("Write the address of the site, for example dulces.com.ar.")) from None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("contact_name") and (cleaned.get("contact_mail") or cleaned.get("contact_phone")):
            cleaned["contact_name"] = cleaned.get("contact_mail") or cleaned.get("contact_phone")
        return cleaned

    def prospect(self, existing: Organisation | None) -> NewProspect:
        """Return the prospect as written, of an organisation already here or of a new one."""
        data = self.cleaned_data
        contacts: tuple[NewContact, ...] = (contact_from(data),) if data.get("contact_name") else ()
        classification = self.classification()
        country, province = place_of(classification.origin, data["country"] or "AR")
        new = NewOrganisation(
            name=data["name"],
            cuit=data["cuit"],
            domain=data["domain"],
            country=country,
            province=province,
            locality=data["locality"],
            contacts=contacts,
        )
        return NewProspect(
            organisation=existing or new,
            contacts=contacts if existing else (),
            title=data["title"],
            source=data["source"],
            source_detail=data["source_detail"],
            owner=self.owners.get(data.get("owner", "")),
            known=classification,
        )
