"""Ajustes: the points that suggest a priority, and who changed them, when and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from trato.cycles.refusals import Refusal
from trato.people.actors import names_of
from trato.people.kept import restored_fields
from trato.people.pages import StaffRequest, roles
from trato.people.roles import Role
from trato.prospects.actions.scoring import history, rule_in_force, set_rule
from trato.prospects.catalogues import CLOSED, EDITABLE, Catalogues, Option, catalogues, definition_for_lists, label_of
from trato.prospects.queries import clean
from trato.prospects.scoring import CRITERIA, Rule
from trato.prospects.suggesting import TITLES, asked_of, suggestion
from trato.prospects.visibility import READERS

THRESHOLDS = ("high_from", "medium_from")


@require_safe
@roles(Role.GC, Role.EC)
def suggested(request: StaffRequest) -> HttpResponse:
    """Answer, while somebody classifies, which priority the points suggest."""
    data = {name: clean(request.GET.get(name, "")) for name in CRITERIA}
    said = asked_of({**data, "needs": [clean(code) for code in request.GET.getlist("needs")]})
    return HttpResponse(suggestion(said, _catalogues(request)))


@require_http_methods(["GET", "HEAD", "POST"])
@roles(*READERS)
def scoring_page(request: StaffRequest) -> HttpResponse:
    """Show the rule and its history; the GC changes it, saying why."""
    known, now = _catalogues(request), rule_in_force()
    kept = restored_fields(request, request.path)
    posted: Mapping[str, Any] | None = request.POST if request.method == "POST" else kept
    refusals: list[str] = []
    status = 200
    if request.method == "POST":
        rule = _read(request.POST, known)
        refusals, status = [_("Points are whole numbers.")], 422
        if rule is not None:
            try:
                with transaction.atomic(durable=True):
                    set_rule(rule=rule, reason=clean(request.POST.get("motivo", "")), by=request.actor, at=request.at)
            except Refusal as refusal:
                refusals, status = refusal.sentences, refusal.status
            else:
                messages.success(request, _("The rule is saved: it suggests from now on."))
                return HttpResponseRedirect(request.path)
    versions = history()
    names = names_of({version["row"].set_by for version in versions})
    context = {
        "criteria": [
            (TITLES[name], [_box(name, option, posted, now) for option in known.get(catalogue, ())])
            for name, catalogue in CRITERIA.items()
        ],
        "thresholds": [
            (name, label_of(known, "priority", name.removesuffix("_from")), _shown(posted, name, getattr(now, name)))
            for name in THRESHOLDS
        ],
        "low": label_of(known, "priority", "low"),
        "reason": _shown(posted, "motivo", ""),
        "refusals": refusals,
        "may": Role.GC in request.actor.roles,
        "history": [
            (version["row"], names[version["row"].set_by], [_change(change, known) for change in version["changes"]])
            for version in versions
        ],
    }
    return render(request, "prospects/scoring.html", context, status=status)


def _catalogues(request: StaffRequest) -> Catalogues:
    definition = definition_for_lists(request.at)
    return catalogues(definition, (*EDITABLE, *CLOSED)) if definition else {}


def _box(
    criterion: str, option: Option, posted: Mapping[str, Any] | None, now: Rule
) -> tuple[str, str, bool, str]:  # fmt: skip
    """Return what the page shows of an option: the name of its box, its label, whether it is offered, its points."""
    name = f"{criterion}.{option.code}"
    return name, option.label, option.active, _shown(posted, name, now.of(criterion, option.code))


def _shown(posted: Mapping[str, Any] | None, name: str, otherwise: object) -> str:
    return clean(str(posted.get(name, "")))[:300] if posted is not None else str(otherwise)


def _read(posted: Mapping[str, Any], known: Catalogues) -> Rule | None:
    """Return the rule as written, None when something in it is no whole number; an empty box is 0."""
    try:
        points = {
            name: {
                option.code: int(clean(str(posted.get(f"{name}.{option.code}", ""))) or 0)
                for option in known.get(catalogue, ())
            }
            for name, catalogue in CRITERIA.items()
        }
        high, medium = (int(clean(str(posted.get(name, ""))) or 0) for name in THRESHOLDS)
    except ValueError:
        return None
    return Rule(points=points, high_from=_bounded(high), medium_from=_bounded(medium))


def _bounded(number: int) -> int:
    """Keep a threshold within what the database holds."""
    return max(-9999, min(number, 9999))


def _change(change: tuple[str, str, int, int], known: Catalogues) -> str:
    criterion, code, before, after = change
    if criterion:
        what = label_of(known, CRITERIA[criterion], code)
    else:
        what = _("%(priority)s from") % {"priority": label_of(known, "priority", code.removesuffix("_from"))}
    return _("%(what)s: %(before)s → %(after)s") % {"what": what, "before": before, "after": after}
