"""The list, giving cycles to somebody, and taking the list away as a file."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trato.cycles.assigning import assign_many
from trato.cycles.calendars import working_calendar
from trato.cycles.models import Cycle, Progress, ProgressQuerySet
from trato.cycles.refusals import Refusal
from trato.people.actors import holders
from trato.people.models import User
from trato.people.pages import StaffRequest, roles
from trato.people.roles import Role
from trato.procedure import Definition
from trato.prospects.catalogues import definition_for_lists
from trato.prospects.exporting import csv_lines
from trato.prospects.queries import NOBODY, OUTCOMES, SOON, VIEWS, Listing, clean, key_of, page_of, selected
from trato.prospects.rows import rows_of
from trato.ui.values import cuit_text, numeric_date

READERS = (Role.GC, Role.EC, Role.EET, Role.PM, Role.PO, Role.TO, Role.SGC, Role.AUDITOR)
MOST_AT_ONCE = 200


@require_safe
@roles(*READERS)
def prospect_list(request: StaffRequest) -> HttpResponse:
    """Show one page of the list as its address asks for it."""
    listing = Listing.of(request.GET)
    definition = definition_for_lists(request.at)
    calendar = working_calendar()
    today = calendar.local_date(request.at)
    found = page_of(listing, _whole(_asked(request, listing)))
    owners = list(holders(Role.EC, request.at))
    commercial = bool({Role.GC, Role.EC} & set(request.actor.roles))
    context = {
        "listing": listing,
        "views": [(code, _view_name(code), listing.address(view=code)) for code in VIEWS],
        "rows": rows_of(found.rows, labels=_labels(definition), today=today),
        "newer": listing.address(before=found.newer) if found.newer else "",
        "older": listing.address(after=found.older) if found.older else "",
        "owners": owners,
        "phases": _phases(definition),
        "outcomes": [(code, _outcome_name(code)) for code in OUTCOMES],
        "chips": _chips(listing, owners, definition),
        "nobody": NOBODY,
        "today": today,
        "may_open": commercial,
        "anything": bool(found.rows) or Progress.objects.visible_to(request.actor).exists(),
        "export_address": reverse("prospects:export") + listing.address(),
        "assignable": owners if Role.GC in request.actor.roles else [user for user in owners if commercial],
    }
    return render(request, "prospects/list.html", context)


@require_POST
@roles(Role.GC, Role.EC)
def assignment(request: StaffRequest) -> HttpResponse:
    """Give the chosen cycles to one Sales Executive."""
    back = HttpResponseRedirect(reverse("prospects:list") + Listing.of(request.POST).address())
    codes = _codes(request)
    cycles = list(Cycle.objects.visible_to(request.actor).filter(code__in=codes))
    key = key_of(request.POST.get("a", ""))
    if not cycles or key is None:
        messages.error(request, _("Choose at least one cycle and whom to give it to."))
        return back
    user = get_object_or_404(User, pk=key)
    try:
        with transaction.atomic(durable=True):
            assign_many(cycles, user=user, by=request.actor, at=request.at)
    except Refusal as refusal:
        for sentence in refusal.sentences:
            messages.error(request, sentence)
        return back
    done = ngettext("%(n)s cycle given to %(name)s.", "%(n)s cycles given to %(name)s.", len(cycles))
    messages.success(request, done % {"n": len(cycles), "name": user.name})
    return back


@require_http_methods(["GET", "HEAD", "POST"])
@roles(*READERS, changes_nothing=True)
def export(request: StaffRequest) -> StreamingHttpResponse:
    """Answer the chosen cycles, or everything the address asks for, as a CSV file that runs nothing."""
    codes = _codes(request)
    if codes:
        rows = Progress.objects.visible_to(request.actor).filter(code__in=codes)
    else:
        rows = _asked(request, Listing.of(request.POST if request.method == "POST" else request.GET))
    header = [
        _("Code"), _("Organisation"), _("CUIT"), _("Town"), _("Project"), _("State"), _("Phase"), _("Next action"),
        _("Due"), _("Owner"), _("Priority"), _("Currency"), _("Amount"),
    ]  # fmt: skip
    lines = csv_lines(header, _cells(_whole(rows).due_first(), definition_for_lists(request.at)))
    response = StreamingHttpResponse((line.encode() for line in lines), content_type="text/csv; charset=utf-8")
    name = f"prospectos-{numeric_date(request.at).replace('/', '-')}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _codes(request: StaffRequest) -> list[str]:
    return [clean(code) for code in request.POST.getlist("codigo")[:MOST_AT_ONCE]]


def _asked(request: StaffRequest, listing: Listing) -> ProgressQuerySet:
    calendar = working_calendar()
    today = calendar.local_date(request.at)
    return selected(listing, request.actor, today=today, soon=calendar.add_business_days(today, SOON))


def _whole(rows: ProgressQuerySet) -> ProgressQuerySet:
    return rows.select_related("owner", "cycle__organisation")


def _cells(rows: ProgressQuerySet, definition: Definition | None) -> Iterator[list[str]]:
    labels = _labels(definition)
    for row in rows.iterator(chunk_size=500):
        organisation = row.cycle.organisation
        minor = row.amount_minor
        yield [
            row.code,
            row.organisation_name,
            cuit_text(organisation.cuit or ""),
            organisation.locality,
            row.title,
            str(row.get_state_display()),
            row.phase,
            f"{row.next_section} {labels.get(row.next_action, '')}".strip(),
            numeric_date(row.due_on) if row.due_on and row.closed_at is None else "",
            row.owner.name if row.owner else "",
            row.priority,
            row.amount_currency if minor else "",
            f"{minor // 100},{minor % 100:02d}" if minor else "",
        ]


def _labels(definition: Definition | None) -> dict[str, str]:
    return {action.id: action.label(_language()) for action in definition.actions} if definition else {}


def _phases(definition: Definition | None) -> list[tuple[str, str]]:
    if definition is None:
        return []
    english = _language() == "en"
    return [(phase.number, (phase.short_en if english else phase.short) or phase.short) for phase in definition.phases]


def _chips(listing: Listing, owners: list[User], definition: Definition | None) -> list[tuple[str, str]]:
    """Return what narrows the list, each with the address without it."""
    chips = []
    if listing.phase:
        name = dict(_phases(definition)).get(listing.phase, "")
        chips.append((f"{listing.phase} {name}".strip(), listing.address(phase="")))
    if listing.owner:
        found = next((user.name for user in owners if str(user.pk) == listing.owner), _("another person"))
        chips.append((_("nobody yet") if listing.owner == NOBODY else found, listing.address(owner="")))
    if listing.outcome:
        chips.append((_outcome_name(listing.outcome), listing.address(outcome="")))
    return chips


def _view_name(code: str) -> str:
    return {
        "en-curso": _("In progress"),
        "mios": _("Mine"),
        "sin-contacto": _("Without contact"),
        "por-vencer": _("Falling due"),
        "sin-contratacion": _("Lost and closed"),
        "todos": _("All"),
    }[code]


def _outcome_name(code: str) -> str:
    names = {"abierto": _("Not decided"), "contratado": _("Contracted"), "sin-contratacion": _("Without a contract")}
    return names[code]


def _language() -> str:
    return "en" if (get_language() or "es").startswith("en") else "es"
