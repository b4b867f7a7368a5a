"""A new prospect; whoever it looks like is shown before anything is saved."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from trato.cycles.models import Cycle
from trato.documents.refusals import Refused
from trato.organisations.cuit import Cuit, NotACuit
from trato.organisations.duplicates import Match, likely_duplicates
from trato.organisations.reach import NotReachable, phone_number, web_domain
from trato.people.actors import holders
from trato.people.pages import StaffRequest, roles
from trato.people.roles import Role
from trato.prospects.actions import list_prospect
from trato.prospects.catalogues import catalogues, definition_for_lists
from trato.prospects.forms import NewProspectForm
from trato.prospects.imports.sentences import why_sentence
from trato.prospects.queries import clean
from trato.prospects.views.restored import typed_before

OTHER = "otra"


@require_http_methods(["GET", "HEAD", "POST"])
@roles(Role.GC, Role.EC)
def new_prospect(request: StaffRequest) -> HttpResponse:
    """Ask for a name and the way they came; save, unless it may be somebody already here and nobody decided."""
    if request.method != "POST":
        return _show(request, _form(request, initial=_initial(request)), status=200)
    form = _form(request, data=request.POST)
    if not form.is_valid():
        return _show(request, form, status=422)
    matches = _matches(form.cleaned_data)
    decision = request.POST.get("es", "")
    chosen = next((match.organisation for match in matches if str(match.organisation.pk) == decision), None)
    if matches and chosen is None and decision != OTHER:
        return _show(request, form, matches=matches, status=409)
    try:
        with transaction.atomic(durable=True):
            cycle = list_prospect(new=form.prospect(chosen), by=request.actor, at=request.at)
    except Refused as refusal:
        return _show(request, form, refusals=refusal.sentences, matches=matches, status=refusal.status)
    messages.success(
        request, _("%(name)s is on the list: %(code)s.") % {"name": cycle.organisation, "code": cycle.code}
    )
    return HttpResponseRedirect(reverse("desk:cycle", args=[cycle.code]))


@require_safe
@roles(Role.GC, Role.EC)
def alike(request: StaffRequest) -> HttpResponse:
    """Answer, while somebody types, the organisations that may be the same."""
    return render(request, "prospects/alike.html", {"twins": twins_of(_matches(_typed(request)))})


def _form(request: StaffRequest, **kwargs: Any) -> NewProspectForm:
    definition = definition_for_lists(request.at)
    return NewProspectForm(
        known=catalogues(definition) if definition else {},
        owners=list(holders(Role.EC, request.at)) if Role.GC in request.actor.roles else [],
        **kwargs,
    )


def _initial(request: StaffRequest) -> dict[str, Any]:
    return typed_before(request, "needs") or {"name": clean(request.GET.get("nombre", ""))}


def _show(
    request: StaffRequest,
    form: NewProspectForm,
    *,
    status: int,
    matches: list[Match] | None = None,
    refusals: list[str] | None = None,
) -> HttpResponse:
    context = {"form": form, "twins": twins_of(matches or []), "refusals": refusals or [], "asked": bool(matches)}
    return render(request, "prospects/new.html", context, status=status)


def _matches(data: dict[str, Any]) -> list[Match]:
    return likely_duplicates(
        name=data.get("name", ""),
        cuit=data.get("cuit", ""),
        mail=data.get("contact_mail", ""),
        phone=data.get("contact_phone", "") or "",
        domain=data.get("domain", ""),
    )


def twins_of(matches: list[Match]) -> list[dict[str, Any]]:
    """Return each organisation that may be the same, why, and the last cycle it had."""
    last: dict[int, Cycle] = {}
    rows = Cycle.objects.filter(organisation__in=[match.organisation.pk for match in matches])
    for cycle in rows.select_related("progress", "owner").order_by("pk"):
        last[cycle.organisation_id] = cycle
    return [
        {
            "organisation": match.organisation,
            "why": why_sentence(list(match.why)),
            "cycle": last.get(match.organisation.pk),
        }
        for match in matches
    ]


def _typed(request: StaffRequest) -> dict[str, Any]:
    """Return what has been typed so far, as far as it can be read."""
    typed = {name: clean(request.GET.get(name, "")) for name in ("name", "contact_mail")}
    readers = {"cuit": lambda text: Cuit.parse(text).digits, "domain": web_domain, "contact_phone": phone_number}
    for name, read in readers.items():
        text = clean(request.GET.get(name, ""))
        try:
            typed[name] = read(text) if text else ""
        except (NotACuit, NotReachable):
            typed[name] = ""
    return typed
