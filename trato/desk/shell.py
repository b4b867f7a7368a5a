"""The frame around every page of the staff: where one can go, who one is, the state of the history."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.db.models import CharField, Count, QuerySet, Value
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trato.cycles.models import WaiverRequest
from trato.desk.today import pressing
from trato.ledger.actors import Actor
from trato.ledger.queries import integrity_summary
from trato.people.roles import Role
from trato.quality.models import Case
from trato.ui.shell import Ledger, Me, NavItem, Shell
from trato.ui.values import to_local_date

AUDIT = frozenset({"GC", "SGC", "AUDITOR", "EC"})  # who may open «Auditoría»
MANY = 100  # from here on a count says «99+»


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the shell for people signed in; pages for people outside have their own."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or getattr(request, "actor", None) is None:
        return {}
    actor: Actor = request.actor  # type: ignore[attr-defined]
    waiting = _quality(actor)
    return {
        "quality_waiting": waiting,
        "may_open": bool({"EC", "GC"} & set(actor.roles)),
        "shell": Shell(
            brand=settings.TRATO_ORGANISATION,
            nav=_nav(request, actor, waiting),
            me=Me(name=user.name, role=_role(actor), url=_url("people_account")),
            ledger=_ledger(actor),
            search_url=_url("desk:search"),
            settings_url=_url("desk:settings"),
            sign_out_url=_url("account_logout"),
            letters=user.letter_keys,
        ),
    }


def _nav(request: HttpRequest, actor: Actor, waiting: dict[str, int]) -> tuple[tuple[NavItem, ...], ...]:
    procedure = bool(set(actor.roles) - {"ADMIN"})
    counts = _counts(actor) if procedure else {"pressing": 0, "waivers": 0}
    numbers = {"desk:today": counts["pressing"], "quality:home": sum(waiting.values()) or counts["waivers"]}
    return tuple(
        tuple(
            NavItem(
                label=label, url=url, icon=icon, key=key, count=numbers.get(name, 0), current=_here(request.path, url)
            )
            for label, name, url, icon, key in group
        )
        for group in places(procedure, audits(actor), get_language())
    )


@lru_cache(maxsize=8)
def places(
    procedure: bool, audit: bool, _language: str | None
) -> tuple[tuple[tuple[str, str, str, str, str], ...], ...]:
    """Return the groups of the menu: label, name of the address, address, icon, key."""
    work = (
        (_("Today"), "desk:today", "sun", "h"),
        (_("Board"), "desk:board", "columns-3", "t"),
        (_("Prospects"), "prospects:list", "list", "p"),
        (_("Agenda"), "agenda:week", "calendar-days", "a"),
    )
    system = (
        (_("Documents"), "documents", "book-open", "d"),
        (_("Quality"), "quality:home", "shield-alert", "q"),
        (_("Audit"), "desk:audit", "shield-check", "u"),
        (_("Settings"), "desk:settings", "settings-2", "j"),
    )
    seen = tuple(place for place in system if place[1] != "desk:audit" or audit)
    groups = (work, seen) if procedure else (system[:1] + system[-1:],)
    return tuple(
        tuple((label, name, url, icon, key) for label, name, icon, key in group if (url := _url(name)))
        for group in groups
    )


def audits(actor: Actor) -> bool:
    return not AUDIT.isdisjoint(actor.roles)


def _counts(actor: Actor) -> dict[str, int]:
    return pressing(actor, today=to_local_date(timezone.now()), most=MANY)


def _quality(actor: Actor) -> dict[str, int]:
    """Count what waits for the Quality Manager, which is no step of a cycle: cases, and waivers nobody reviewed."""
    if "SGC" not in actor.roles:
        return {}
    waivers = WaiverRequest.objects.filter(decision__authorised=True, review=None)
    found = dict(_counted(waivers, "waivers").union(_counted(Case.objects.open(), "cases")).order_by())
    return {"cases": found.get("cases", 0), "waivers": found.get("waivers", 0)}


def _counted(rows: QuerySet[Any], what: str) -> QuerySet[Any, tuple[str, int]]:
    """Return the number of rows beside their name, as a row of its own; none when there are none."""
    named = rows.order_by().annotate(what=Value(what, CharField())).values("what")
    found: QuerySet[Any, tuple[str, int]] = named.annotate(number=Count("pk")).values_list("what", "number")
    return found


def _here(path: str, url: str) -> bool:
    if url == _url("desk:today"):
        return path == url
    return path.startswith(url) or (url == _url("prospects:list") and path.startswith("/ciclos/"))


def _ledger(actor: Actor) -> Ledger:
    summary = integrity_summary()
    return Ledger(size=summary.size, verified=summary.intact, url=_url("desk:audit") if audits(actor) else "")


def _role(actor: Actor) -> str:
    return ", ".join(str(Role(code).label) for code in actor.roles[:2]) or _("No role today")


@cache
def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
