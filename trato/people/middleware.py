"""What every request carries about people: the instant, the actor, their language, and a second factor demanded."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from trato.ledger.actors import Actor
from trato.people.actors import actor_for
from trato.people.models import Theme, User

NOBODY = Actor("person", "person/nobody")
PROVEN = "people.second_factor"
TOO_MANY = frozenset({"too_many_login_attempts", "rate_limited"})  # allauth's codes
YEAR = 365 * 24 * 60 * 60
WITHOUT_SECOND_FACTOR = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "set_language",
        "alive",
        "ready",
    }
)

type View = Callable[[HttpRequest], HttpResponseBase]


def people(get_response: View) -> View:
    """Set `request.at` and, lazily, `request.actor`; speak the person's language; demand the second factor."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        request.at = timezone.now()  # type: ignore[attr-defined]
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]
        language = language_of(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = get_response(request)
        _carry_preferences(request, response)
        _refuse_aloud(request, response)
        return response

    handle.process_view = _demand_second_factor  # type: ignore[attr-defined]
    return handle


def actor_of(request: HttpRequest) -> Actor:
    """Return who is asking, with the roles held when the request arrived; an actor without roles when nobody is."""
    if not isinstance(request.user, AnonymousUser) and request.user.is_authenticated:
        return actor_for(request.user, request.at)  # type: ignore[attr-defined]
    return NOBODY


def language_of(request: HttpRequest) -> str:
    """Choose: what this browser was told, else what the person prefers, else the house's language."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if chosen in dict(settings.LANGUAGES):
        return chosen
    if request.user.is_authenticated:
        return request.user.language
    return settings.LANGUAGE_CODE


def _demand_second_factor(request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> HttpResponseBase | None:
    """Before anything else, whoever has no app and no key sets one up; the demo's cast is exempt."""
    user = request.user
    if not user.is_authenticated or user.is_demo or request.session.get(PROVEN):
        return None
    from trato.people.adapters import has_second_factor

    if has_second_factor(user):
        request.session[PROVEN] = True
        return None
    match = request.resolver_match
    if match is not None and match.url_name in WITHOUT_SECOND_FACTOR:
        return None
    return HttpResponseRedirect(reverse("mfa_activate_totp"))


def _refuse_aloud(request: HttpRequest, response: HttpResponseBase) -> None:
    """Answer allauth's own forms, when they come back with errors, with 422 or, after too many attempts, 429."""
    form = (getattr(response, "context_data", None) or {}).get("form")
    if request.method != "POST" or response.status_code != HTTPStatus.OK or not isinstance(form, BaseForm):
        return
    if codes := {error.code for errors in form.errors.as_data().values() for error in errors}:
        limited = codes & TOO_MANY
        response.status_code = HTTPStatus.TOO_MANY_REQUESTS if limited else HTTPStatus.UNPROCESSABLE_ENTITY


def _carry_preferences(request: HttpRequest, response: HttpResponseBase) -> None:
    """On a browser that does not know the person yet, leave their theme and keys where the pages look for them."""
    user = request.user
    if not isinstance(user, User):
        return
    if user.theme != Theme.SYSTEM and "trato_theme" not in request.COOKIES:
        leave_cookie(response, "trato_theme", user.theme)
    if not user.letter_keys and "trato_letters" not in request.COOKIES:
        leave_cookie(response, "trato_letters", "off")


def leave_cookie(response: HttpResponseBase, name: str, value: str) -> None:
    """Leave a preference where the pages and their script read it."""
    response.set_cookie(
        name, value, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=False
    )
