"""«Cargar ciclo en curso»: the Commercial Manager brings in, once, the deals already running at go-live."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trato.cycles.forms import offer
from trato.cycles.in_flight import load_in_flight
from trato.cycles.models import Cycle
from trato.cycles.refusals import NoProcedureInForce
from trato.documents.definitions import current
from trato.documents.refusals import Refused
from trato.ledger.actors import Actor
from trato.organisations.actions import NewContact, NewOrganisation, register_organisation
from trato.organisations.duplicates import Match, likely_duplicates
from trato.organisations.models import Organisation
from trato.organisations.queries import cuit_holder
from trato.people.actors import holders
from trato.people.kept import restored_fields
from trato.people.models import User
from trato.people.pages import StaffRequest, roles
from trato.procedure import Definition
from trato.prospects.actions import add_person
from trato.prospects.views.new import twins_of
from trato.ui.forms import CuitField, Form, LocalDateField, PhoneField

CODE = "PE-CM-01"
OTHER = "otra"


class InFlightForm(Form):
    """Who the client is, what they asked for, who has it, since when, and the step it stands at."""

    number_prefix = None

    name = forms.CharField(label=gettext_lazy("Organisation"), max_length=200)
    cuit = CuitField(label=gettext_lazy("CUIT"), required=False)
    contact = forms.CharField(label=gettext_lazy("Contact person"), max_length=120)
    mail = forms.EmailField(label=gettext_lazy("Contact's e-mail"), required=False)
    phone = PhoneField(label=gettext_lazy("Contact's telephone"), required=False)
    title = forms.CharField(label=gettext_lazy("Project"), max_length=160)
    owner = forms.ChoiceField(label=gettext_lazy("Owner"))
    began_on = LocalDateField(label=gettext_lazy("Running since"))
    stands_at = forms.ChoiceField(
        label=gettext_lazy("Step it stands at"),
        help_text=gettext_lazy("The steps before it are listed as gaps until they have evidence or a waiver."),
    )

    def __init__(self, *args: Any, definition: Definition, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = "en" if (get_language() or "es").startswith("en") else "es"
        offer(self.fields["owner"], [(str(user.pk), user.name) for user in holders("EC", at)])
        steps = [
            (action.id, f"{action.section} {action.label(language)}")
            for action in definition.actions
            if action.required and action.id != "close"
        ]
        offer(self.fields["stands_at"], steps)


@require_http_methods(["GET", "HEAD", "POST"])
@roles("GC")
def load_page(request: StaffRequest) -> HttpResponse:
    """Ask for a deal in flight and open its cycle."""
    definition = current(CODE, request.at)
    if definition is None:
        return HttpResponseRedirect(reverse("desk:today"))
    kept = restored_fields(request, request.path)
    form = InFlightForm(
        request.POST if request.method == "POST" else None,
        initial=kept.dict() if kept else None,
        definition=definition,
        at=request.at,
    )
    refusals: list[str] = []
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            matches = _matches(form.cleaned_data)
            decision = request.POST.get("es", "")
            chosen = next((one.organisation for one in matches if str(one.organisation.pk) == decision), None)
            if matches and chosen is None and decision != OTHER:
                context = {"form": form, "refusals": [], "twins": twins_of(matches), "asked": True}
                return render(request, "desk/en_curso.html", context, status=409)
            try:
                with transaction.atomic(durable=True):
                    cycle = _load(form.cleaned_data, chosen, by=request.actor, at=request.at)
            except (Refused, NoProcedureInForce) as refusal:
                refusals, status = refusal.sentences, refusal.status
            else:
                messages.success(
                    request, _("Cycle %(code)s is loaded. Add the evidence of what was done.") % {"code": cycle.code}
                )
                return HttpResponseRedirect(reverse("desk:cycle", args=[cycle.code]))
    return render(request, "desk/en_curso.html", {"form": form, "refusals": refusals}, status=status)


def _matches(data: dict[str, Any]) -> list[Match]:
    """Return the organisations it may be, none when its CUIT says which."""
    if data["cuit"] and cuit_holder(data["cuit"]):
        return []
    return likely_duplicates(name=data["name"], cuit=data["cuit"], mail=data["mail"], phone=data["phone"])


def _load(data: dict[str, Any], chosen: Organisation | None, *, by: Actor, at: datetime) -> Cycle:
    organisation = chosen or (cuit_holder(data["cuit"]) if data["cuit"] else None)
    contact = NewContact(
        name=data["contact"],
        mail=data["mail"],
        phone=data["phone"],
        is_whatsapp=data["phone"].startswith("+549"),
    )
    if organisation is not None:
        traces = {data["mail"].lower(), data["phone"]} - {""} or {data["contact"]}
        known = {text for one in organisation.current_people for text in (one.name, *one.mails, *dict(one.phones))}
        if not traces & known:
            add_person(organisation=organisation, new=contact, by=by, at=at)
    if organisation is None:
        new = NewOrganisation(name=data["name"], cuit=data["cuit"], contacts=(contact,))
        organisation = register_organisation(new=new, by=by, at=at)
    return load_in_flight(
        organisation,
        title=data["title"],
        owner=User.objects.get(pk=data["owner"]),
        stands_at=data["stands_at"],
        began_on=data["began_on"],
        by=by,
        at=at,
    )
