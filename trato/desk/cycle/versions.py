"""Cycles that run under another version than the one in force: what adopting it would ask of each, and adopting it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trato.cycles.adopting import Report, adopt_version, gap_report, newer_version
from trato.cycles.evidence import lock
from trato.cycles.models import Cycle
from trato.cycles.situation import ADOPTED, situation_of, situations_of
from trato.desk.cycle.views import seen_of, visible_cycle
from trato.documents.definitions import current
from trato.documents.refusals import Refused
from trato.people.kept import restored_fields
from trato.people.pages import StaffRequest, roles, staff_page
from trato.ui.forms import Form, LongTextField

CODE, SHOWN = "PE-CM-01", 25


class AdoptForm(Form):
    """Why the cycle moves to another version."""

    number_prefix = None

    reason = LongTextField(
        label=gettext_lazy("Why it moves to this version"),
        help_text=gettext_lazy("It stays in the record, with what is missing."),
        rows=3,
        max_length=4000,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """A cycle under another version than the one in force, and how much that one would find undone."""

    cycle: Cycle
    version: str
    gaps: int


@require_safe
@staff_page
def behind_page(request: StaffRequest) -> HttpResponse:
    """List the cycles in flight under another version, oldest first."""
    definition = current(CODE, request.at)
    rows: list[Behind] = []
    more = False
    if definition is not None:
        cycles = (
            Cycle.objects.visible_to(request.actor)
            .filter(progress__closed_at=None)
            .exclude(definition=definition.hash)
            .select_related("organisation", "owner")
            .order_by("pk")[: SHOWN + 1]
        )
        found = list(cycles)
        more = len(found) > SHOWN
        situations = situations_of(found[:SHOWN], at=request.at)
        rows = [
            Behind(
                cycle=cycle,
                version=situations[cycle.pk].definition.version,
                gaps=len(gap_report(situations[cycle.pk], definition).gaps),
            )
            for cycle in found[:SHOWN]
        ]
    return render(request, "desk/atrasados.html", {"definition": definition, "rows": rows, "more": more})


@require_safe
@staff_page
def version_page(request: StaffRequest, code: str) -> HttpResponse:
    """Show what the version in force would ask of this cycle, and let who may adopt it."""
    return _show(request, visible_cycle(request, code))


@require_POST
@roles("GC")
def adopt(request: StaffRequest, code: str) -> HttpResponse:
    """Move the cycle to the version whose report was on the page."""
    cycle = visible_cycle(request, code)
    form = AdoptForm(request.POST)
    if not form.is_valid():
        return _show(request, cycle, form=form, status=422)
    try:
        with transaction.atomic(durable=True):
            provided = adopt_version(
                lock(cycle, seen=seen_of(request)),
                version=request.POST.get("version", ""),
                reason=form.cleaned_data["reason"],
                by=request.actor,
                at=request.at,
            )
    except Refused as refusal:
        return _show(
            request, visible_cycle(request, code), form=form, refusals=refusal.sentences, status=refusal.status
        )
    gaps = int(provided.recorded.facts["gaps"])
    said = _("%(code)s runs under version %(version)s now.") % {
        "code": cycle.code,
        "version": provided.situation.definition.version,
    }
    if gaps:
        left = ngettext("%(n)s step behind is open.", "%(n)s steps behind are open.", gaps) % {"n": gaps}
        said = f"{said} {left}"
    messages.success(request, said)
    return HttpResponseRedirect(reverse("desk:cycle", args=[cycle.code]))


def _show(
    request: StaffRequest,
    cycle: Cycle,
    *,
    form: AdoptForm | None = None,
    refusals: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    now = situation_of(cycle, at=request.at)
    after = newer_version(now)
    if after is None and not refusals:
        return HttpResponseRedirect(reverse("desk:cycle", args=[cycle.code]))
    may = bool(set(now.definition.event(ADOPTED).by) & set(request.actor.roles))
    kept = restored_fields(request, reverse("desk:adopt", args=[cycle.code]))
    if form is None and after is not None and may:
        form = AdoptForm(initial=kept.dict() if kept else None)
    context = {
        "cycle": cycle,
        "definition": now.definition,
        "after": after,
        "report": _in_words(gap_report(now, after)) if after else None,
        "form": form,
        "may": ", ".join(now.definition.role(role).label for role in now.definition.event(ADOPTED).by),
        "refusals": refusals or [],
    }
    return render(request, "desk/version.html", context, status=status)


def _in_words(report: Report) -> dict[str, Any]:
    """Write the report in the language of the reader."""
    language = "en" if (get_language() or "es").startswith("en") else "es"
    return {
        "gaps": [(gap, gap.action.section, gap.action.label(language)) for gap in report.gaps],
        "ahead": [f"{action.section} {action.label(language)}" for action in report.ahead],
        "dropped": [f"{action.section} {action.label(language)}" for action in report.dropped],
        "next": f"{report.next_action.section} {report.next_action.label(language)}" if report.next_action else "",
    }
