"""The page of the board: narrowed by owner and classification, grouped if asked, all of it in its address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trato.cycles.calendars import working_calendar
from trato.desk import cards
from trato.desk.board import GROUPED, IN_A_LANE, LANES, NOBODY, Column, Lane, columns, endings, lanes
from trato.desk.views import CODE, first_of_all, labels
from trato.documents.definitions import current
from trato.people.actors import Holder, holders_named
from trato.people.pages import StaffRequest, staff_page
from trato.prospects.catalogues import Catalogues, catalogues, choices
from trato.prospects.labels import CATALOGUES, GROUP_TITLES
from trato.prospects.queries import GROUPS, Listing
from trato.prospects.queries import NOBODY as WITHOUT

CLASSIFIED = ("priority", "client_type", "origin", "scale", "sector")
NAMES = {"owner": "responsable", **{group: GROUPS[group] for group in CLASSIFIED}}
BY = "agrupar"


@require_safe
@staff_page
def board_page(request: StaffRequest) -> HttpResponse:
    """Show the running cycles by phase; `fase` chooses the tab of a phone, `agrupar` parts the cards in lanes."""
    definition = current(CODE, request.at)
    if definition is None:
        return first_of_all(request)
    if not set(request.actor.roles) - {"ADMIN"}:
        return HttpResponseRedirect(reverse("people_list"))
    calendar = working_calendar()
    today = calendar.local_date(request.at)
    asked = _asked(request.GET)
    by = next((lane for lane in LANES if NAMES[lane] == request.GET.get(BY, "")), "")
    shown = columns(definition, request.actor, today=today, only=_only(asked), by=by)
    known = catalogues(definition, (*{CATALOGUES[group] for group in CLASSIFIED},))
    owners = holders_named("EC", request.at)
    around = cards.Around(today=today, calendar=calendar, definition=definition, labels=labels(definition))
    phase = next((one.number for one in shown if one.number == request.GET.get("fase", "")), _first_busy(shown))
    named = _named(by, owners, known)
    context = {
        "columns": [
            (column, "" if by else cards.draw(column.rows, around), _listed(asked, phase=column.number))
            for column in shown
        ],
        "lanes": [
            (named.get(lane.group, _("without it")), _cells(lane, shown, around, asked, by))
            for lane in (lanes(shown, list(named)) if by else ())
        ],
        "cut": by and any(column.more for column in shown),
        "most": GROUPED,
        "tabs": tuple((one.number, one.total, _address(asked, by, fase=one.number)) for one in shown),
        "phase": phase,
        "filtered": bool(_only(asked)),
        "choices": _choices(asked, owners, known),
        "grouping": (by and NAMES[by], tuple((NAMES[lane], _title(lane)) for lane in LANES)),
        "chips": tuple(
            (_label(name, value, owners, known), _address({**asked, name: ""}, by))
            for name, value in asked.items()
            if value
        ),
        "endings": endings(request.actor, since=calendar.start_of(today.replace(day=1))),
        "may_load": "GC" in request.actor.roles,
        "month": date_format(today, "F"),
        "empty": not any(column.total for column in shown),
    }
    return render(request, "desk/tablero.html", context)


def _asked(query: QueryDict) -> dict[str, str]:
    """Return what narrows the board, by name, as an address has it; what is unknown in it is ignored."""
    listing = Listing.of(query)
    return {name: getattr(listing, name) for name in NAMES}


def _only(asked: Mapping[str, str]) -> dict[str, str | int]:
    only: dict[str, str | int] = {name: value for name, value in asked.items() if value and name != "owner"}
    if asked["owner"] == WITHOUT:
        return only | {NOBODY: True}
    return only | ({"owner": int(asked["owner"])} if asked["owner"] else {})


def _address(asked: Mapping[str, str], by: str, **more: str) -> str:
    query = QueryDict(mutable=True)
    named = {NAMES[name]: value for name, value in asked.items()} | {BY: by and NAMES[by]} | more
    query.update({name: value for name, value in named.items() if value})
    return f"?{query.urlencode()}"


def _listed(asked: Mapping[str, str], **more: str) -> str:
    """Return the address of the list narrowed alike."""
    return reverse("prospects:list") + Listing(**{**asked, **more}).address()


def _cells(
    lane: Lane, shown: Sequence[Column], around: cards.Around, asked: Mapping[str, str], by: str
) -> list[tuple[str, SafeString, int, str]]:
    """Return, for each column, its number, its cards as far as shown, how many more were read, and all in the list."""
    value = str(lane.group) or (WITHOUT if by == "owner" else "")
    return [
        (
            column.number,
            cards.draw(cell[:IN_A_LANE], around),
            max(len(cell) - IN_A_LANE, 0),
            _listed(asked, phase=column.number, **({by: value} if value else {})),
        )
        for column, cell in zip(shown, lane.cells, strict=True)
    ]


def _named(by: str, owners: Sequence[Holder], known: Catalogues) -> dict[str | int, str]:
    """Return the names of the lanes in the order they are shown."""
    if by == "owner":
        return {**{user.pk: user.name for user in owners}, "": _("nobody yet")}
    return {option.code: option.label for option in known.get(CATALOGUES[by], ())} if by else {}


def _choices(
    asked: Mapping[str, str], owners: Sequence[Holder], known: Catalogues
) -> tuple[tuple[str, str, str, str, tuple[tuple[str, str], ...]], ...]:
    """Return the filters: name, title, what none is called, what is chosen, (code, label)s."""
    people = (*((str(user.pk), user.name) for user in owners), (WITHOUT, _("nobody yet")))
    offered = {group: tuple(choices(known, CATALOGUES[group], keep=[asked[group]])) for group in CLASSIFIED}
    groups = ((NAMES[group], _title(group), _("any"), asked[group], offered[group]) for group in CLASSIFIED)
    return (("responsable", _("Owner"), _("everybody"), asked["owner"], people), *groups)


def _label(name: str, value: str, owners: Sequence[Holder], known: Catalogues) -> str:
    if name == "owner":
        found = next((user.name for user in owners if str(user.pk) == value), _("another person"))
        return _("nobody yet") if value == WITHOUT else found
    return next((option.label for option in known.get(CATALOGUES[name], ()) if option.code == value), value)


def _title(name: str) -> str:
    return _("Owner") if name == "owner" else str(GROUP_TITLES[name])


def _first_busy(shown: Sequence[Column]) -> str:
    """Return the phase a phone shows unasked: the first with a cycle in it."""
    return next((column.number for column in shown if column.total), shown[0].number)
