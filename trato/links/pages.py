"""What every page of people outside stands behind: a link that opens, a log of the visit, nothing done by a GET."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from trato.links.actions import record
from trato.links.browsers import verified
from trato.links.doors import LinkRefused, LinkView, open_link
from trato.links.letters import last_day, wa_url
from trato.links.models import Link, LinkVisit
from trato.links.purposes import actor_of
from trato.people.models import User
from trato.ui.shell import Contact, Outside

STATUS = {"unknown": 404, "expired": 410, "revoked": 410, "done": 200}

type Page[**P] = Callable[Concatenate[HttpRequest, LinkView, P], HttpResponseBase]


def outsider_page[**P](
    *, purpose: str = "", done_ok: bool = False, code: bool = False
) -> Callable[[Page[P]], Callable[..., HttpResponseBase]]:
    """Give the page its opened link instead of the `token` of its address, or answer why it does not open.

    `purpose` must be the link's ("" admits any); `done_ok` shows the page after its work is done; with `code` the
    page opens only in a browser that typed a code in the last two hours, as do all pages reached by a ticket.
    """

    def decorate(view: Page[P]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def page(request: HttpRequest, /, token: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            at = timezone.now()
            try:
                opened = open_link(token, at, done_ok=done_ok)
                if purpose and opened.link.purpose != purpose:
                    raise LinkRefused("unknown")
            except LinkRefused as refused:
                return refused_page(request, refused, token=token, at=at)
            note_visit(request, opened.link, what=view.__name__.removesuffix("_page").replace("_", "-"), at=at)
            if (code or opened.through) and verified(request, opened.link, at) is None:
                return private(ask_for_code(opened, came_from=request))
            return private(view(request, opened, *args, **kwargs))

        return without_account(page)

    return decorate


def without_account[V: Callable[..., HttpResponseBase]](view: V) -> V:
    """Mark a page as meant for people without an account, for the guard that walks every address."""
    view.audience = "outside"  # type: ignore[attr-defined]
    return view


def refused_page(request: HttpRequest, refused: LinkRefused, *, token: str, at: datetime) -> HttpResponse:
    """Say why a link does not open and what to do: 404 unknown, 410 expired or revoked, 200 already done."""
    if refused.link is not None:
        note_visit(request, refused.link, what=f"refused-{refused.reason}", at=at)
    context: dict[str, Any] = {"link": refused.link, "token": token, "outside": shell_of(refused.link)}
    if refused.link is not None:
        context["purpose"] = LinkView(refused.link, token).purpose
        context["home_url"] = LinkView(refused.link, token).home_url
    response = render(request, f"links/{refused.reason}.html", context, status=STATUS[refused.reason])
    return private(response)


def ask_for_code(opened: LinkView, *, came_from: HttpRequest) -> HttpResponse:
    """Send the person to type a code and back; what a POST carried is not kept, so ask before showing a form."""
    target = came_from.get_full_path() if came_from.method in {"GET", "HEAD"} else came_from.path
    address = reverse("links:code", kwargs={"token": opened.token})
    return redirect(f"{address}?{urlencode({'next': target})}")


def shell_of(link: Link | None, *, crumbs: tuple[tuple[str, str], ...] = (), token: str = "") -> Outside:
    """Return what `ui/outside.html` shows around a page: whose link it is, until when, whom to ask."""
    if link is None:
        return Outside(brand=settings.TRATO_ORGANISATION)
    notice = ""
    if token:
        notice = _("Personal link of %(name)s, until %(date)s. Do not share it.") % {
            "name": link.person_name,
            "date": last_day(link),
        }
    return Outside(
        brand=settings.TRATO_ORGANISATION,
        client=link.client_name,
        contact=contact_of(link),
        notice=notice,
        not_me_url=reverse("links:not_me", kwargs={"token": token}) if token else "",
        crumbs=crumbs,
    )


def contact_of(link: Link) -> Contact | None:
    """Return the person of the house who made the link; None when it was the system."""
    kind, _slash, number = link.created_by.partition("/")
    user = User.objects.filter(pk=number).first() if kind == "user" and number.isdigit() else None
    if user is None:
        return None
    return Contact(name=user.name, whatsapp_url=wa_url(user.phone), email=user.email)


def note_visit(request: HttpRequest, link: Link, *, what: str, at: datetime) -> None:
    """Log the request; the first opening by GET also goes to the ledger."""
    with transaction.atomic():
        LinkVisit.objects.create(
            link=link,
            what=("head-" if request.method == "HEAD" else "") + what,
            at=at,
            ip=request.META.get("REMOTE_ADDR") or None,
            user_agent=request.headers.get("User-Agent", "")[:300],
        )
        if request.method != "GET" or what.startswith("refused") or link.first_opened_at is not None:
            return
        if Link.objects.filter(pk=link.pk, first_opened_at=None).update(first_opened_at=at):
            record(link, "link.opened", by=actor_of(link), at=at, facts={})


def private[R: HttpResponseBase](response: R) -> R:
    """Keep a personal page out of caches and search engines, and its address out of other sites' logs."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
