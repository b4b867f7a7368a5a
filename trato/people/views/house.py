"""Ajustes › Personas: who is of the house, and inviting somebody."""

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from trato.people import actions, kept, queries
from trato.people.actors import may_administer
from trato.people.forms import (
    InviteForm,
)
from trato.people.pages import StaffRequest, roles
from trato.people.roles import Role
from trato.people.views.answers import person_page, show_link

READERS = (Role.ADMIN, Role.GC, Role.SGC, Role.AUDITOR)


@roles(*READERS)
@require_GET
def people(request: StaffRequest) -> HttpResponse:
    """List the people of the house with their roles."""
    lines = queries.lines_of(queries.visible_to(request.actor), at=request.at)
    context = {
        "lines": [line for line in lines if line.state != "closed"],
        "closed": [line for line in lines if line.state == "closed"],
        "may_change": may_administer(request.actor),
    }
    return render(request, "people/people.html", context)


@roles(Role.ADMIN)
@require_http_methods(["GET", "POST"])
def invite_person(request: StaffRequest) -> HttpResponse:
    """Invite somebody; the link is mailed and shown once."""
    form = InviteForm(request.POST or None, initial=_restored(request))
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                invited = actions.invite(**form.cleaned_data, by=request.actor, at=request.at)
        except actions.CannotChangePeople as refused:
            for obstacle in refused.obstacles:
                form.add_error(None, obstacle)
        else:
            show_link(request, invited)
            return redirect("people_person", user_id=invited.user.pk)
    return render(request, "people/invite.html", {"form": form}, status=422 if form.errors else 200)


@roles(*READERS)
@require_GET
def person(request: StaffRequest, user_id: int) -> HttpResponse:
    """Show a person: roles over time, competence, the account."""
    user = get_object_or_404(queries.visible_to(request.actor), pk=user_id)
    return person_page(request, user)


def _restored(request: StaffRequest) -> dict[str, Any]:
    fields = kept.restored_fields(request, request.path) if request.method == "GET" else None
    if fields is None:
        return {}
    return {name: fields.getlist(name) if name == "roles" else fields[name] for name in fields}
