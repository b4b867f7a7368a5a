"""Hoy, Tablero, search, and the state of the history."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trato.cycles.calendars import holiday_names, working_calendar
from trato.cycles.models import Cycle, Progress, WaiverRequest
from trato.cycles.situation import situation_of
from trato.desk import today as hoy
from trato.desk.assembly import step_of
from trato.desk.board import columns
from trato.desk.cycle.offers import offers
from trato.desk.cycle.page import missing
from trato.desk.searching import find
from trato.documents.definitions import current, versions_of
from trato.documents.models import RecordVersion
from trato.jobs.actions import enqueue
from trato.ledger.queries import integrity_summary
from trato.people.actors import holders
from trato.people.pages import StaffRequest, roles, staff_page
from trato.procedure import Definition

CODE = "PE-CM-01"
NEAR = 10  # business days of holidays announced


@require_safe
@staff_page
def today_page(request: StaffRequest) -> HttpResponse:
    """Show what the person has in hand; `abrir` opens one row with the form of its step."""
    definition = current(CODE, request.at)
    if definition is None:
        return _first_of_all(request)
    if not set(request.actor.roles) - {"ADMIN"}:
        return HttpResponseRedirect(reverse("people_list"))
    calendar = working_calendar()
    today = calendar.local_date(request.at)
    groups = hoy.groups(request.actor, today=today)
    context: dict[str, Any] = {
        "today": today,
        "groups": groups,
        "labels": labels(definition),
        "week": hoy.week(request.actor, calendar, today=today),
        "open": _opened(request),
        "holidays": sorted(holiday_names(today, calendar.add_business_days(today, NEAR)).items()),
        "calendar": calendar,
        "done": RecordVersion.objects.filter(
            issued_by=request.actor.key, issued_at__gte=calendar.start_of(today)
        ).order_by("-id")[:6],
    }
    return render(request, "desk/hoy.html", context | _agenda(request))


@require_safe
@staff_page
def board_page(request: StaffRequest) -> HttpResponse:
    """Show the running cycles by phase; `responsable` narrows to one owner, `fase` chooses the tab of a phone."""
    definition = current(CODE, request.at)
    if definition is None:
        return _first_of_all(request)
    calendar = working_calendar()
    today = calendar.local_date(request.at)
    asked = request.GET.get("responsable", "")
    owner = int(asked) if asked.isdecimal() else None
    shown = columns(definition, request.actor, today=today, owner=owner)
    context = {
        "columns": shown,
        "phase": request.GET.get("fase", shown[0].number),
        "owner": owner,
        "owners": holders("EC", request.at),
        "labels": labels(definition),
        "today": today,
        "calendar": calendar,
        "empty": not any(column.total for column in shown),
    }
    return render(request, "desk/tablero.html", context)


@require_safe
@staff_page
def missing_fragment(request: StaffRequest, code: str) -> HttpResponse:
    """Show what a cycle lacks, under its card."""
    cycle = get_object_or_404(
        Cycle.objects.visible_to(request.actor).select_related("progress", "organisation", "owner"), code=code
    )
    situation = situation_of(cycle, at=request.at)
    action = situation.definition.action(situation.evaluation.next_action or "close")
    context = {"cycle": cycle, "action": action, "missing": missing(cycle, situation, action)}
    return render(request, "desk/tablero/missing.html", context)


@require_safe
@staff_page
def search_page(request: StaffRequest) -> HttpResponse:
    """Find cycles, organisations and people by any word, CUIT, telephone or code."""
    typed = request.GET.get("q", "").strip()[:100]
    return render(request, "desk/buscar.html", {"q": typed, "found": find(typed, request.actor) if typed else None})


@require_safe
@roles("GC", "SGC", "AUDITOR", "EC")
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
        "labels": labels(definition) if definition else {},
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
    from django.utils.translation import get_language

    language = "en" if (get_language() or "es").startswith("en") else "es"
    return {action.id: action.label(language) for action in definition.actions}


def _first_of_all(request: StaffRequest) -> HttpResponse:
    """Ask for the approval of the procedure, before anything else."""
    return render(request, "desk/primero.html", {"versions": versions_of(CODE), "code": CODE})


def _opened(request: StaffRequest) -> dict[str, Any] | None:
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
    action = situation.definition.action(situation.evaluation.next_action or "close")
    step = step_of(action.id)
    own, _common = offers(step, cycle, situation, request.actor)
    extra = step.context(cycle, situation, request.actor, request.at) if step.context else {}
    panel = {"verbs": own[:1], "seq": cycle.seq, "back": reverse("desk:today"), **extra}
    return {"cycle": cycle, "panel": panel, "template": step.template, "situation": situation, "action": action}


def _agenda(request: StaffRequest) -> dict[str, Any]:
    from trato.agenda.queries import day_agenda

    calendar = working_calendar()
    today = calendar.local_date(request.at)
    following = calendar.add_business_days(today, 1)
    return {
        "agenda": day_agenda(request.actor, today),
        "following": following,
        "agenda_following": day_agenda(request.actor, following),
        "now": request.at,
    }
