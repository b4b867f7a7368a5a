"""One's own account, what was kept from an expired session, and Ajustes › Personas."""

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trato.people import actions, kept, queries
from trato.people.actors import may_administer
from trato.people.days import beginning_of, end_of
from trato.people.forms import (
    CompetenceForm,
    EndForm,
    GrantForm,
    InviteForm,
    PersonForm,
    PreferencesForm,
    SubstituteForm,
)
from trato.people.middleware import leave_cookie
from trato.people.models import RoleHeld, User
from trato.people.pages import StaffRequest, roles, staff_page
from trato.people.roles import Role
from trato.ui import views as ui
from trato.ui.values import to_local

READERS = (Role.ADMIN, Role.GC, Role.SGC, Role.AUDITOR)


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form with an old token; a sealed text that our own page sent is not lost.

    It happens when the person signed in meanwhile in another tab.
    """
    ours = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    if ours and request.user.is_authenticated and kept.stash(request):
        return HttpResponseRedirect(reverse("people_kept_return"))
    return ui.csrf_failure(request, reason)


@staff_page(changes_nothing=True)
@require_http_methods(["GET", "POST"])
def kept_texts(request: StaffRequest) -> HttpResponse:
    """Show everything that was typed when the session had expired; POST discards it."""
    if request.method == "POST":
        kept.forget_all(request)
        messages.success(request, _("Discarded."))
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "people/kept.html", {"entries": [_readable(one) for one in kept.entries(request)]})


@staff_page
@require_GET
def kept_return(request: StaffRequest) -> HttpResponse:
    """Go back to the page of the newest kept form, saying that nothing was sent."""
    entries = kept.entries(request)
    if not entries:
        return redirect(settings.LOGIN_REDIRECT_URL)
    text = _("Your session had expired; nothing was sent. Check it and send it.")
    if entries[0].had_files:
        text += " " + _("Files cannot be kept: attach them again.")
    link = reverse("people_kept")
    messages.warning(request, format_html('{} <a href="{}">{}</a>', text, link, _("See what you had written")))
    return redirect(entries[0].page)


@staff_page(changes_nothing=True)
@require_http_methods(["GET", "POST"])
def account(request: StaffRequest) -> HttpResponse:
    """Show one's own account: preferences, how one signs in, the roles held."""
    user = request.user
    form = PreferencesForm(request.POST or None, initial=_preferences(request))
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        actions.set_preferences(user=user, **chosen)
        messages.success(request, _("Saved."))
        response = redirect("people_account")
        leave_cookie(response, "trato_theme", chosen["theme"])
        leave_cookie(response, "trato_letters", "on" if chosen["letter_keys"] else "off")
        leave_cookie(response, settings.LANGUAGE_COOKIE_NAME, chosen["language"])
        return response
    factors = list(Authenticator.objects.filter(user_id=user.pk).order_by("created_at"))
    codes = next((one for one in factors if one.type == Authenticator.Type.RECOVERY_CODES), None)
    context = {
        "form": form,
        "data_form": PersonForm(auto_id="data_%s", initial={"name": user.name, "phone": user.phone}),
        "app": next((one for one in factors if one.type == Authenticator.Type.TOTP), None),
        "keys": [one for one in factors if one.type == Authenticator.Type.WEBAUTHN],
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
        "history": queries.history_of(user),
        "provider": settings.OIDC.name if settings.OIDC else "",
    }
    return render(request, "people/account.html", context, status=422 if form.errors else 200)


@staff_page
@require_POST
def own_data(request: StaffRequest) -> HttpResponse:
    """Correct one's own name and phone."""
    form = PersonForm(request.POST, auto_id="data_%s")
    if not form.is_valid():
        return _refused(request, _errors(form), back=reverse("people_account"))
    return _done(
        request,
        lambda: actions.correct_person(user_id=request.user.pk, **form.cleaned_data, by=request.actor, at=request.at),
        back=reverse("people_account"),
    )


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
            _show_link(request, invited)
            return redirect("people_person", user_id=invited.user.pk)
    return render(request, "people/invite.html", {"form": form}, status=422 if form.errors else 200)


@roles(*READERS)
@require_GET
def person(request: StaffRequest, user_id: int) -> HttpResponse:
    """Show a person: roles over time, competence, the account."""
    user = get_object_or_404(queries.visible_to(request.actor), pk=user_id)
    return _person_page(request, user)


@roles(Role.ADMIN)
@require_POST
def grant(request: StaffRequest, user_id: int) -> HttpResponse:
    """Give a role from–to."""
    user = get_object_or_404(User, pk=user_id)
    form = GrantForm(request.POST, auto_id="grant_%s")
    if not form.is_valid():
        return _person_page(request, user, grant_form=form)
    chosen = form.cleaned_data
    return _change(
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
        return _person_page(request, user, substitute_form=form)
    principal, role = form.principal()
    chosen = form.cleaned_data
    return _change(
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
            return _refused(request, _errors(form), back=back)
        until = end_of(form.cleaned_data["until"])
    return _done(
        request, lambda: actions.end_role(role_id=role_id, until=until, by=request.actor, at=request.at), back=back
    )


@roles(Role.ADMIN)
@require_POST
def competence(request: StaffRequest, user_id: int) -> HttpResponse:
    """Record what shows that a person is competent."""
    user = get_object_or_404(User, pk=user_id)
    form = CompetenceForm(request.POST, auto_id="competence_%s")
    if not form.is_valid():
        return _person_page(request, user, competence_form=form)
    return _change(
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
        return _person_page(request, user, data_form=form)
    return _change(
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
    return _done(
        request,
        lambda: _show_link(request, actions.reset_sign_in(user_id=user.pk, by=request.actor, at=request.at)),
        back=back,
    )


@roles(Role.ADMIN)
@require_POST
def closing(request: StaffRequest, user_id: int) -> HttpResponse:
    """Close an account."""
    user = get_object_or_404(User, pk=user_id)
    return _done(
        request,
        lambda: actions.deactivate(user_id=user.pk, by=request.actor, at=request.at),
        back=reverse("people_person", args=[user.pk]),
    )


@roles(Role.ADMIN)
@require_POST
def reopening(request: StaffRequest, user_id: int) -> HttpResponse:
    """Open a closed account again."""
    user = get_object_or_404(User, pk=user_id)
    return _done(
        request,
        lambda: actions.reactivate(user_id=user.pk, by=request.actor, at=request.at),
        back=reverse("people_person", args=[user.pk]),
    )


def _person_page(request: StaffRequest, user: User, **bound: Form) -> HttpResponse:
    today = to_local(request.at).date()
    may_change = may_administer(request.actor)
    line = queries.lines_of(User.objects.filter(pk=user.pk), at=request.at)[0]
    context: dict[str, Any] = {
        "person": user,
        "line": line,
        "may_change": may_change,
        "history": queries.history_of(user),
        "competences": queries.competences_of(user),
        "at": request.at,
        "today": today,
        "is_self": user.pk == request.user.pk,
    }
    if may_change:
        context |= {
            "grant_form": GrantForm(auto_id="grant_%s", initial={"since": today}),
            "substitute_form": SubstituteForm(
                held=queries.substitutable(besides=user.pk, at=request.at),
                auto_id="substitute_%s",
                initial={"since": today},
            ),
            "competence_form": CompetenceForm(auto_id="competence_%s", initial={"since": today}),
            "data_form": PersonForm(auto_id="data_%s", initial={"name": user.name, "phone": user.phone}),
        }
    failed = next(iter(bound), "")
    return render(request, "people/person.html", {**context, **bound, "failed": failed}, status=422 if bound else 200)


def _change(request: StaffRequest, user: User, act: Any, **bound: Form) -> HttpResponse:
    """Do it and go back to the person, or show the page again with the reasons beside the form."""
    try:
        act()
    except actions.CannotChangePeople as refused:
        form = next(iter(bound.values()))
        for obstacle in refused.obstacles:
            form.add_error(None, obstacle)
        return _person_page(request, user, **bound)
    messages.success(request, _("Saved."))
    return redirect("people_person", user_id=user.pk)


def _done(request: StaffRequest, act: Any, *, back: str) -> HttpResponse:
    """Do it and go back, or answer 422 with the reasons."""
    try:
        act()
    except actions.CannotChangePeople as refused:
        return _refused(request, refused.obstacles, back=back)
    messages.success(request, _("Done."))
    return redirect(back)


def _refused(request: StaffRequest, reasons: list[str], *, back: str) -> HttpResponse:
    return ui.unprocessable(request, reasons=reasons, retry_url=back)


def _errors(form: Form) -> list[str]:
    return [str(error) for errors in form.errors.values() for error in errors]


def _show_link(request: StaffRequest, invited: actions.Invited) -> None:
    messages.success(
        request,
        format_html(
            '{} <a href="{}">{}</a>',
            _("The link was mailed to %(email)s. You can also hand it over yourself; it is shown only now:")
            % {"email": invited.user.email},
            invited.link,
            invited.link,
        ),
    )


def _preferences(request: StaffRequest) -> dict[str, Any]:
    user = request.user
    return {
        "theme": request.COOKIES.get("trato_theme") or user.theme,
        "language": request.LANGUAGE_CODE,
        "letter_keys": request.COOKIES.get("trato_letters", "on" if user.letter_keys else "off") != "off",
    }


def _restored(request: StaffRequest) -> dict[str, Any]:
    fields = kept.restored_fields(request, request.path) if request.method == "GET" else None
    if fields is None:
        return {}
    return {name: fields.getlist(name) if name == "roles" else fields[name] for name in fields}


def _readable(one: kept.Kept) -> dict[str, Any]:
    return {
        "page": one.page,
        "had_files": one.had_files,
        "fields": [
            (name.replace("_", " ").replace("-", " ").capitalize(), value)
            for name in one.fields
            for value in one.fields.getlist(name)
            if value.strip()
        ],
    }


def _after(day: Any) -> datetime | None:
    return None if day is None else end_of(day)
