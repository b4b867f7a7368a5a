"""The people of an organisation, the powers of those who sign for it, and the notes about it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trato.documents.files import store_file
from trato.documents.refusals import Refused
from trato.documents.sending import send
from trato.organisations.actions import NewContact
from trato.organisations.models import Contact, Note, Organisation, Power
from trato.organisations.queries import survivor_of
from trato.people.pages import StaffRequest, roles
from trato.people.roles import Role
from trato.prospects.actions import (
    add_person,
    amend_person,
    note_down,
    record_power_of,
    retire_person,
    take_out_note,
    verify_power_of,
)
from trato.prospects.catalogues import Catalogues, catalogues, definition_for_lists
from trato.prospects.forms import NoteForm, PersonForm, PowerForm
from trato.prospects.views.restored import typed_before
from trato.prospects.visibility import organisations_visible_to, require_organisation

EDITORS = (Role.GC, Role.EC)


@require_http_methods(["GET", "HEAD", "POST"])
@roles(*EDITORS)
def new_person(request: StaffRequest, pk: int) -> HttpResponse:
    """Add a person to an organisation."""
    organisation = get_object_or_404(organisations_visible_to(request.actor), pk=survivor_of(pk))
    if organisation.pk != pk and request.method != "POST":
        return HttpResponseRedirect(reverse("prospects:organisation", args=[organisation.pk]))
    form = PersonForm(_data(request), known=_known(request), initial=typed_before(request))

    def save() -> str:
        person = add_person(organisation=organisation, new=NewContact(**form.person()), by=request.actor, at=request.at)
        return _("%(name)s is among the people of %(organisation)s.") % {"name": person, "organisation": organisation}

    return _answer(request, organisation, form, save, title=_("New person"), submit=_("Add the person"))


@require_http_methods(["GET", "HEAD", "POST"])
@roles(*EDITORS)
def person(request: StaffRequest, pk: int) -> HttpResponse:
    """Change the data of a person."""
    found = _person(request, pk)
    initial = PersonForm.initial_of(found) | typed_before(request)
    form = PersonForm(_data(request), known=_known(request), initial=initial)

    def save() -> str:
        amend_person(contact=found, changes=form.person(), by=request.actor, at=request.at)
        return _("The data of %(name)s are saved.") % {"name": found}

    return _answer(request, found.organisation, form, save, title=found.name, submit=_("Save the data"), who=found)


@require_POST
@roles(*EDITORS)
def person_retired(request: StaffRequest, pk: int) -> HttpResponse:
    """Take out a person who no longer speaks for the organisation."""
    found = _person(request, pk)
    done = _("%(name)s no longer speaks for the organisation.") % {"name": found}
    return _do(request, found.organisation, lambda: retire_person(contact=found, by=request.actor, at=request.at), done)


@require_http_methods(["GET", "HEAD", "POST"])
@roles(*EDITORS)
def new_power(request: StaffRequest, pk: int) -> HttpResponse:
    """Record a power of a person, with its document."""
    found = _person(request, pk)
    form = PowerForm(_data(request), request.FILES or None)

    def save() -> str:
        # Asked before the file is kept: a document nobody may use should not stay.
        require_organisation(found.organisation, request.actor)
        data = form.cleaned_data
        document = store_file(data["document"], by=request.actor, at=request.at) if data["document"] else None
        record_power_of(
            contact=found,
            kind=data["kind"],
            expires_on=data["expires_on"],
            document=document,
            by=request.actor,
            at=request.at,
        )
        return _("The power of %(name)s is recorded. Somebody has to read the document and verify it.") % {
            "name": found
        }

    title = _("Power of %(name)s") % {"name": found}
    return _answer(request, found.organisation, form, save, title=title, submit=_("Record the power"))


@require_POST
@roles(*EDITORS)
def power_verified(request: StaffRequest, pk: int) -> HttpResponse:
    """Note that the document was read and the power holds."""
    power = get_object_or_404(
        Power.objects.select_related("contact__organisation"),
        pk=pk,
        contact__organisation__in=organisations_visible_to(request.actor),
    )
    done = _("The power of %(name)s is verified.") % {"name": power.contact}
    act: Callable[[], object] = lambda: verify_power_of(power=power, by=request.actor, at=request.at)  # noqa: E731
    return _do(request, power.contact.organisation, act, done)


@require_http_methods(["GET", "HEAD", "POST"])
@roles(*EDITORS)
def new_note(request: StaffRequest, pk: int) -> HttpResponse:
    """Write something down about an organisation, or keep a file with it."""
    organisation = get_object_or_404(organisations_visible_to(request.actor), pk=survivor_of(pk))
    form = NoteForm(_data(request), request.FILES or None, initial=typed_before(request))

    def save() -> str:
        require_organisation(organisation, request.actor)
        data = form.cleaned_data
        file = store_file(data["file"], by=request.actor, at=request.at) if data["file"] else None
        note_down(organisation=organisation, text=data["text"], file=file, by=request.actor, at=request.at)
        return _("The note is kept.")

    return _answer(request, organisation, form, save, title=_("New note"), submit=_("Keep the note"))


@require_POST
@roles(*EDITORS)
def note_retired(request: StaffRequest, pk: int) -> HttpResponse:
    """Take out a note that was wrong or is over."""
    note = get_object_or_404(
        Note.objects.select_related("organisation"),
        pk=pk,
        retired_at=None,
        organisation__in=organisations_visible_to(request.actor),
    )
    act: Callable[[], object] = lambda: take_out_note(note=note, by=request.actor, at=request.at)  # noqa: E731
    return _do(request, note.organisation, act, _("The note is taken out."))


def _answer(
    request: StaffRequest,
    organisation: Organisation,
    form: Form,
    save: Callable[[], str],
    *,
    title: str,
    submit: str,
    who: Contact | None = None,
) -> HttpResponse:
    """Show the form, or save and go back to the organisation; refused, show it again with the reasons."""
    sending = send(request, form, save, then=reverse("prospects:organisation", args=[organisation.pk]))
    if sending.saved:
        return sending.saved
    context = {
        "form": form,
        "refusals": sending.refusals,
        "organisation": organisation,
        "title": title,
        "submit": submit,
        "who": who,
    }
    return render(request, "prospects/organisation_form.html", context, status=sending.status)


def _do(request: StaffRequest, organisation: Organisation, act: Callable[[], object], done: str) -> HttpResponse:
    """Do it and go back to the organisation, saying what came of it."""
    try:
        with transaction.atomic(durable=True):
            act()
    except Refused as refusal:
        for sentence in refusal.sentences:
            messages.error(request, sentence)
    else:
        messages.success(request, done)
    return HttpResponseRedirect(reverse("prospects:organisation", args=[organisation.pk]))


def _person(request: StaffRequest, pk: int) -> Contact:
    return get_object_or_404(
        Contact.objects.select_related("organisation"),
        pk=pk,
        retired_at=None,
        organisation__in=organisations_visible_to(request.actor),
    )


def _known(request: StaffRequest) -> Catalogues:
    definition = definition_for_lists(request.at)
    return catalogues(definition, ["contact-role"]) if definition else {}


def _data(request: StaffRequest) -> object:
    return request.POST if request.method == "POST" else None
