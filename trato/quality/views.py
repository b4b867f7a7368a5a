"""Quality: open cases, waivers that wait for a decision or for a review."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trato.cycles.waivers import decide_waiver
from trato.documents.definitions import by_hash
from trato.documents.refusals import Refused
from trato.people.actors import names_of
from trato.people.pages import StaffRequest, roles, staff_page
from trato.quality.cases import RESOLVING, resolve_case
from trato.quality.forms import AUTHORISE, DecideForm, ResolveForm, ReviewForm
from trato.quality.models import Case
from trato.quality.queries import (
    Waiver,
    answer_to,
    cases_resolved,
    cases_to_resolve,
    waiver_of,
    waivers_to_decide,
    waivers_to_review,
)
from trato.quality.reviews import review_waiver
from trato.ui.forms import Form


@require_safe
@staff_page
def home(request: StaffRequest) -> HttpResponse:
    """Show what waits: cases, waivers to decide, waivers to review."""
    cases = cases_to_resolve(request.actor)
    names = names_of({case.opened_by for case in cases})
    context = {
        "cases": [(case, names[case.opened_by]) for case in cases],
        "to_decide": waivers_to_decide(request.actor),
        "to_review": waivers_to_review(request.actor),
        "resolved": cases_resolved(request.actor)[:10],
    }
    return render(request, "quality/home.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def case_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Show a case with the evidence that opened it; Quality or the Commercial Manager resolves it."""
    cases = Case.objects.visible_to(request.actor).select_related("cycle__organisation", "resolution")
    case = get_object_or_404(cases, pk=pk)
    may_resolve = not hasattr(case, "resolution") and bool(set(RESOLVING) & set(request.actor.roles))
    answer = answer_to(case)
    known = answer.data if answer else {}
    first = {"cause": known.get("cause", ""), "action": known.get("resolution", "")}
    form = ResolveForm(request.POST or None, initial=first) if may_resolve or request.method == "POST" else None
    status = 200
    if request.method == "POST" and form is not None:
        status = 422
        if form.is_valid():
            try:
                with transaction.atomic(durable=True):
                    resolve_case(case=case, by=request.actor, at=request.at, **form.cleaned_data)
            except Refused as refusal:
                form.add_error(None, refusal.sentences)
                status = int(refusal.status)
            else:
                messages.success(request, _("The case is resolved."))
                return HttpResponseRedirect(reverse("quality:home"))
    context = {"case": case, "form": form, "answer": answer, "opened_by": names_of({case.opened_by})[case.opened_by]}
    return render(request, "quality/case.html", context, status=status)


@require_safe
@staff_page
def waiver_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Show a waiver: who asks, why, until when, and what was said of it."""
    return _show(request, _waiver(request, pk))


@require_POST
@roles("GC")
def decide(request: StaffRequest, pk: int) -> HttpResponse:
    """Authorise or refuse a waiver; never one's own."""
    waiver = _waiver(request, pk)
    form = DecideForm(request.POST)
    if not form.is_valid():
        return _show(request, waiver, decide_form=form, status=422)
    authorised = form.cleaned_data["decision"] == AUTHORISE
    try:
        with transaction.atomic(durable=True):
            decide_waiver(
                waiver.request, authorised=authorised, text=form.cleaned_data["text"], by=request.actor, at=request.at
            )
    except Refused as refusal:
        form.add_error(None, refusal.sentences)
        return _show(request, waiver, decide_form=form, status=int(refusal.status))
    messages.success(request, _("You authorised the waiver.") if authorised else _("You refused the waiver."))
    return HttpResponseRedirect(reverse("quality:home"))


@require_POST
@roles("SGC")
def review(request: StaffRequest, pk: int) -> HttpResponse:
    """Record what Quality says of a waiver that was authorised."""
    waiver = _waiver(request, pk)
    form = ReviewForm(request.POST, definition=by_hash(waiver.request.cycle.definition_id))
    if not form.is_valid():
        return _show(request, waiver, review_form=form, status=422)
    try:
        with transaction.atomic(durable=True):
            review_waiver(request=waiver.request, by=request.actor, at=request.at, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, refusal.sentences)
        return _show(request, waiver, review_form=form, status=int(refusal.status))
    messages.success(request, _("You reviewed the waiver."))
    return HttpResponseRedirect(reverse("quality:home"))


def _waiver(request: StaffRequest, pk: int) -> Waiver:
    waiver = waiver_of(request.actor, pk)
    if waiver is None:
        raise Http404
    return waiver


def _show(
    request: StaffRequest,
    waiver: Waiver,
    *,
    decide_form: Form | None = None,
    review_form: Form | None = None,
    status: int = 200,
) -> HttpResponse:
    row = waiver.request
    definition = by_hash(row.cycle.definition_id)
    decision, verdict = getattr(row, "decision", None), getattr(row, "review", None)
    keys = {row.requested_by, *(one.decided_by for one in [decision] if one), *(
        one.reviewed_by for one in [verdict] if one)}  # fmt: skip
    names = names_of(keys)
    if decision is None and "GC" in request.actor.roles and row.requested_by != request.actor.key:
        decide_form = decide_form or DecideForm()
    if decision and decision.authorised and verdict is None and "SGC" in request.actor.roles:
        review_form = review_form or ReviewForm(definition=definition)
    context: dict[str, Any] = {
        "waiver": waiver,
        "decision": decision,
        "review": verdict,
        "verdict": definition.choice("waiver-verdict").label_of(verdict.verdict) if verdict else "",
        "asked_by": names[row.requested_by],
        "decided_by": names[decision.decided_by] if decision else "",
        "reviewed_by": names[verdict.reviewed_by] if verdict else "",
        "decide_form": decide_form,
        "review_form": review_form,
    }
    return render(request, "quality/waiver.html", context, status=status)
