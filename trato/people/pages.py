"""What every page of the staff stands behind: signed in, the right role, nothing typed lost."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, cast, overload

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from trato.ledger.actors import Actor
from trato.people import kept
from trato.people.actors import actor_for
from trato.people.models import User
from trato.people.roles import Role

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class StaffRequest(HttpRequest):
    """A request of somebody of the house: `actor` with the roles held at `at`, the instant it arrived."""

    user: User
    actor: Actor
    at: datetime


type Page[**P] = Callable[Concatenate[StaffRequest, P], HttpResponseBase]
type View = Callable[..., HttpResponseBase]


@overload
def staff_page[**P](view: Page[P], /) -> View: ...
@overload
def staff_page[**P](*, changes_nothing: bool) -> Callable[[Page[P]], View]: ...
def staff_page(view: Any = None, /, *, changes_nothing: bool = False) -> Any:
    """Open the page to whoever is signed in; otherwise ask to sign in and keep what was typed.

    An auditor changes nothing, so a POST of theirs is refused, except to a page that says it `changes_nothing`.
    """

    def decorate(view: Page[...]) -> View:
        return _guarded(view, allowed=None, changes_nothing=changes_nothing)

    return decorate if view is None else decorate(view)


def roles[**P](*codes: str, changes_nothing: bool = False) -> Callable[[Page[P]], View]:
    """Open the page only to people who hold one of these roles now; it is a staff page too."""
    unknown = set(codes) - set(Role.values)
    if unknown or not codes:
        raise ValueError(f"Not roles: {sorted(unknown)}")

    def decorate(view: Page[P]) -> View:
        return _guarded(view, allowed=codes, changes_nothing=changes_nothing)

    return decorate


def refuse(request: HttpRequest, *, allowed: tuple[str, ...] = (), why: str = "") -> HttpResponse:
    """Answer 403 and say which roles may."""
    context = {"allowed": [Role(code).label for code in allowed], "why": why}
    return render(request, "people/refused.html", context, status=403)


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send an anonymous visitor to sign in and back; a form's texts travel along, sealed."""
    from trato.people.sign_in import show_sign_in

    if request.method in SAFE_METHODS:
        target = f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}"
        return _go(request, target)
    sealed = kept.keep(request)
    if request.headers.get("HX-Request"):
        # A fragment cannot hold the sign-in page: the sealed text waits in the anonymous session instead.
        if sealed is not None:
            request.session[kept.SESSION_KEY] = [sealed]
        return _go(request, f"{reverse('account_login')}?{urlencode({'next': reverse('people_kept_return')})}")
    return show_sign_in(request, sealed=sealed, interrupted=True)


def _guarded[**P](view: Page[P], *, allowed: tuple[str, ...] | None, changes_nothing: bool) -> View:
    @wraps(view)
    def page(given: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not given.user.is_authenticated:
            return ask_to_sign_in(given)
        request = cast(StaffRequest, given)
        request.actor = actor_for(request.user, request.at)  # the real one: `replace` refuses a lazy object
        changes = request.method not in SAFE_METHODS
        if changes and not changes_nothing and Role.AUDITOR in request.actor.roles:
            return refuse(request, why=_("An auditor reads everything and changes nothing."))
        if allowed is not None and not set(allowed) & set(request.actor.roles):
            return refuse(request, allowed=allowed)
        response = view(request, *args, **kwargs)
        if changes:
            kept.forget(request, request.path)  # it arrived; had the view failed, the text would still be there
        response.headers["Cache-Control"] = "no-store"
        return response

    page.audience = "staff"  # type: ignore[attr-defined]
    page.allowed_roles = allowed  # type: ignore[attr-defined]
    page.changes_nothing = changes_nothing  # type: ignore[attr-defined]
    return page


def _go(request: HttpRequest, target: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": target, "Cache-Control": "no-store"})
    return HttpResponseRedirect(target, headers={"Cache-Control": "no-store"})
