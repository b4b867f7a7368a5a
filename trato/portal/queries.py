"""What the home of a person outside shows: what is asked of them, what they did, how their project is doing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from trato.cycles.models import Cycle
from trato.cycles.situation import situation_of
from trato.links.doors import LinkView
from trato.links.letters import wa_url
from trato.links.models import Link, LinkQuerySet
from trato.links.pages import shell_of
from trato.links.purposes import UnknownPurpose, purpose_of, task_of
from trato.portal.rules import Milestone, way
from trato.ui.shell import Contact, Outside


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One thing asked of the person; `detail` is empty while it may not be read."""

    link: Link
    title: str
    detail: str
    due_on: date | None
    button: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One thing the person did."""

    link: Link
    label: str
    at: datetime


def asked_of(opened: LinkView, *, at: datetime, verified: bool) -> list[Asked]:
    """Return what the person's open links ask, the most urgent first.

    A forwarded link must not tell what other links say: their details wait for the code.
    """
    rows: list[tuple[date, int, int, Asked]] = []
    seen: set[tuple[str, str]] = set()
    # The link in hand first, then the newest: what two links ask in the same words is asked once.
    for link in sorted(_links(opened).open(at=at), key=lambda link: (link != opened.link, -link.pk)):
        if (link.purpose, link.subject_hash) in seen:
            continue
        seen.add((link.purpose, link.subject_hash))
        try:
            purpose, task = purpose_of(link.purpose), task_of(link, at)
        except UnknownPurpose:
            continue
        if task is None:
            continue
        asked = Asked(
            link=link,
            title=str(task.title),
            detail=str(task.detail) if verified or link == opened.link else "",
            due_on=task.due_on,
            button=str(task.button or purpose.label),
        )
        rows.append((task.due_on or date.max, purpose.order, link.pk, asked))
    return [asked for *_order, asked in sorted(rows, key=lambda row: row[:3])]


def done_by(opened: LinkView) -> list[Done]:
    """Return what the person did through their links, oldest first."""
    done = []
    for link in _links(opened).done().filter(revoked_at=None).order_by("done_at"):
        try:
            label = str(purpose_of(link.purpose).done_label)
        except UnknownPurpose:
            continue
        assert link.done_at is not None
        done.append(Done(link=link, label=label, at=link.done_at))
    return done


def sibling(opened: LinkView, link_id: int) -> Link | None:
    """Return another link of the same person."""
    return _links(opened).filter(pk=link_id).first()


def cycle_of(opened: LinkView) -> Cycle | None:
    """Return the cycle the link is about."""
    kind, _slash, number = opened.link.cycle_stream.partition("/")
    if kind != "cycle" or not number.isdecimal():
        return None
    return Cycle.objects.select_related("owner").filter(pk=int(number)).first()


def way_of(cycle: Cycle | None, *, at: datetime) -> tuple[Milestone, ...]:
    """Return how the client's project is doing."""
    if cycle is None:
        return ()
    evaluation = situation_of(cycle, at=at).evaluation
    return way(evaluation.actions, outcome=evaluation.outcome)


def shell(opened: LinkView, cycle: Cycle | None) -> Outside:
    """Return what surrounds the page; whoever has the cycle in hand is the one to talk to."""
    outside = shell_of(opened.link, token=opened.token)
    if cycle is None or cycle.owner is None:
        return outside
    owner = cycle.owner
    return replace(outside, contact=Contact(name=owner.name, whatsapp_url=wa_url(owner.phone), email=owner.email))


def _links(opened: LinkView) -> LinkQuerySet:
    return Link.objects.of_same_person(opened.link).filter(cycle_stream=opened.link.cycle_stream)
