"""What an administrator changes about a person, each on its own address."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from trato.people import actions, queries
from trato.people.days import beginning_of, end_of
from trato.people.forms import (
    CompetenceForm,
    EndForm,
    GrantForm,
    PersonForm,
    SubstituteForm,
)
from trato.people.models import RoleHeld, User
from trato.people.pages import StaffRequest, roles
from trato.people.roles import Role
from trato.people.views.answers import change, done, errors_of, person_page, refuse_with, show_link


@roles(Role.ADMIN)
@require_POST
def grant(request: StaffRequest, user_id: int) -> HttpResponse:
    """Give a role from–to."""
    user = get_object_or_404(User, pk=user_id)
    form = GrantForm(request.POST, auto_id="grant_%s")
    if not form.is_valid():
        return person_page(request, user, grant_form=form)
    chosen = form.cleaned_data
    return change(
        request,
        user,
        lambda: actions.grant_role(
            user_id=user.pk,
            role=chosen["role"],
            since=beginning_of(chosen["since"], at=request.at),
            until=_after(chosen["until"]),
            reason=chosen["reason"],
            by=request.actor,
            at=request.at,
        ),
        grant_form=form,
    )


@roles(Role.ADMIN)
@require_POST
def substitution(request: StaffRequest, user_id: int) -> HttpResponse:
    """Let the person substitute somebody between two dates."""
    user = get_object_or_404(User, pk=user_id)
    form = SubstituteForm(
        request.POST, auto_id="substitute_%s", held=queries.substitutable(besides=user.pk, at=request.at)
    )
    if not form.is_valid():
        return person_page(request, user, substitute_form=form)
    principal, role = form.principal()
    chosen = form.cleaned_data
    return change(
        request,
        user,
        lambda: actions.substitute(
            user_id=user.pk,
            role=role,
            substitute_for=principal,
            since=beginning_of(chosen["since"], at=request.at),
            until=end_of(chosen["until"]),
            reason=chosen["reason"],
            by=request.actor,
            at=request.at,
        ),
        substitute_form=form,
    )


@roles(Role.ADMIN)
@require_POST
def ending(request: StaffRequest, role_id: int) -> HttpResponse:
    """End a role, now or on a later day."""
    held = get_object_or_404(RoleHeld.objects.select_related("user"), pk=role_id)
    back = reverse("people_person", args=[held.user_id])
    if request.POST.get("now"):
        until = request.at
    else:
        form = EndForm(request.POST)
        if not form.is_valid():
            return refuse_with(request, errors_of(form), back=back)
        until = end_of(form.cleaned_data["until"])
    return done(
        request, lambda: actions.end_role(role_id=role_id, until=until, by=request.actor, at=request.at), back=back
    )


@roles(Role.ADMIN)
@require_POST
def competence(request: StaffRequest, user_id: int) -> HttpResponse:
    """Record what shows that a person is competent."""
    user = get_object_or_404(User, pk=user_id)
    form = CompetenceForm(request.POST, auto_id="competence_%s")
    if not form.is_valid():
        return person_page(request, user, competence_form=form)
    return change(
        request,
        user,
        lambda: actions.record_competence(user_id=user.pk, **form.cleaned_data, by=request.actor, at=request.at),
        competence_form=form,
    )


@roles(Role.ADMIN)
@require_POST
def data(request: StaffRequest, user_id: int) -> HttpResponse:
    """Correct somebody's name and phone."""
    user = get_object_or_404(User, pk=user_id)
    form = PersonForm(request.POST, auto_id="data_%s")
    if not form.is_valid():
        return person_page(request, user, data_form=form)
    return change(
        request,
        user,
        lambda: actions.correct_person(user_id=user.pk, **form.cleaned_data, by=request.actor, at=request.at),
        data_form=form,
    )


@roles(Role.ADMIN)
@require_POST
def new_link(request: StaffRequest, user_id: int) -> HttpResponse:
    """Send a new link: the lost phone, the forgotten password, the invitation that ran out."""
    user = get_object_or_404(User, pk=user_id)
    back = reverse("people_person", args=[user.pk])
    return done(
        request,
        lambda: show_link(request, actions.reset_sign_in(user_id=user.pk, by=request.actor, at=request.at)),
        back=back,
    )


@roles(Role.ADMIN)
@require_POST
def closing(request: StaffRequest, user_id: int) -> HttpResponse:
    """Close an account."""
    user = get_object_or_404(User, pk=user_id)
    return done(
        request,
        lambda: actions.deactivate(user_id=user.pk, by=request.actor, at=request.at),
        back=reverse("people_person", args=[user.pk]),
    )


@roles(Role.ADMIN)
@require_POST
def reopening(request: StaffRequest, user_id: int) -> HttpResponse:
    """Open a closed account again."""
    user = get_object_or_404(User, pk=user_id)
    return done(
        request,
        lambda: actions.reactivate(user_id=user.pk, by=request.actor, at=request.at),
        back=reverse("people_person", args=[user.pk]),
    )


def _after(day: Any) -> datetime | None:
    return None if day is None else end_of(day)
