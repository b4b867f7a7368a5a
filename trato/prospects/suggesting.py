"""The suggested priority, said beside its field: how many points, of what, and what is not known yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trato.prospects.actions.scoring import rule_in_force
from trato.prospects.catalogues import Catalogues, label_of
from trato.prospects.labels import GROUP_TITLES
from trato.prospects.rules import Classification
from trato.prospects.scoring import CRITERIA, Score, score

TITLES = {**GROUP_TITLES, "needs": GROUP_TITLES["need"]}


def asked_of(data: Mapping[str, Any]) -> Classification:
    """Return what a form says of the criteria, whatever else it says."""
    said = {name: str(data.get(name) or "") for name in CRITERIA if name != "needs"}
    return Classification(**said, needs=tuple(str(code) for code in data.get("needs") or ()))


def suggestion(known: Classification, found: Catalogues) -> SafeString:
    """Say the suggested priority and how it came about."""
    return _said(score(rule_in_force(), known), found)


def live_suggestion(known: Classification, found: Catalogues) -> SafeString:
    """Say it in a place that follows what is chosen in the form around it; without scripts it says what was saved."""
    return format_html(
        '<span hx-get="{}" hx-trigger="change from:closest form delay:200ms" hx-include="closest form" hx-params="{}" '
        'hx-target="this" hx-swap="innerHTML" aria-live="polite">{}</span>',
        reverse("prospects:suggestion"),
        ",".join(CRITERIA),
        suggestion(known, found),
    )


def _said(result: Score, found: Catalogues) -> SafeString:
    if not result.priority:
        return format_html(
            "{} {}", _("It is suggested by the points of the other groups; you have the last word."), _rule()
        )
    points = ngettext("%(n)s point", "%(n)s points", result.total) % {"n": result.total}
    added = ((label_of(found, CRITERIA[line.criterion], line.code), f"{line.points:+d}") for line in result.lines)
    parts = format_html_join(", ", "{} {}", added)
    lacking = ", ".join(str(TITLES[name]).lower() for name in result.unknown)
    return format_html(
        "{} <b>{}</b>, {}: {}.{} {}",
        _("Suggested:"),
        label_of(found, "priority", result.priority),
        points,
        parts,
        format_html(" {}", _("Not known yet: %(what)s.") % {"what": lacking}) if lacking else "",
        _rule(),
    )


def _rule() -> SafeString:
    return format_html('<a class="lnk" href="{}">{}</a>', reverse("prospects:scoring"), _("The rule"))
