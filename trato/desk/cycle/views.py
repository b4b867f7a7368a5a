"""The page of a cycle: see it, do the step, see how it stood on a date."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, time
from functools import lru_cache
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, StringAgg, Subquery, Value
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trato.cycles.dating import happened
from trato.cycles.drafts import drop_draft, save_draft
from trato.cycles.evidence import lock
from trato.cycles.in_flight import from_before
from trato.cycles.kept_rows import KEPT, KeptRowsForm
from trato.cycles.models import Cycle, Draft
from trato.cycles.refusals import Refusal, StaleCycle
from trato.cycles.rows import PREFIX, number_in, rearranged
from trato.cycles.situation import Situation, situation_of
from trato.cycles.steps import Step, Text, Verb
from trato.cycles.verbs import TAKE
from trato.cycles.visibility import require_hands_on
from trato.desk.assembly import step_of
from trato.desk.cycle.lines import after, line_asked, show_line, turn_to
from trato.desk.cycle.offers import Bench, Offer, bench, build_form, unjudged, whole
from trato.desk.cycle.page import find, page
from trato.documents.models import DefinitionVersion
from trato.documents.refusals import Refused
from trato.ledger.actors import Actor
from trato.people import kept
from trato.people.actors import alike
from trato.people.pages import StaffRequest, staff_page
from trato.prepared import Prepared
from trato.ui.forms import LocalDateField
from trato.ui.values import organisation_zone

AGAIN, SAVE, FACT_DATE = "_again", "_save", "fecha_del_hecho"
BACK = {"/"}  # pages a step may be done from
SEQ = re.compile(r"[0-9]{1,9}")


class NotNow(Refusal):
    """The page does not offer this as the cycle stands: somebody was faster, or the form did not come from it."""

    def __init__(self) -> None:
        super().__init__(_("This does not apply as the cycle stands now."))


@require_safe
@staff_page
def cycle_page(request: StaffRequest, code: str, section: str = "") -> HttpResponse:
    """Show a cycle at its current step, or at the one asked for, as it stands or as it stood on a date (`al`)."""
    cycle = visible_cycle(request, code)
    as_of = _as_of(request)
    situation = situation_of(cycle, at=as_of or request.at)
    on, action = bench_of(request, cycle, situation), _action(situation, section)
    if not as_of and action and (line := line_asked(request, on, step_of(action))):
        return line
    asked = request.GET
    context = page(
        on,
        action_id=action,
        record=asked.get("registro", ""),
        as_of=as_of,
        entries=asked.get("asientos", ""),
        opened=asked.get("abrir", ""),
    )
    turn_to(request, context["panel"]["verbs"])
    return render(request, "desk/ciclo.html", context)


@require_POST
@staff_page
def act(request: StaffRequest, code: str, section: str, slug: str) -> HttpResponse:
    """Run one verb of a step. Refused, the page comes back with the reasons and what was typed."""
    cycle = visible_cycle(request, code)
    situation = situation_of(cycle, at=request.at)
    action = _action(situation, section)
    step = step_of(action)
    verb = step.verb(slug)
    if verb is None:
        raise Http404
    on = replace(bench_of(request, cycle, situation), kept={})
    data, again = whole(on, verb, request.POST), request.POST.get(AGAIN, "")
    keeps = verb.form is not None and issubclass(verb.form, KeptRowsForm) and "@" not in again
    if again and not keeps:
        data = rearranged(data, again, verb.form)
        form = unjudged(build_form(on, verb, data, request.FILES))
        return _show(request, on, step, verb, form, status=200, moved=_moved(again, data))
    form = build_form(on, verb, data, request.FILES)
    try:
        return _keep(request, on, step, verb, form) if again else _do(request, on, step, verb, form)
    except StaleCycle as refusal:
        cycle = visible_cycle(request, code)
        fresh = bench_of(request, cycle, situation_of(cycle, at=request.at))
        return _show(request, replace(fresh, kept={}), step, verb, form, refusals=refusal.sentences, status=409)
    except Refused as refusal:
        shown = unjudged(form) if SAVE in request.POST or again else form
        return _show(request, on, step, verb, shown, refusals=refusal.sentences, status=refusal.status)
    except ValidationError as wrong:
        return _show(request, on, step, verb, form, refusals=wrong.messages, status=422)


def bench_of(request: StaffRequest, cycle: Cycle, situation: Situation) -> Bench:
    """Lay out the person's bench, with what an expired session of theirs kept."""
    saved = {entry.action: entry for entry in reversed(kept.entries(request))}
    return bench(cycle, situation, request.actor, kept=saved)


def visible_cycle(request: StaffRequest, code: str) -> Cycle:
    """Return the cycle if the person may read it, or answer 404."""
    found: list[Cycle] = _visible(alike(request.actor)).objects(code=code, at=request.at)
    if not found:
        raise Http404
    return found[0]


@lru_cache(maxsize=128)
def _visible(actor: Actor) -> Prepared:
    cycles = Cycle.objects.visible_to(actor).select_related("progress", "organisation", "owner", "previous", "prospect")
    later = Cycle.objects.filter(previous=OuterRef("pk")).order_by().values("previous")
    codes = later.annotate(codes=StringAgg("code", Value(" "))).values("codes")
    kept_drafts = Exists(Draft.objects.filter(cycle=OuterRef("pk")))
    known = cycles.annotate(recovered_codes=Subquery(codes), has_drafts=kept_drafts)

    def asked(code: str, at: datetime) -> QuerySet[Cycle, Any]:
        governing = DefinitionVersion.objects.in_force(OuterRef("definition__code"), at).values("hash")[:1]
        return known.filter(code=code).annotate(governing=Subquery(governing))

    return Prepared(asked, code=str, at=datetime)


def _do(request: StaffRequest, on: Bench, step: Step, verb: Verb, form: forms.Form | None) -> HttpResponse:
    """Run the verb, or keep its draft, inside the page's transaction; raise Refused or ValidationError."""
    if verb.slug != TAKE.slug:
        require_hands_on([on.cycle], request.actor)
    if SAVE in request.POST and verb.drafts:
        return _save(request, on, verb, form)
    fact_date = _fact_date(request, on)
    if form is not None and not form.is_valid():
        return _show(request, on, step, verb, form, status=422)
    data = form.cleaned_data if form is not None else {}
    with transaction.atomic(durable=True), happened(fact_date):
        locked = lock(on.cycle, seen=seen_of(request))
        if verb.shown and not verb.shown(on.situation, request.actor):
            raise NotNow
        # What the page did not bring is done as kept, so it must still be what the page showed.
        drop_draft(locked, verb.slug, seen=_draft_seen(request) if KEPT in request.POST else None)
        done = verb.run(cycle=locked, data=data, by=request.actor, at=request.at)
    messages.success(request, _what_follows(done, situation_of(on.cycle, at=request.at)))
    back = request.POST.get("volver", "")
    return HttpResponseRedirect(back if back in BACK else reverse("desk:cycle", args=[on.cycle.code]))


def _save(request: StaffRequest, on: Bench, verb: Verb, form: forms.Form | None) -> HttpResponse:
    _save_draft(request, on, verb, form.posted if isinstance(form, KeptRowsForm) else request.POST)
    messages.success(request, _("Draft saved."))
    return HttpResponseRedirect(request.path.removesuffix(f"{verb.slug}/"))


def _keep(request: StaffRequest, on: Bench, step: Step, verb: Verb, form: forms.Form | None) -> HttpResponse:
    """Keep the rows in the draft as a button of theirs leaves them; a row is saved once it is right. Raise Refused."""
    again = request.POST[AGAIN]
    assert isinstance(form, KeptRowsForm)
    command, _dash, place = again.partition("-")
    at = number_in(place, otherwise=0)
    if command == "save" and not form.judge(at):
        form.look_at(at, opened=True)
        shown = unjudged(form)
        return show_line(request, on, verb, shown, at, status=422) or _show(request, on, step, verb, shown, status=422)
    data = rearranged(form.posted, again, verb.form)
    _save_draft(request, on, verb, data)
    if command == "save" and (line := show_line(request, on, verb, None, at)):
        return line
    url = request.path.removesuffix(f"{verb.slug}/")
    return HttpResponseRedirect(url + after(command, at, before=form.written, data=data))


def _save_draft(request: StaffRequest, on: Bench, verb: Verb, data: QueryDict) -> None:
    seen = _draft_seen(request)
    with transaction.atomic(durable=True):
        save_draft(on.cycle, verb=verb.slug, data=data, seen=seen, by=request.actor, at=request.at)


def _draft_seen(request: StaffRequest) -> int:
    seen = request.POST.get("draft", "")
    return int(seen) if SEQ.fullmatch(seen) else 0


def _show(
    request: StaffRequest,
    on: Bench,
    step: Step,
    verb: Verb,
    form: forms.Form | None,
    *,
    status: int,
    refusals: list[str] | None = None,
    moved: str = "",
) -> HttpResponse:
    """Show the page again with this verb first, its form as it was sent."""
    context = page(on, action_id=step.action)
    panel = context["panel"]
    offer = find(panel["verbs"], panel["common"], verb.slug)
    if offer is None:
        # The verb is not offered (any longer): what was typed still shows, with why it was not taken.
        offer = Offer(verb=verb, url=request.path, button=verb.button(on.situation, on.actor), form=None, reasons=[])
        offer.barred = not on.acts
        panel["verbs"].insert(0, offer)
    for other in panel["verbs"]:
        other.open = False
    offer.form, offer.refusals, offer.open, offer.moved = form, refusals or [], True, moved
    offer.later = False
    offer.files_lost = bool(request.FILES)
    offer.fact_date = request.POST.get(FACT_DATE, "")
    if not {SAVE, KEPT} & set(request.POST) and offer.verb.drafts and SEQ.fullmatch(request.POST.get("draft", "")):
        offer.draft_seen = _draft_seen(request)
    panel["verbs"].sort(key=lambda shown: not shown.open)
    response = render(request, "desk/ciclo.html", context, status=status)
    # Asked for one row, answered with the whole form.
    response["HX-Retarget"] = response["HX-Reselect"] = f"#f-{verb.slug}"
    return response


def _moved(what: str, data: QueryDict) -> str:
    """Name the row to look at after a button of the rows: "rows-3"."""
    command, _at, table = what.partition("@")
    verb, _dash, place = command.partition("-")
    at = number_in(place, otherwise=0)
    prefix = table or PREFIX
    if verb == "add":
        at = number_in(data.get(f"{prefix}-TOTAL_FORMS", "1"), otherwise=1) - 1
    return f"{prefix}-{max(at + {'up': -1, 'down': 1}.get(verb, 0), 0)}"


def _action(situation: Situation, section: str) -> str:
    if not section:
        return ""
    for action in situation.definition.actions:
        if action.section == section:
            return action.id
    raise Http404


def seen_of(request: StaffRequest) -> int:
    """Return the entry the form was opened at. Every form of the page carries it: without it, as old as can be."""
    typed = request.POST.get("seq", "")
    return int(typed) if SEQ.fullmatch(typed) else 0


def _fact_date(request: StaffRequest, on: Bench) -> datetime | None:
    """Read «Fecha del hecho», which only the steps of a deal in flight ask for; raise ValidationError."""
    typed = request.POST.get(FACT_DATE, "").strip()
    loaded_at = from_before(on.cycle, on.situation)
    if not typed or loaded_at is None:
        return None
    day = LocalDateField().clean(typed)
    moment = datetime.combine(day, time(12), tzinfo=organisation_zone()).astimezone(UTC)
    if day > request.at.astimezone(organisation_zone()).date():
        raise ValidationError(_("The date of the fact has not come yet."))
    return min(moment, request.at)


def _as_of(request: StaffRequest) -> datetime | None:
    typed = request.GET.get("al", "").strip()
    if not typed:
        return None
    try:
        day = LocalDateField().clean(typed)
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
        return None
    moment = datetime.combine(day, time(23, 59, 59), tzinfo=organisation_zone()).astimezone(UTC)
    return moment if moment < request.at else None


def _what_follows(done: Text, situation: Situation) -> SafeString:
    """Say what was done and what follows; a message that is already safe keeps its links."""
    evaluation = situation.evaluation
    said = conditional_escape(str(done) if isinstance(done, Promise) else done)
    if evaluation.closed or not evaluation.next_action:
        return said
    action = situation.definition.action(evaluation.next_action)
    label = action.label("en" if (get_language() or "es").startswith("en") else "es")
    if evaluation.due_on:
        following = _("Next: %(label)s, due %(day)s.") % {"label": label, "day": f"{evaluation.due_on:%d/%m/%Y}"}
    else:
        following = _("Next: %(label)s.") % {"label": label}
    return format_html("{} {}", said, following)
