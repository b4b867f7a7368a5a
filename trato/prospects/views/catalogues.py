"""Ajustes: the catalogues of the classification, and their history."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from trato.cycles.refusals import Refusal
from trato.ledger.entries import stream_entries
from trato.people.actors import names_of
from trato.people.pages import StaffRequest, roles, staff_page
from trato.people.roles import Role
from trato.procedure import Definition
from trato.prospects.catalogues import (
    EDITABLE,
    STREAM,
    Option,
    add_option,
    amend_option,
    catalogues,
    definition_for_lists,
)
from trato.prospects.forms import OptionForm
from trato.prospects.history import said

EDITORS = (Role.GC, Role.ADMIN)
RECENT = 20


@require_safe
@staff_page
def catalogue_list(request: StaffRequest) -> HttpResponse:
    """Show every catalogue with its options, and the last changes."""
    definition = definition_for_lists(request.at)
    found = catalogues(definition, EDITABLE) if definition else {}
    entries = stream_entries(STREAM)[::-1][:RECENT]
    names = names_of({entry.actor_key for entry in entries})
    labels = {(name, option.code): option.label for name, options in found.items() for option in options}
    context = {
        "catalogues": [(name, _title(definition, name), options) for name, options in found.items() if definition],
        "history": [
            (
                entry,
                said(entry),
                labels.get((str(entry.facts["catalogue"]), str(entry.facts["option"])), entry.facts["option"]),
                names[entry.actor_key],
            )
            for entry in entries
        ],
        "may_change": bool(set(EDITORS) & set(request.actor.roles)),
    }
    return render(request, "prospects/catalogues.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@roles(*EDITORS)
def catalogue(request: StaffRequest, catalogue: str) -> HttpResponse:
    """Add an option to a catalogue."""
    definition, options = _options(request, catalogue)
    last = max((option.position for option in options), default=0)
    form = OptionForm(request.POST or None, initial={"position": last + 1, "active": True})
    del form.fields["active"]
    refusals: list[str] = []
    if request.method == "POST" and form.is_valid():
        data = {**form.cleaned_data, "position": form.cleaned_data["position"] or last + 1}
        try:
            with transaction.atomic(durable=True):
                row = add_option(catalogue=catalogue, **data, by=request.actor, at=request.at)
        except Refusal as refusal:
            refusals = refusal.sentences
        else:
            messages.success(request, _("«%(label)s» is in the catalogue.") % {"label": row.label})
            return HttpResponseRedirect(reverse("prospects:catalogues"))
    context = {"title": _("New option"), "catalogue": _title(definition, catalogue), "submit": _("Add the option")}
    return _form_page(request, form, refusals, context)


@require_http_methods(["GET", "HEAD", "POST"])
@roles(*EDITORS)
def option(request: StaffRequest, catalogue: str, code: str) -> HttpResponse:
    """Rename, reorder or put away an option."""
    definition, options = _options(request, catalogue)
    found = next((one for one in options if one.code == code), None)
    if found is None:
        raise Http404
    initial = {
        "label": found.label_es, "label_en": found.label_en, "position": found.position, "active": found.active,
    }  # fmt: skip
    form = OptionForm(request.POST or None, initial=initial)
    refusals: list[str] = []
    if request.method == "POST" and form.is_valid():
        data = {**form.cleaned_data, "position": form.cleaned_data["position"] or found.position}
        try:
            with transaction.atomic(durable=True):
                amend_option(catalogue=catalogue, code=code, changes=data, by=request.actor, at=request.at)
        except Refusal as refusal:
            refusals = refusal.sentences
        else:
            messages.success(request, _("The option is saved."))
            return HttpResponseRedirect(reverse("prospects:catalogues"))
    context = {"title": found.label, "catalogue": _title(definition, catalogue), "submit": _("Save the option")}
    return _form_page(request, form, refusals, context)


def _form_page(request: StaffRequest, form: OptionForm, refusals: list[str], context: dict[str, Any]) -> HttpResponse:
    status = 422 if refusals or form.errors else 200
    return render(request, "prospects/option.html", {**context, "form": form, "refusals": refusals}, status=status)


def _options(request: StaffRequest, catalogue: str) -> tuple[Definition, tuple[Option, ...]]:
    definition = definition_for_lists(request.at)
    if definition is None or catalogue not in EDITABLE:
        raise Http404
    return definition, catalogues(definition, [catalogue])[catalogue]


def _title(definition: Definition | None, name: str) -> str:
    if name == "tag":
        return _("Tags")
    if definition is None:
        return name
    choice = definition.choice(name)
    return choice.label_en if (get_language() or "es").startswith("en") else choice.label
