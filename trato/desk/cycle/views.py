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
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trato.cycles.drafts import drop_draft, save_draft
from trato.cycles.evidence import lock
from trato.cycles.models import Cycle
from trato.cycles.refusals import StaleCycle
from trato.cycles.rows import rearranged
from trato.cycles.situation import Situation, situation_of
from trato.cycles.steps import Text, Verb
from trato.desk.assembly import step_of
from trato.desk.cycle.offers import Offer, build_form, unjudged
from trato.desk.cycle.page import find, page
from trato.documents.refusals import Refused
from trato.people.pages import StaffRequest, staff_page
from trato.ui.forms import LocalDateField
from trato.ui.values import organisation_zone

AGAIN, SAVE = "_again", "_save"
BACK = {"/"}  # pages a step may be done from
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
    if AGAIN in request.POST:
        data = rearranged(request.POST, request.POST[AGAIN], verb.form)
        form = unjudged(build_form(verb, cycle, situation, request.actor, data, request.FILES))
        return _show(request, cycle, situation, action, verb, form, [], 200)
    form = build_form(verb, cycle, situation, request.actor, request.POST, request.FILES)
    if SAVE in request.POST and verb.drafts:
        return _save(request, cycle, situation, action, verb, form)
    if form is not None and not form.is_valid():
        return _show(request, cycle, situation, action, verb, form, [], 422)
    try:
        with transaction.atomic(durable=True):
            locked = lock(cycle, seen=_seen(request))
            done = verb.run(
                cycle=locked, data=form.cleaned_data if form is not None else {}, by=request.actor, at=request.at
            )
            drop_draft(locked, verb.slug)
    except StaleCycle as refusal:
        cycle = _visible(request, code)
        situation = situation_of(cycle, at=request.at)
        return _show(request, cycle, situation, action, verb, form, refusal.sentences, refusal.status)
    except Refused as refusal:
        return _show(request, cycle, situation, action, verb, form, refusal.sentences, refusal.status)
    fresh = situation_of(cycle, at=request.at)
    messages.success(request, _what_follows(done, fresh))
    back = request.POST.get("volver", "")
    return HttpResponseRedirect(back if back in BACK else reverse("desk:cycle", args=[code]))


def _save(
    request: StaffRequest, cycle: Cycle, situation: Situation, action: str, verb: Verb, form: object
) -> HttpResponse:
    seen = request.POST.get("draft", "")
    try:
        with transaction.atomic(durable=True):
            save_draft(
                cycle,
                verb=verb.slug,
                data=request.POST,
                seen=int(seen) if SEQ.fullmatch(seen) else 0,
                by=request.actor,
                at=request.at,
            )
    except Refused as refusal:
        return _show(request, cycle, situation, action, verb, unjudged(form), refusal.sentences, refusal.status)  # type: ignore[arg-type]
    messages.success(request, _("Draft saved."))
    section = situation.definition.action(action).section
    return HttpResponseRedirect(reverse("desk:step", args=[cycle.code, section]))


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


def _what_follows(done: Text, situation: Situation) -> SafeString:
    """Say what was done and what follows; a message that is already safe keeps its links."""
    evaluation = situation.evaluation
    said = conditional_escape(done)
    if evaluation.closed or not evaluation.next_action:
        return said
    action = situation.definition.action(evaluation.next_action)
    label = action.label("en" if (get_language() or "es").startswith("en") else "es")
    if evaluation.due_on:
        following = _("Next: %(label)s, due %(day)s.") % {"label": label, "day": f"{evaluation.due_on:%d/%m/%Y}"}
    else:
        following = _("Next: %(label)s.") % {"label": label}
    return format_html("{} {}", said, following)
