"""Suspected duplicates: the list, the two side by side, one made of them, and two again."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trato.cycles.models import Progress
from trato.documents.refusals import Refused
from trato.organisations.actions import dismiss_pair, restore_pair, what_undoing_does
from trato.organisations.merging import compare, fingerprint
from trato.organisations.models import Merge, Organisation, Pair
from trato.people.actors import name_of
from trato.people.pages import StaffRequest, roles
from trato.people.roles import Role
from trato.prospects.actions import merge_prospects, undo_merge_of
from trato.prospects.duplicates import candidates, page_of_pairs, pairs_visible_to, people_after, what_stays
from trato.prospects.queries import clean
from trato.prospects.visibility import READERS, may_change_organisation, organisations_visible_to

DISMISSED = "descartados"
EDITORS = (Role.GC, Role.EC)


@require_safe
@roles(*READERS)
def duplicate_list(request: StaffRequest) -> HttpResponse:
    """Show the suspected pairs, or those somebody said are not the same."""
    dismissed = request.GET.get("vista") == DISMISSED
    after, before = clean(request.GET.get("despues", "")), clean(request.GET.get("antes", ""))
    page = page_of_pairs(request.actor, dismissed=dismissed, after=after, before=before)
    view = f"vista={DISMISSED}&" if dismissed else ""
    context = {
        "rows": page.rows,
        "newer": f"?{view}antes={page.newer}" if page.newer else "",
        "older": f"?{view}despues={page.older}" if page.older else "",
        "dismissed": dismissed,
        "may_change": bool({Role.GC, Role.EC} & set(request.actor.roles)),
    }
    return render(request, "prospects/duplicates.html", context)


@require_POST
@roles(*EDITORS)
def not_the_same(request: StaffRequest, pk: int) -> HttpResponse:
    """Remember that two organisations are not the same."""
    pair = _pair(request, pk)
    with transaction.atomic(durable=True):
        dismiss_pair(pair=pair, by=request.actor, at=request.at)
    messages.success(
        request, _("%(one)s and %(other)s will not be suspected again.") % {"one": pair.first, "other": pair.second}
    )
    return HttpResponseRedirect(reverse("prospects:duplicates"))


@require_POST
@roles(*EDITORS)
def suspected_again(request: StaffRequest, pk: int) -> HttpResponse:
    """Take back that two organisations are not the same."""
    pair = _pair(request, pk)
    with transaction.atomic(durable=True):
        restore_pair(pair=pair, by=request.actor, at=request.at)
    messages.success(
        request, _("%(one)s and %(other)s are suspected again.") % {"one": pair.first, "other": pair.second}
    )
    return HttpResponseRedirect(f"{reverse('prospects:duplicates')}?vista={DISMISSED}")


@require_safe
@roles(*EDITORS)
def merge_with(request: StaffRequest, pk: int) -> HttpResponse:
    """Look for the organisation with which this one is to be merged."""
    found = _standing(request, pk)
    typed = clean(request.GET.get("q", ""))
    rows = candidates(found, typed, request.actor) if typed else []
    return render(request, "prospects/merge_with.html", {"organisation": found, "typed": typed, "found": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@roles(*EDITORS)
def merging(request: StaffRequest, pk: int, other: int) -> HttpResponse:
    """Show the two side by side and what would move; merge them as chosen."""
    visible = organisations_visible_to(request.actor).select_related("merged_into")
    survivor, absorbed = get_object_or_404(visible, pk=pk), get_object_or_404(visible, pk=other)
    if pk == other:
        raise Http404
    refusals: list[str] = []
    status = 200
    if request.method == "POST":
        chosen = {line.key: clean(request.POST.get(line.key, "")) for line in compare(survivor, absorbed)}
        try:
            with transaction.atomic(durable=True):
                merge = merge_prospects(
                    survivor=survivor,
                    absorbed=absorbed,
                    chosen={key: side for key, side in chosen.items() if side},
                    seen=clean(request.POST.get("seen", "")),
                    by=request.actor,
                    at=request.at,
                )
        except Refused as refusal:
            refusals, status = refusal.sentences, refusal.status
            survivor.refresh_from_db()
            absorbed.refresh_from_db()
        else:
            done = _("%(absorbed)s is part of %(survivor)s now. It can be undone from here.")
            messages.success(request, done % {"absorbed": merge.absorbed, "survivor": merge.survivor})
            return HttpResponseRedirect(reverse("prospects:organisation", args=[survivor.pk]))
    elif survivor.merged_into_id or absorbed.merged_into_id:
        return HttpResponseRedirect(reverse("prospects:organisation", args=[survivor.merged_into_id or survivor.pk]))
    rows = Progress.objects.visible_to(request.actor).filter(cycle__organisation=absorbed)
    context = {
        "survivor": survivor,
        "absorbed": absorbed,
        "lines": compare(survivor, absorbed),
        "people": people_after(survivor, absorbed),
        "cycles": list(rows.select_related("owner").order_by("cycle_id")),
        "seen": fingerprint(survivor, absorbed),
        "two_cuits": bool(survivor.cuit and absorbed.cuit and survivor.cuit != absorbed.cuit),
        "may_merge": all(
            row.retired_at is None and may_change_organisation(row, request.actor) for row in (survivor, absorbed)
        ),
        "refusals": refusals,
        "chosen": request.POST,
    }
    return render(request, "prospects/merge.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@roles(*EDITORS)
def merge_undone(request: StaffRequest, pk: int) -> HttpResponse:
    """Say what undoing a merge would do, and undo it."""
    rows = Merge.objects.select_related("survivor__merged_into", "absorbed")
    merge = get_object_or_404(rows, pk=pk, survivor__in=organisations_visible_to(request.actor))
    refusals: list[str] = []
    status = 200
    if request.method == "POST":
        sentences = what_stays(merge, what_undoing_does(merge))
        try:
            with transaction.atomic(durable=True):
                undo_merge_of(merge=merge, by=request.actor, at=request.at)
        except Refused as refusal:
            refusals, status = refusal.sentences, refusal.status
        else:
            done = _("%(absorbed)s and %(survivor)s are two again.")
            messages.success(request, done % {"absorbed": merge.absorbed, "survivor": merge.survivor})
            for sentence in sentences:
                messages.info(request, sentence)
            return HttpResponseRedirect(reverse("prospects:organisation", args=[merge.absorbed_id]))
        merge = get_object_or_404(rows, pk=pk)
    undoing = what_undoing_does(merge)
    context = {
        "merge": merge,
        "who": name_of(merge.merged_by),
        "obstacles": [] if refusals else undoing.obstacles,
        "stays": what_stays(merge, undoing),
        "may_undo": not undoing.obstacles and may_change_organisation(merge.survivor, request.actor),
        "refusals": refusals,
    }
    return render(request, "prospects/merge_undo.html", context, status=status)


def _pair(request: StaffRequest, pk: int) -> Pair:
    return get_object_or_404(pairs_visible_to(request.actor), pk=pk)


def _standing(request: StaffRequest, pk: int) -> Organisation:
    return get_object_or_404(organisations_visible_to(request.actor).filter(retired_at=None), pk=pk)
