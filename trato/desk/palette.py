"""The palette: what is found, and what can be done and where one can go from the page one is on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve, reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trato.cycles.models import Cycle
from trato.cycles.situation import situation_of
from trato.cycles.steps import Step, Verb
from trato.desk.assembly import is_common, step_of
from trato.desk.cycle.offers import Bench, bench, may_do_now
from trato.desk.searching import Found, Group, Line, find, recent
from trato.desk.shell import audits, places
from trato.ledger.actors import Actor
from trato.prospects.visibility import may_change_organisation, organisations_visible_to
from trato.search.folding import fold
from trato.ui.marks import key_caps
from trato.ui.values import to_local_date

CYCLE = frozenset({"desk:cycle", "desk:step", "desk:act"})
DOERS = frozenset({"EC", "GC"})


@dataclass(frozen=True, slots=True)
class Palette:
    """What one opening of the palette offers: the page it was opened on, and groups of lines, the first at hand."""

    here: str = ""
    groups: list[Group] = field(default_factory=list)
    meant: str = ""


def palette(typed: str, actor: Actor, *, page: str, at: datetime) -> Palette:
    """Return what to offer for what was typed, opened on the page at the address `page`."""
    today = to_local_date(at)
    reads = bool(set(actor.roles) - {"ADMIN"})
    here, doing = _here(urlsplit(page).path, actor, at)
    going = [*_new(actor), *_places(actor)]
    if not typed:
        groups = [
            Group(_("Here"), doing),
            recent(actor, today=today) if reads else Group("", []),
            Group(_("Go to"), going),
        ]
        return Palette(here, _filled(groups))
    found = find(typed, actor, today=today)
    acts = Group(_("Do"), [*_named(doing, typed), *_named(going, typed)])
    # What somebody means to do is written in words of its own; a name is what they look for otherwise.
    return Palette(here, _filled([acts, *found.groups, Group("", _rest(typed, actor, found))]), found.meant)


def _here(path: str, actor: Actor, at: datetime) -> tuple[str, list[Line]]:
    """Name the cycle or the organisation of a page, and what the actor may do with it now."""
    try:
        match = resolve(path)
    except Resolver404:
        return "", []
    if match.view_name in CYCLE:
        return _cycle(match.kwargs["code"], match.kwargs.get("section", ""), actor, at)
    if match.view_name.startswith("prospects:organisation"):
        return _organisation(match.kwargs["pk"], actor)
    return "", []


def _cycle(code: str, section: str, actor: Actor, at: datetime) -> tuple[str, list[Line]]:
    cycles = Cycle.objects.visible_to(actor).select_related("progress", "organisation", "owner", "previous")
    cycle = cycles.filter(code=code).first()
    if cycle is None:
        return "", []
    situation = situation_of(cycle, at=at)
    on = bench(cycle, situation, actor)
    shown = [action.id for action in situation.definition.actions if action.section == section]
    upcoming = situation.evaluation.next_action or "close"
    lines: dict[str, Line] = {}
    # The step on the screen first, then the one that follows, where it is another.
    for action in dict.fromkeys([*shown[:1], upcoming]):
        step = step_of(action)
        for verb in may_do_now(on, step):
            lines.setdefault(verb.slug, _verb_line(on, step, verb, keyed=not lines and not is_common(verb.slug)))
    url = reverse("prospects:organisation", args=[cycle.organisation_id])
    look = Line(icon="landmark", url=url, title=_("Look at the organisation"), detail=cycle.organisation.name)
    return f"{cycle.code} · {cycle.organisation.name}", [*lines.values(), look]


def _verb_line(on: Bench, step: Step, verb: Verb, *, keyed: bool) -> Line:
    action = on.situation.definition.action(step.action)
    url = reverse("desk:step", args=[on.cycle.code, action.section])
    language = "en" if (get_language() or "es").startswith("en") else "es"
    return Line(
        icon="pen-line",
        url=f"{url}#f-{verb.slug}",
        title=str(verb.button(on.situation, on.actor)),
        detail=f"{action.section} {action.label(language)}",
        mark=key_caps("E") if keyed else key_caps(),
    )


def _organisation(pk: int, actor: Actor) -> tuple[str, list[Line]]:
    found = organisations_visible_to(actor).filter(pk=pk).first()
    if found is None:
        return "", []
    if not may_change_organisation(found, actor):
        return found.name, []
    lines = [
        Line("pen-line", reverse("prospects:organisation_data", args=[pk]), _("Change the data"), "", key_caps("E")),
        Line("user-round", reverse("prospects:person_new", args=[pk]), _("Add a person"), "", key_caps("P")),
        Line("message-square", reverse("prospects:note_new", args=[pk]), _("Add a note or a file"), "", key_caps("T")),
    ]
    return found.name, lines


def _new(actor: Actor) -> list[Line]:
    if not DOERS & set(actor.roles):
        return []
    return [
        Line("plus", reverse("prospects:new"), _("New prospect"), "", key_caps("N")),
        Line("upload", reverse("prospects:imports"), _("Import a list"), "", key_caps()),
        Line("copy", reverse("prospects:duplicates"), _("Possible duplicates")),
    ]


def _places(actor: Actor) -> list[Line]:
    menu = places(bool(set(actor.roles) - {"ADMIN"}), audits(actor), get_language())
    lines = [
        Line(icon, url, label, "", key_caps("G", key.upper())) for group in menu for label, _n, url, icon, key in group
    ]
    return [*lines, Line("user-round", reverse("people_account"), _("My account"))]


def _rest(typed: str, actor: Actor, found: Found) -> list[Line]:
    """Offer the page with everything found, or to write down what is not here."""
    if found.groups:
        return [Line("list", f"{reverse('desk:search')}?{urlencode({'q': typed})}", _("Everything found"))]
    if not DOERS & set(actor.roles):
        return []
    url = f"{reverse('prospects:new')}?{urlencode({'nombre': typed})}"
    return [Line("plus", url, _("Create «%(q)s»") % {"q": typed})]


def _named(lines: Iterable[Line], typed: str) -> list[Line]:
    """Keep the lines of which each word typed begins a word."""
    words = fold(typed).split()
    return [line for line in lines if words and all(f" {word}" in f" {fold(line.title)}" for word in words)]


def _filled(groups: Iterable[Group]) -> list[Group]:
    return [group for group in groups if group.lines]
