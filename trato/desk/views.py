"""Hoy, Tablero, search, and the state of the history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trato.agenda.queries import day_agenda
from trato.cycles.calendars import holiday_names, working_calendar
from trato.cycles.models import Cycle, Progress, WaiverRequest
from trato.cycles.situation import situation_of
from trato.desk import today as hoy
from trato.desk.assembly import step_of
from trato.desk.cycle.offers import offers
from trato.desk.cycle.page import missing
from trato.desk.cycle.views import bench_of, visible_cycle
from trato.desk.palette import palette
from trato.desk.results import options, page_groups
from trato.desk.searching import KINDS, Found, find, recent
from trato.desk.shell import AUDIT
from trato.documents.definitions import by_hash, current, versions_of
from trato.documents.models import RecordVersion
from trato.documents.rules import APPROVERS
from trato.jobs.actions import enqueue
from trato.ledger.queries import integrity_summary
from trato.people.actors import names_of
from trato.people.pages import StaffRequest, roles, staff_page
from trato.people.roles import Role
from trato.procedure import Calendar, Definition
from trato.ui.values import to_local_date

CODE = "PE-CM-01"
PALETTE = "paleta-hits"
DECISIONS = {"autorizar-desvio", "rechazar-desvio"}
NEAR = 10  # business days of holidays announced


@require_safe
@staff_page
def today_page(request: StaffRequest) -> HttpResponse:
    """Show what the person has in hand; `abrir` opens one row with the form of its step."""
    definition = current(CODE, request.at)
    if definition is None:
        return first_of_all(request)
    if not set(request.actor.roles) - {"ADMIN"}:
        return HttpResponseRedirect(reverse("people_list"))
    calendar = working_calendar()
    today = calendar.local_date(request.at)
    rows = hoy.read(request.actor)
    asked = hoy.waivers_asked(rows, request.actor, definition, language="en" if _english() else "es")
    context: dict[str, Any] = {
        "today": today,
        "definition": definition,
        "groups": hoy.groups(rows, request.actor, today=today),
        "labels": labels(definition),
        "week": hoy.week(rows, request.actor, calendar, today=today),
        "asked": asked,
        "open": _opened(request, asked),
        "holidays": sorted(holiday_names(today, calendar.add_business_days(today, NEAR)).items()),
        "calendar": calendar,
        "may_load": "GC" in request.actor.roles,
        "reads_only": "AUDITOR" in request.actor.roles,
        "kinds": {kind.id: kind.title_en if _english() else kind.title for kind in definition.records},
        "done": RecordVersion.objects.filter(
            issued_by=request.actor.key, issued_at__gte=calendar.start_of(today)
        ).order_by("-id")[:6],
    }
    return render(request, "desk/hoy.html", context | _agenda(request, calendar))


@require_safe
@staff_page
def missing_fragment(request: StaffRequest, code: str) -> HttpResponse:
    """Show what a cycle lacks, under its card."""
    cycle = visible_cycle(request, code)
    situation = situation_of(cycle, at=request.at)
    action = situation.definition.action(situation.evaluation.next_action or "close")
    context = {"cycle": cycle, "action": action, "missing": missing(cycle, situation, action)}
    return render(request, "desk/tablero/missing.html", context)


@require_safe
@staff_page
def search_page(request: StaffRequest) -> HttpResponse:
    """Find cycles, organisations, people and documents by any word, CUIT, telephone or code; `tipo` keeps one kind.

    The palette, which says so by its target, gets its options.
    """
    typed = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    if request.headers.get("HX-Target") == PALETTE:
        page = request.headers.get("HX-Current-URL", "")
        return HttpResponse(options(palette(typed, request.actor, page=page, at=request.at), typed=typed))
    reads = bool(set(request.actor.roles) - {"ADMIN"})
    today = to_local_date(request.at)
    asked = request.GET.get("tipo", "")
    only = asked if asked in KINDS else ""
    found = find(typed, request.actor, today=today, only=only) if typed else Found([])
    groups = found.groups if typed or not reads else [recent(request.actor, today=today)]
    context = {
        "q": typed,
        "reads": reads,
        "meant": found.meant,
        "results": page_groups([group for group in groups if group.lines], address=f"?{urlencode({'q': typed})}"),
    }
    return render(request, "desk/buscar.html", context)


@require_safe
@roles(*sorted(AUDIT))
def audit_page(request: StaffRequest) -> HttpResponse:
    """Show the state of the history and the waivers, for whoever audits."""
    waivers = (
        WaiverRequest.objects.filter(cycle__in=Cycle.objects.visible_to(request.actor))
        .select_related("cycle", "cycle__organisation", "decision", "review")
        .order_by("-requested_at")[:50]
    )
    definition = current(CODE, request.at)
    context = {
        "summary": integrity_summary(),
        "waivers": waivers,
        "definition": definition,
        "labels": {name: f"{definition.action(name).section} {label}" for name, label in labels(definition).items()}
        if definition
        else {},
        "running": Progress.objects.visible_to(request.actor).running().count(),
        "closed": Progress.objects.visible_to(request.actor).closed().count(),
    }
    return render(request, "desk/auditoria.html", context)


@require_POST
@roles("GC", "SGC", "AUDITOR", changes_nothing=True)
def verify_history(request: StaffRequest) -> HttpResponse:
    """Verify the whole history in the background; the page shows its verdict when it ends."""
    with transaction.atomic(durable=True):
        job = enqueue("ledger.verify", {}, by=request.actor, at=request.at)
    messages.info(request, _("The history is being verified."))
    return HttpResponseRedirect(reverse("jobs:job", args=[job.pk]))


def labels(definition: Definition) -> dict[str, str]:
    """Return the short label of each action in the reader's language."""
    language = "en" if _english() else "es"
    return {action.id: action.label(language) for action in definition.actions}


def first_of_all(request: StaffRequest) -> HttpResponse:
    """Ask for the approval of the procedure, before anything else."""
    drafts = [version for version in versions_of(CODE) if version.runnable]
    version = drafts[0] if drafts else None
    given = {approval.role: approval for approval in version.approvals.all()} if version else {}
    names = names_of({approval.user_key for approval in given.values()})
    required = by_hash(version.hash).approved_by or APPROVERS if version else ()
    approvals = [
        (Role(role).label, given.get(role), names.get(given[role].user_key, "") if role in given else "")
        for role in required
    ]
    mine = set(required) & set(request.actor.roles) - set(given)
    context = {"version": version, "code": CODE, "approvals": approvals, "mine": mine}
    return render(request, "desk/primero.html", context)


def _english() -> bool:
    return (get_language() or "es").startswith("en")


def _opened(request: StaffRequest, asked: Mapping[int, hoy.Asked]) -> dict[str, Any] | None:
    """Gather the row opened in place: the form of its step, or the decision of its waiver."""
    code = request.GET.get("abrir", "")
    if not code:
        return None
    cycle = (
        Cycle.objects.visible_to(request.actor)
        .select_related("progress", "organisation", "owner")
        .filter(code=code)
        .first()
    )
    if cycle is None:
        return None
    situation = situation_of(cycle, at=request.at)
    waived = asked.get(cycle.pk)
    action = situation.definition.action(waived.action if waived else situation.evaluation.next_action or "close")
    step = step_of(action.id)
    on = bench_of(request, cycle, situation)
    if waived:
        _own, common = offers(on, step)
        decisions = [offer for offer in common if offer.verb.slug in DECISIONS]
        for first in decisions[:1]:
            first.open = True
        panel = {"verbs": decisions, "seq": cycle.seq, "back": reverse("desk:today"), "url": ""}
        return {
            "cycle": cycle,
            "panel": panel,
            "template": "cycles/step.html",
            "situation": situation,
            "action": action,
            "waiver": on.pending(action.id),
        }
    own, _common = offers(on, step, first_only=True)
    extra = step.context(cycle, situation, request.actor, request.at) if step.context else {}
    url = reverse("desk:step", args=[cycle.code, action.section])
    panel = {"verbs": own, "seq": cycle.seq, "back": reverse("desk:today"), "url": url, **extra}
    return {"cycle": cycle, "panel": panel, "template": step.template, "situation": situation, "action": action}


def _agenda(request: StaffRequest, calendar: Calendar) -> dict[str, Any]:
    today = calendar.local_date(request.at)
    following = calendar.add_business_days(today, 1)
    meetings = day_agenda(request.actor, today, calendar=calendar)
    return {
        "past": [item for item in meetings if item.starts_at < request.at],
        "ahead": [item for item in meetings if item.starts_at >= request.at],
        "following": following,
        "agenda_following": day_agenda(request.actor, following, calendar=calendar),
        "now": request.at,
    }
