"""Enter and leave: password and code, key, the demo's cast with one click, the invitation's link."""

import re
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.logout import logout
from allauth.account.internal.templatekit import get_entrance_context_data
from allauth.account.views import LoginView
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import clear_totp_secret, get_totp_secret
from allauth.mfa.webauthn.views import login_webauthn
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trato.people import entry, kept
from trato.people.actions import InvitationUnusable, accept_invitation, invitation_for
from trato.people.allauth_forms import LoginForm
from trato.people.backends import DEMO, HOUSE
from trato.people.forms import AcceptInvitationForm
from trato.people.models import RoleHeld, User
from trato.people.roles import WHAT_THEY_DO, Role, in_order

PREFERENCE_COOKIES = ("trato_theme", "trato_letters")
KEY = re.compile(r"[0-9]{1,9}")


@sensitive_post_parameters()
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Ask for e-mail and password; the code of the second factor follows on its own page."""
    if request.method == "POST":
        kept.stash(request)
    view = LoginView.as_view(extra_context=_sign_in_context(request, sealed=request.POST.get(kept.FIELD)))
    response: HttpResponseBase = view(request)
    return response


def show_sign_in(request: HttpRequest, *, sealed: str | None, interrupted: bool) -> HttpResponse:
    """Answer an interrupted form with the sign-in page, what was typed sealed inside it; 401."""
    context = {
        **get_entrance_context_data(request),
        **_sign_in_context(request, sealed=sealed),
        "form": LoginForm(request=request),
        "interrupted": interrupted,
        "lost_files": bool(request.FILES),
        "could_not_keep": interrupted and sealed is None,
    }
    response = render(request, "account/login.html", context, status=401)
    response.headers["WWW-Authenticate"] = 'Session realm="Trato"'
    return response


def sign_in_with_key(request: HttpRequest) -> HttpResponseBase:
    """Sign in with a key alone; what had been typed is kept first."""
    if request.method == "POST":
        kept.stash(request)
    response: HttpResponseBase = login_webauthn(request)
    return response


@require_POST
def sign_in_to_demo(request: HttpRequest) -> HttpResponse:
    """Enter as one of the cast; it does not exist outside demo mode."""
    number = request.POST.get("person", "")
    if not settings.TRATO_DEMO or not KEY.fullmatch(number):
        raise Http404
    user = get_object_or_404(User, pk=int(number), is_demo=True, is_active=True)
    stashed = kept.stash(request)
    login(request, user, backend=DEMO)
    return HttpResponseRedirect(reverse("people_kept_return") if stashed else _next(request))


@require_http_methods(["GET", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave; the browser forgets the person's preferences too. A GET only asks."""
    if request.method == "GET":
        if not request.user.is_authenticated:
            return HttpResponseRedirect(reverse("account_login"))
        return render(request, "account/logout.html")
    logout(request)
    response = HttpResponseRedirect(settings.LOGOUT_REDIRECT_URL)
    for cookie in (*PREFERENCE_COOKIES, settings.LANGUAGE_COOKIE_NAME):
        response.delete_cookie(cookie, samesite="Lax")
    return response


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Let the invited person choose a password and connect the app of their phone, in one step."""
    try:
        invitation = invitation_for(token, request.at)  # type: ignore[attr-defined]
    except InvitationUnusable:
        return render(request, "people/invitation_gone.html", status=410)
    secret = get_totp_secret()
    form = AcceptInvitationForm(request.POST or None, user=invitation.user, secret=secret)
    if request.method == "POST" and form.is_valid():
        try:
            user = accept_invitation(
                token=token,
                password=form.cleaned_data["password1"],
                totp_secret=secret,
                at=request.at,  # type: ignore[attr-defined]
            )
        except InvitationUnusable:
            return render(request, "people/invitation_gone.html", status=410)
        clear_totp_secret(request)
        login(request, user, backend=HOUSE)
        record_authentication(request, user, method="mfa", type="totp", reauthenticated=True)
        messages.success(request, _("Your account is ready. Keep these recovery codes: they are shown only now."))
        return HttpResponseRedirect(reverse("mfa_view_recovery_codes"))
    factors = get_adapter()
    context = {
        "form": form,
        "invited": invitation.user,
        "expires_at": invitation.expires_at,
        "secret": secret,
        "qr": _data_uri(factors.build_totp_svg(factors.build_totp_url(invitation.user, secret))),
    }
    return render(request, "people/invitation.html", context, status=422 if form.errors else 200)


@require_GET
def invitation_only(request: HttpRequest) -> HttpResponse:
    """Say that there is no sign-up: one enters by invitation."""
    return render(request, "account/signup_closed.html", status=404)


def _sign_in_context(request: HttpRequest, *, sealed: str | None) -> dict[str, Any]:
    return {
        "demo": settings.TRATO_DEMO,
        "cast": _cast(request) if settings.TRATO_DEMO else [],
        "guests": entry.gathered(entry.guests, request) if settings.TRATO_DEMO else [],
        "stories": entry.gathered(entry.stories, request),
        "foot": entry.gathered(entry.foot, request),
        "organisation": settings.TRATO_ORGANISATION,
        "provider": settings.OIDC.name if settings.OIDC else "",
        "kept_field": kept.FIELD,
        "sealed": sealed,
        "next_url": reverse("people_kept_return") if sealed else _next(request, otherwise=""),
    }


def _cast(request: HttpRequest) -> list[dict[str, Any]]:
    """Return one line per person of the demo, in the order in which they were created."""
    people = list(User.objects.active().filter(is_demo=True).order_by("pk"))
    held = RoleHeld.objects.at(request.at).filter(user__in=people, substitute_for=None)  # type: ignore[attr-defined]
    codes: dict[int, list[str]] = {}
    for user_id, code in held.values_list("user_id", "role"):
        codes.setdefault(user_id, []).append(code)
    lines = []
    for person in people:
        roles = in_order(codes.get(person.pk, []))
        lines.append(
            {
                "pk": person.pk,
                "name": person.name,
                "role": " · ".join(str(Role(code).label) for code in roles),
                "what": WHAT_THEY_DO[roles[0]] if roles else "",
                "code": _("Aud.") if roles == (Role.AUDITOR,) else " ".join(roles),
            }
        )
    return lines


def _next(request: HttpRequest, *, otherwise: str | None = None) -> str:
    """Return where the visitor was going, if it is ours."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return wanted
    return settings.LOGIN_REDIRECT_URL if otherwise is None else otherwise


def _data_uri(svg: str) -> str:
    import base64

    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode("ascii")
