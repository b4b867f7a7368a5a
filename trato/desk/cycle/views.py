"""The page of a cycle: see it, do the step, see how it stood on a date."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trato.cycles.evidence import lock
from trato.cycles.models import Cycle
from trato.cycles.refusals import StaleCycle
from trato.cycles.situation import Situation, situation_of
from trato.cycles.steps import Verb
from trato.desk.assembly import step_of
from trato.desk.cycle.offers import Offer, build_form
from trato.desk.cycle.page import find, page
from trato.documents.refusals import Refused
from trato.people.pages import StaffRequest, staff_page
from trato.ui.forms import LocalDateField
from trato.ui.values import organisation_zone

AGAIN = "_again"
SEQ = re.compile(r"[0-9]{1,9}")


@require_safe
@staff_page
def cycle_page(request: StaffRequest, code: str, section: str = "") -> HttpResponse:
    """Show a cycle at its current step, or at the one asked for, as it stands or as it stood on a date (`al`)."""
    cycle = _visible(request, code)
    as_of = _as_of(request)
    situation = situation_of(cycle, at=as_of or request.at)
    context = page(
        cycle,
        situation,
        request.actor,
        action_id=_action(situation, section),
        record=request.GET.get("registro", ""),
        as_of=as_of,
    )
    return render(request, "desk/ciclo.html", context)


@require_POST
@staff_page
def act(request: StaffRequest, code: str, section: str, slug: str) -> HttpResponse:
    """Run one verb of a step. Refused, the page comes back with the reasons and what was typed."""
    cycle = _visible(request, code)
    situation = situation_of(cycle, at=request.at)
    action = _action(situation, section)
    verb = step_of(action).verb(slug)
    if verb is None:
        raise Http404
    form = build_form(verb, cycle, situation, request.actor, request.POST, request.FILES)
    if AGAIN in request.POST:
        return _show(request, cycle, situation, action, verb, form, [], 200)
    if form is not None and not form.is_valid():
        return _show(request, cycle, situation, action, verb, form, [], 422)
    try:
        with transaction.atomic(durable=True):
            locked = lock(cycle, seen=_seen(request))
            done = verb.run(
                cycle=locked, data=form.cleaned_data if form is not None else {}, by=request.actor, at=request.at
            )
    except StaleCycle as refusal:
        cycle = _visible(request, code)
        situation = situation_of(cycle, at=request.at)
        return _show(request, cycle, situation, action, verb, form, refusal.sentences, refusal.status)
    except Refused as refusal:
        return _show(request, cycle, situation, action, verb, form, refusal.sentences, refusal.status)
    fresh = situation_of(cycle, at=request.at)
    messages.success(request, _what_follows(str(done), fresh))
    return HttpResponseRedirect(reverse("desk:cycle", args=[code]))


def _show(
    request: StaffRequest,
    cycle: Cycle,
    situation: Situation,
    action: str,
    verb: Verb,
    form: object,
    refusals: list[str],
    status: int,
) -> HttpResponse:
    context = page(cycle, situation, request.actor, action_id=action)
    panel = context["panel"]
    offer = find(panel["verbs"], panel["common"], verb.slug)
    if offer is None:
        # The verb is no longer offered (somebody was faster, or the role is another): what was typed still shows.
        section = situation.definition.action(action).section
        offer = Offer(
            verb=verb,
            url=reverse("desk:act", args=[cycle.code, section, verb.slug]),
            button=verb.button(situation, request.actor),
            form=None,
            reasons=[],
        )
        panel["verbs"].insert(0, offer)
    for other in panel["verbs"]:
        other.open = False
    offer.form, offer.refusals, offer.open = form, refusals, True  # type: ignore[assignment]
    panel["verbs"].sort(key=lambda shown: not shown.open)
    return render(request, "desk/ciclo.html", context, status=status)


def _visible(request: StaffRequest, code: str) -> Cycle:
    cycles = Cycle.objects.visible_to(request.actor).select_related("progress", "organisation", "owner", "previous")
    return get_object_or_404(cycles, code=code)


def _action(situation: Situation, section: str) -> str:
    if not section:
        return ""
    for action in situation.definition.actions:
        if action.section == section:
            return action.id
    raise Http404


def _seen(request: StaffRequest) -> int | None:
    typed = request.POST.get("seq", "")
    return int(typed) if SEQ.fullmatch(typed) else None


def _as_of(request: StaffRequest) -> datetime | None:
    typed = request.GET.get("al", "")
    if not typed:
        return None
    try:
        day = LocalDateField().clean(typed)
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
        return None
    moment = datetime.combine(day, time(23, 59, 59), tzinfo=organisation_zone()).astimezone(UTC)
    return min(moment, request.at)


def _what_follows(done: str, situation: Situation) -> str:
    evaluation = situation.evaluation
    if evaluation.closed or not evaluation.next_action:
        return done
    action = situation.definition.action(evaluation.next_action)
    label = action.label("en" if (get_language() or "es").startswith("en") else "es")
    if evaluation.due_on:
        return _("%(done)s Next: %(label)s, due %(day)s.") % {
            "done": done,
            "label": label,
            "day": f"{evaluation.due_on:%d/%m/%Y}",
        }
    return _("%(done)s Next: %(label)s.") % {"done": done, "label": label}
