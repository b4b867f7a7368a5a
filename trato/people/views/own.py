"""One's own account, and what was kept from an expired session."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trato.people import actions, kept, queries
from trato.people.forms import (
    PersonForm,
    PreferencesForm,
)
from trato.people.middleware import leave_cookie
from trato.people.pages import StaffRequest, staff_page
from trato.people.views.answers import done, errors_of, refuse_with
from trato.ui import views as ui


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
        return refuse_with(request, errors_of(form), back=reverse("people_account"))
    return done(
        request,
        lambda: actions.correct_person(user_id=request.user.pk, **form.cleaned_data, by=request.actor, at=request.at),
        back=reverse("people_account"),
    )


def _preferences(request: StaffRequest) -> dict[str, Any]:
    user = request.user
    return {
        "theme": request.COOKIES.get("trato_theme") or user.theme,
        "language": request.LANGUAGE_CODE,
        "letter_keys": request.COOKIES.get("trato_letters", "on" if user.letter_keys else "off") != "off",
    }


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
