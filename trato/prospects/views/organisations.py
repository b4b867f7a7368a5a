"""An organisation: its data, its people, the cycles it has had."""

from __future__ import annotations

from itertools import chain
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, StringAgg, Subquery, Value
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from trato.cycles.models import Progress
from trato.documents.sending import send
from trato.ledger.entries import entries_of
from trato.organisations.models import Merge, Note, Organisation, Pair, Power
from trato.organisations.places import HOME, country_name, province_name
from trato.organisations.queries import survivor_of
from trato.people.actors import names_of
from trato.people.pages import StaffRequest, roles
from trato.people.roles import Role
from trato.prospects.actions import amend_prospect
from trato.prospects.actions.tagging import set_tags
from trato.prospects.catalogues import catalogues, choices, definition_for_lists, label_of
from trato.prospects.duplicates import suspicions_about
from trato.prospects.forms import OrganisationForm, TagsForm
from trato.prospects.history import said
from trato.prospects.models import Tagging
from trato.prospects.rows import mark_of
from trato.prospects.views.restored import typed_before
from trato.prospects.visibility import READERS, may_change_organisation, organisations_visible_to
from trato.ui.values import to_local_date

ABSORBED = "organisation.absorbed"


@require_safe
@roles(*READERS)
def organisation(request: StaffRequest, pk: int) -> HttpResponse:
    """Show the organisation, its people with their powers, its cycles and what happened to its data."""
    found = _visible(request, pk)
    if found.pk != pk:
        return HttpResponseRedirect(reverse("prospects:organisation", args=[found.pk]))
    today = to_local_date(request.at)
    definition = definition_for_lists(request.at)
    known = catalogues(definition, ["contact-role", "tag"]) if definition else {}
    people = list(
        found.contacts.filter(retired_at=None).prefetch_related(
            Prefetch("powers", queryset=Power.objects.select_related("document"))
        )
    )
    cycles = Progress.objects.visible_to(request.actor).filter(cycle__organisation=found).select_related("owner")
    standing = Merge.objects.filter(survivor=found, undone_at=None).select_related("absorbed")
    merges = list(standing) if found.merged else []
    streams = [found.stream, *(merge.absorbed.stream for merge in merges)]
    # Each merge is told once, from the side of the one that stays.
    both = (entry for entry in chain.from_iterable(entries_of(streams).values()) if entry.event != ABSORBED)
    entries = sorted(both, key=lambda entry: -entry.pos)
    notes = list(found.notes.current().select_related("file")) if found.noted else []
    names = names_of(
        {entry.actor_key for entry in entries}
        | {merge.merged_by for merge in merges}
        | {note.written_by for note in notes}
    )
    tags = {option.code: option.label for option in known.get("tag", ())}
    context = {
        "organisation": found,
        "place": place_text(found),
        "people": [
            {
                "person": person,
                "part": label_of(known, "contact-role", person.part) if person.part else "",
                "powers": [(power, power.in_force(today)) for power in person.powers.all()],
            }
            for person in people
        ],
        "cycles": [(row, mark_of(row, today)) for row in cycles.order_by("-cycle_id")],
        "history": [(entry, said(entry, tags=tags), names[entry.actor_key]) for entry in entries],
        "may_change": may_change_organisation(found, request.actor),
        "may_merge": bool({Role.GC, Role.EC} & set(request.actor.roles)) and found.retired_at is None,
        "twins": suspicions_about(found, request.actor) if found.paired else [],
        "tags": [(tag, tags.get(tag, tag)) for tag in sorted((found.tag_codes or "").split())],
        "may_tag": bool(choices(known, "tag")),
        "notes": [(note, names[note.written_by]) for note in notes],
        "merges": [(merge, names[merge.merged_by]) for merge in merges],
    }
    return render(request, "prospects/organisation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@roles(*READERS)
def organisation_data(request: StaffRequest, pk: int) -> HttpResponse:
    """Change the data of an organisation."""
    found = _visible(request, pk)
    if found.pk != pk:
        return HttpResponseRedirect(reverse("prospects:organisation", args=[found.pk]))
    known = OrganisationForm.initial_of(found) | typed_before(request)
    form = OrganisationForm(request.POST if request.method == "POST" else None, initial=known)

    def save() -> str:
        amend_prospect(organisation=found, changes=form.cleaned_data, by=request.actor, at=request.at)
        return _("The data of %(name)s are saved.") % {"name": found}

    sending = send(request, form, save, then=reverse("prospects:organisation", args=[found.pk]))
    if sending.saved:
        return sending.saved
    context = {
        "form": form,
        "refusals": sending.refusals,
        "organisation": found,
        "title": _("Data of the organisation"),
        "submit": _("Save the data"),
    }
    return render(request, "prospects/organisation_form.html", context, status=sending.status)


@require_http_methods(["GET", "HEAD", "POST"])
@roles(Role.GC, Role.EC)
def organisation_tags(request: StaffRequest, pk: int) -> HttpResponse:
    """Choose the tags of an organisation."""
    found = _visible(request, pk)
    if found.pk != pk:
        return HttpResponseRedirect(reverse("prospects:organisation_tags", args=[found.pk]))
    has = list(found.taggings.values_list("tag", flat=True))
    definition = definition_for_lists(request.at)
    known = catalogues(definition, ["tag"]) if definition else {}
    form = TagsForm(request.POST if request.method == "POST" else None, initial={"tags": has})
    form.offer(choices(known, "tag", keep=has))

    def save() -> str:
        set_tags(organisation=found, tags=form.cleaned_data["tags"], by=request.actor, at=request.at)
        return _("The tags of %(name)s are saved.") % {"name": found}

    sending = send(request, form, save, then=reverse("prospects:organisation", args=[found.pk]))
    if sending.saved:
        return sending.saved
    context = {
        "form": form,
        "refusals": sending.refusals,
        "organisation": found,
        "title": _("Tags of the organisation"),
        "submit": _("Save the tags"),
    }
    return render(request, "prospects/organisation_form.html", context, status=sending.status)


def place_text(organisation: Organisation) -> str:
    """Write where an organisation is: «Córdoba, Córdoba» or «Canelones, Uruguay»."""
    region = province_name(organisation.province)
    if organisation.country not in {"", HOME}:
        region = country_name(organisation.country, "es")
    return ", ".join(dict.fromkeys(filter(None, (organisation.locality, region))))


def _visible(request: StaffRequest, pk: int) -> Any:
    """Return the organisation, or the one it became part of, with its tags.

    `merged`, `paired` and `noted` say what is worth a query more.
    """
    codes = Tagging.objects.filter(organisation=OuterRef("pk")).order_by().values("organisation")
    rows = organisations_visible_to(request.actor).annotate(
        tag_codes=Subquery(codes.annotate(codes=StringAgg("tag", Value(" "))).values("codes")),
        noted=Exists(Note.objects.filter(organisation=OuterRef("pk"), retired_at=None)),
        merged=Exists(Merge.objects.filter(survivor=OuterRef("pk"), undone_at=None)),
        paired=Exists(Pair.objects.filter(first=OuterRef("pk"), dismissed_at=None))
        | Exists(Pair.objects.filter(second=OuterRef("pk"), dismissed_at=None)),
    )
    found = rows.filter(pk=pk, merged_into=None).first()
    return found or get_object_or_404(rows, pk=survivor_of(pk))
