"""The list, and giving cycles of it to somebody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from trato.cycles.assigning import assign_many
from trato.cycles.calendars import working_calendar
from trato.cycles.models import Cycle, Progress, ProgressQuerySet
from trato.cycles.refusals import Refusal
from trato.organisations.models import Organisation
from trato.people.actors import Holder, holders_named
from trato.people.models import User
from trato.people.pages import StaffRequest, roles
from trato.people.roles import Role
from trato.prepared import Prepared
from trato.procedure import Calendar, Definition
from trato.prospects.actions.tagging import tag_many, untag_many
from trato.prospects.catalogues import OF_THE_HOUSE, Catalogues, catalogues, choices, definition_for_lists
from trato.prospects.columns import COLUMNS, around, chosen_columns, draw, with_organisation
from trato.prospects.exports.making import asked
from trato.prospects.labels import CATALOGUES, GROUP_TITLES, action_labels, option_labels, phase_names
from trato.prospects.models import SavedView
from trato.prospects.queries import (
    DUES,
    GROUPS,
    IDLE,
    MOST_COUNTED,
    NOBODY,
    OUTCOMES,
    VIEWS,
    Listing,
    Page,
    clean,
    counted,
    key_of,
    page_of,
)
from trato.prospects.views.saved import KEEPERS
from trato.prospects.visibility import READERS
from trato.search.finding import likely_meant

MOST_AT_ONCE = 200
_OFFERED = Prepared(SavedView.objects.offered_to, user=int)
DUE_NAMES = {
    "vencido": gettext_lazy("Overdue"),
    "hoy": gettext_lazy("Due today"),
    "semana": gettext_lazy("Due this week"),
    "sin-fecha": gettext_lazy("Without a due date"),
}
IDLE_NAMES = {IDLE: gettext_lazy("Without activity")}
VIEW_NAMES = {
    "en-curso": gettext_lazy("In progress"),
    "mios": gettext_lazy("Mine"),
    "sin-contacto": gettext_lazy("Without contact"),
    "por-vencer": gettext_lazy("Falling due"),
    "sin-contratacion": gettext_lazy("Lost and closed"),
    "todos": gettext_lazy("All"),
}
OUTCOME_NAMES = {
    "abierto": gettext_lazy("Not decided"),
    "contratado": gettext_lazy("Contracted"),
    "sin-contratacion": gettext_lazy("Without a contract"),
}


@require_safe
@roles(*READERS)
def prospect_list(request: StaffRequest) -> HttpResponse:
    """Show one page of the list as its address asks for it."""
    listing = Listing.of(request.GET)
    definition = definition_for_lists(request.at)
    calendar = working_calendar()
    today = calendar.local_date(request.at)
    rows = asked(listing, request.actor, request.at, calendar)
    found = page_of(listing, with_organisation(rows))
    meant = _meant(listing, request, calendar) if listing.q and not found.rows else ""
    owners = holders_named(Role.EC, request.at)
    commercial = bool({Role.GC, Role.EC} & set(request.actor.roles))
    known = catalogues(definition, CATALOGUES.values()) if definition else {}
    columns = chosen_columns(listing.columns)
    saved = _OFFERED.objects(user=request.user.pk)
    here = next((view for view in saved if view.query == listing.address().removeprefix("?")), None)
    context = {
        "listing": listing,
        "views": tuple(
            (str(VIEW_NAMES[code]), listing.address(view=code), code == listing.view and not here) for code in VIEWS
        ),
        "saved": tuple((view.name, f"?{view.query}", view == here, view.shared) for view in saved),
        "here": here,
        "may_keep": bool(set(KEEPERS) & set(request.actor.roles)),
        "columns": tuple((str(column.title), column.css) for column in columns),
        "every_column": tuple((column.code, str(column.title), column in columns) for column in COLUMNS),
        "rows": draw(
            found.rows,
            columns,
            around(
                found.rows,
                columns,
                names={user.pk: user.name for user in owners},
                today=today,
                labels=action_labels(definition),
                options=option_labels(known),
            ),
            address=reverse("desk:cycle", args=["CODE"]),
        ),
        "count": _count_text(listing, found, rows),
        "newer": listing.address(before=found.newer) if found.newer else "",
        "older": listing.address(after=found.older) if found.older else "",
        "choices": _choices(listing, owners, definition, known),
        "typed": (
            (GROUPS["activity"], str(GROUP_TITLES["activity"]), listing.activity, _("code or word: 62, metal…")),
        ),
        "kept": [(listing.NAMES[name], getattr(listing, name)) for name in (*listing.narrowings, "columns")],
        "chips": _chips(listing, owners, definition, known),
        "meant": (meant, listing.address(q=meant)) if meant else None,
        "may_open": commercial,
        "anything": bool(found.rows) or Progress.objects.visible_to(request.actor).exists(),
        "assignable": owners if commercial else (),
        "tags": tuple(choices(known, "tag")) if commercial else (),
    }
    return render(request, "prospects/list.html", context)


def _meant(listing: Listing, request: StaffRequest, calendar: Calendar) -> str:
    """Return what was probably meant, when the list has something for it."""
    meant = likely_meant(listing.q)
    some = asked(replace(listing, q=meant, after="", before=""), request.actor, request.at, calendar) if meant else None
    return meant if some is not None and some.exists() else ""


@require_POST
@roles(Role.GC, Role.EC)
def assignment(request: StaffRequest) -> HttpResponse:
    """Give the chosen cycles to one Sales Executive."""
    back = HttpResponseRedirect(reverse("prospects:list") + Listing.of(request.POST).address())
    codes = chosen_codes(request)
    cycles = list(Cycle.objects.visible_to(request.actor).filter(code__in=codes))
    key = key_of(request.POST.get("a", ""))
    if not cycles or key is None:
        messages.error(request, _("Choose at least one cycle and whom to give it to."))
        return back
    user = get_object_or_404(User, pk=key)
    try:
        with transaction.atomic(durable=True):
            given = assign_many(cycles, user=user, by=request.actor, at=request.at)
    except Refusal as refusal:
        for sentence in refusal.sentences:
            messages.error(request, sentence)
        return back
    done = ngettext("%(n)s cycle given to %(name)s.", "%(n)s cycles given to %(name)s.", given)
    messages.success(request, done % {"n": given, "name": user.name})
    return back


@require_POST
@roles(Role.GC, Role.EC)
def tagging(request: StaffRequest) -> HttpResponse:
    """Put a tag on the organisations of the chosen cycles, or take it off."""
    back = HttpResponseRedirect(reverse("prospects:list") + Listing.of(request.POST).address())
    cycles = Cycle.objects.visible_to(request.actor).filter(code__in=chosen_codes(request))
    organisations = list(Organisation.objects.filter(pk__in=cycles.values("organisation")))
    tag = clean(request.POST.get("t", ""))
    if not organisations or not tag:
        messages.error(request, _("Choose at least one cycle and a tag."))
        return back
    off = bool(request.POST.get("quitar"))
    try:
        with transaction.atomic(durable=True):
            act = untag_many if off else tag_many
            n = act(organisations=organisations, tag=tag, by=request.actor, at=request.at)
    except Refusal as refusal:
        for sentence in refusal.sentences:
            messages.error(request, sentence)
        return back
    if off:
        done = ngettext("Tag taken off %(n)s organisation.", "Tag taken off %(n)s organisations.", n)
    else:
        done = ngettext("Tag put on %(n)s organisation.", "Tag put on %(n)s organisations.", n)
    messages.success(request, done % {"n": n})
    return back


def chosen_codes(request: StaffRequest) -> list[str]:
    """Return the codes of the cycles chosen in the list, as many as may be acted on at once."""
    return [clean(code) for code in request.POST.getlist("codigo")[:MOST_AT_ONCE]]


def _choices(
    listing: Listing, owners: Sequence[Holder], definition: Definition | None, known: Catalogues
) -> tuple[tuple[str, str, str, str, tuple[tuple[str, str], ...]], ...]:
    """Return the filters that offer a choice: name, title, what none is called, what is chosen, (code, label)s."""
    people = ((NOBODY, _("nobody yet")), *((str(user.pk), user.name) for user in owners))
    phases = tuple((number, f"{number} {name}") for number, name in phase_names(definition))
    outcomes = tuple((code, str(OUTCOME_NAMES[code])) for code in OUTCOMES)
    dues = tuple((code, str(DUE_NAMES[code])) for code in DUES)
    groups = (
        (GROUPS[group], str(GROUP_TITLES[group]), _("any"), getattr(listing, group), tuple(choices(known, name)))
        for group, name in CATALOGUES.items()
        if name not in OF_THE_HOUSE or getattr(listing, group) or choices(known, name)
    )
    return (
        ("fase", _("Phase"), _("all"), listing.phase, phases),
        ("responsable", _("Owner"), _("everybody"), listing.owner, people),
        ("resultado", _("Outcome"), _("any"), listing.outcome, outcomes),
        ("vence", _("Due"), _("any"), listing.due, dues),
        ("actividad", _("Activity"), _("any"), listing.idle, ((IDLE, str(IDLE_NAMES[IDLE])),)),
        *groups,
    )


def _chips(
    listing: Listing, owners: Sequence[Holder], definition: Definition | None, known: Catalogues
) -> list[tuple[str, str]]:
    """Return what narrows the list, each with the address without it; the text stays in its box."""
    names = {"outcome": OUTCOME_NAMES, "due": DUE_NAMES, "idle": IDLE_NAMES}
    options = option_labels(known)
    chips = []
    for part in listing.narrowings:
        value = getattr(listing, part)
        if part == "phase":
            text = f"{value} {dict(phase_names(definition)).get(value, '')}".strip()
        elif part == "owner":
            found = next((user.name for user in owners if str(user.pk) == value), _("another person"))
            text = _("nobody yet") if value == NOBODY else found
        elif part in names:
            text = str(names[part][value])
        else:
            text = options.get((part, value), value)
        if part != "q":
            chips.append((text, listing.address(**{part: ""})))
    return chips


def _count_text(listing: Listing, page: Page, rows: ProgressQuerySet) -> str:
    """Say how many there are when that is cheap to know, else how many are on screen."""
    total = counted(listing, page, rows)
    if total is None:
        n = len(page.rows)
        return ngettext("%(n)s cycle on screen", "%(n)s cycles on screen", n) % {"n": n}
    if total > MOST_COUNTED:
        return _("more than 1,000 cycles")
    return ngettext("%(n)s cycle", "%(n)s cycles", total) % {"n": total}
