"""The master list: every controlled document with its version, dates and owner (ISO cl. 7.5.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from trato.documents import finding
from trato.documents.controlled.standing import label_of, standing_of
from trato.documents.models import DefinitionVersion, Document
from trato.documents.refusals import Refused
from trato.ledger.actors import Actor
from trato.ledger.append import Draft, append
from trato.people.roles import Role
from trato.search.feeding import put_whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the master list; what nobody has said is empty. `tone` is a tone of the `state` tag."""

    code: str
    title: str
    version: str
    state: str
    tone: str
    effective_on: date | None
    owner: str
    review_on: date | None
    url: str


type Provider = Callable[[datetime], Iterable[Entry]]

_providers: list[Provider] = []


class CannotUpdateEntry(Refused):
    """The entry contradicts itself or another document's."""


def register(provider: Provider) -> None:
    """Let a package above add its controlled documents: the contract model, the pitch material."""
    if provider not in _providers:
        _providers.append(provider)


def master_list(at: datetime) -> list[Entry]:
    """Return the whole list: procedures first, then what the packages above keep, then what is only referred to."""
    entries = list(_procedures(at))
    for provider in _providers:
        entries += provider(at)
    return [*entries, *map(_reference, Document.objects.all())]


def list_in_search(at: datetime) -> None:
    """Let the lines of the list be found as they are now: whoever changes a title or a code says so here."""
    put_whole(finding.HOUSE, [0], finding.lines(master_list(at)))


@transaction.atomic
def update_entry(
    *,
    slug: str,
    code: str,
    version: str,
    effective_on: date | None,
    review_on: date | None,
    by: Actor,
    at: datetime,
) -> Document:
    """Say what is known of a document controlled elsewhere; raise CannotUpdateEntry. ISO cl. 7.5.3."""
    document = Document.objects.select_for_update().get(slug=slug)
    if effective_on and review_on and review_on <= effective_on:
        raise CannotUpdateEntry(_("The next review comes after the date it is in force from."))
    if code and Document.objects.exclude(pk=document.pk).filter(code=code).exists():
        raise CannotUpdateEntry(_("Another document already has the code %(code)s.") % {"code": code})
    document.code, document.version = code, version
    document.effective_on, document.review_on = effective_on, review_on
    document.updated_at, document.updated_by = at, by.key
    document.save()
    entry = Draft(stream=f"document/{slug}", event="document.updated", occurred_at=at, actor=by)
    append([entry], at=at)
    list_in_search(at)
    return document


def _procedures(at: datetime) -> Iterable[Entry]:
    """Yield each procedure once, by the version in force; by the newest one while there is none."""
    standing = list(DefinitionVersion.objects.standing().prefetch_related("approvals").order_by("code", "-version"))
    for code in dict.fromkeys(version.code for version in standing):
        of_code = [standing_of(version, at=at) for version in standing if version.code == code]
        shown = next((one for one in of_code if one.state == "in-force"), of_code[0])
        yield Entry(
            code=code,
            title=shown.version.title,
            version=shown.version.version,
            state=shown.label,
            tone=shown.tone,
            effective_on=shown.effective_on,
            owner=shown.owner,
            review_on=shown.review_on,
            url=reverse("document_version", args=[code, shown.version.version]),
        )


def _reference(document: Document) -> Entry:
    known = bool(document.version and document.effective_on)
    return Entry(
        code=document.code,
        title=document.title,
        version=document.version,
        state=label_of("in-force") if known else _("Referred to"),
        tone="ok" if known else "plain",
        effective_on=document.effective_on,
        owner=str(Role(document.owner_role).label),
        review_on=document.review_on,
        url=reverse("document_entry", args=[document.slug]),
    )
