"""Find anything by any word: cycles, organisations, people, documents, as lines that a page or the palette draws."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trato.cycles.models import Progress, ProgressQuerySet
from trato.documents.definitions import current
from trato.ledger.actors import Actor
from trato.organisations.models import Contact
from trato.prospects.rows import mark_of
from trato.search.finding import HELD, PER_KIND, Hit, likely_meant, search
from trato.search.models import Standing
from trato.ui.addresses import address_of
from trato.ui.marks import state_pill
from trato.ui.values import phone_text

RECENT = 8
# Groups as the address names them, and the kinds of each.
KINDS = {
    "ciclos": ("cycle",),
    "organizaciones": ("organisation",),
    "personas": ("person",),
    "documentos": ("document", "record"),
}
SHOWN = {"ciclos": 10, "organizaciones": 5, "personas": 6, "documentos": 6}
ICONS = {"cycle": "file-text", "organisation": "landmark", "person": "user-round"}
CODE = "PE-CM-01"


@dataclass(frozen=True, slots=True)
class Line:
    """One result: where it leads, its name, what tells it apart, and a mark at its end."""

    icon: str
    url: str
    title: str
    detail: str = ""
    mark: SafeString = field(default_factory=SafeString)


@dataclass(frozen=True, slots=True)
class Group:
    """Results of one kind, the surest first; `more` is the query of the page with all of them, or nothing."""

    label: str
    lines: list[Line]
    more: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, or, `meant` instead of what was typed, what would be."""

    groups: list[Group]
    meant: str = ""


def find(typed: str, actor: Actor, *, today: date, only: str = "") -> Found:
    """Return what holds every word, or else what holds the words probably meant; `only` is one of KINDS."""
    hits = search(typed, actor, only=KINDS.get(only, ()))
    meant = ""
    if not hits and (meant := likely_meant(typed)):
        hits = search(meant, actor, only=KINDS.get(only, ()))
    return Found(_groups(hits, actor, today, only), meant if hits else "")


def recent(actor: Actor, *, today: date) -> Group:
    """Return the cycles of the person that moved last."""
    number = actor.key.rpartition("/")[2]
    rows = Progress.objects.visible_to(actor).running()
    if "EC" in actor.roles and "GC" not in actor.roles and number.isdecimal():
        rows = rows.filter(owner=int(number))
    rows = _read(rows.order_by("-last_event_at", "-cycle_id")[:RECENT])
    return Group(_("Recent"), [_cycle_line(row, today) for row in rows])


def _groups(hits: Sequence[Hit], actor: Actor, today: date, only: str) -> list[Group]:
    most = dict.fromkeys(KINDS, PER_KIND) if only else SHOWN
    by_group = {name: [hit for hit in hits if hit.kind in kinds] for name, kinds in KINDS.items()}
    shown = {name: some[: most[name]] for name, some in by_group.items()}
    shown["ciclos"] = _due_first(by_group["ciclos"])[: most["ciclos"]]
    progress = _progress(shown["ciclos"], shown["documentos"])
    rows = [progress[hit.pk] for hit in shown["ciclos"] if hit.pk in progress]
    if not only and not rows:
        near = {hit.scope_id for name in ("organizaciones", "personas") for hit in shown[name]}
        rows = _cycles_of(near, actor, most=most["ciclos"])
    kinds = _kinds_in_english() if by_group["documentos"] and (get_language() or "").startswith("en") else {}
    people = Contact.objects.in_bulk([hit.pk for hit in shown["personas"]]) if shown["personas"] else {}
    groups = {
        "ciclos": Group(_("Cycles"), [_cycle_line(row, today) for row in rows]),
        "organizaciones": Group(_("Organisations"), [_organisation_line(hit) for hit in shown["organizaciones"]]),
        "personas": Group(
            _("People"), [_person_line(hit, people[hit.pk]) for hit in shown["personas"] if hit.pk in people]
        ),
        "documentos": Group(_("Documents"), [_document_line(hit, progress, kinds) for hit in shown["documentos"]]),
    }
    # What is named exactly so, or begins so, comes before groups where it only occurs.
    order = sorted(KINDS, key=lambda name: min((hit.rank[0] for hit in by_group[name]), default=HELD))
    return [
        Group(group.label, group.lines, f"tipo={name}" if not only and len(by_group[name]) > most[name] else "")
        for name in order
        if (group := groups[name]).lines
    ]


def _due_first(cycles: Sequence[Hit]) -> list[Hit]:
    """Order cycles equally sure by what is due first; those over come last."""
    running = Progress.objects.filter(pk__in=[hit.pk for hit in cycles], closed_at=None)
    due = dict(running.values_list("pk", "due_on"))
    return sorted(cycles, key=lambda hit: (*hit.rank[:2], due.get(hit.pk) or date.max))


def _progress(cycles: Sequence[Hit], documents: Sequence[Hit]) -> dict[int, Progress]:
    keys = {hit.pk for hit in cycles} | {hit.scope_id for hit in documents if hit.scope == "cycle"}
    return {row.pk: row for row in _read(Progress.objects.filter(pk__in=keys))} if keys else {}


def _cycles_of(organisations: Collection[int], actor: Actor, *, most: int) -> list[Progress]:
    """Return the cycles of organisations found otherwise: by CUIT, by a person, by a telephone."""
    if not organisations:
        return []
    rows = Progress.objects.visible_to(actor).filter(cycle__organisation__in=organisations)
    return list(_read(rows.order_by("closed_at", "due_on", "pk"))[:most])


def _read(rows: ProgressQuerySet) -> ProgressQuerySet:
    return rows.select_related("owner").only(
        "code", "organisation_name", "title", "state", "due_on", "next_step_on", "closed_at", "waiver_pending",
        "waiting_for_client", "owner__name",
    )  # fmt: skip


def _cycle_line(row: Progress, today: date) -> Line:
    mark = mark_of(row, today)
    owner = row.owner.name if row.owner else ""
    return Line(
        icon=ICONS["cycle"],
        url=address_of("desk:cycle", row.code),
        title=row.organisation_name,
        detail=" · ".join(filter(None, (row.code, row.title, owner))),
        mark=state_pill(mark.tone, mark.word, icon=mark.icon),
    )


def _organisation_line(hit: Hit) -> Line:
    return Line(
        icon=ICONS["organisation"],
        url=address_of("prospects:organisation", hit.key),
        title=hit.title,
        detail=hit.subtitle,
    )


def _person_line(hit: Hit, person: Contact) -> Line:
    reach = (hit.subtitle, person.mail, phone_text(person.phone) if person.phone else "")
    return Line(
        icon=ICONS["person"],
        url=address_of("prospects:organisation", hit.key),
        title=hit.title,
        detail=" · ".join(filter(None, reach)),
    )


def _kinds_in_english() -> dict[str, str]:
    """Return the English title of each kind of record by the Spanish one, which the index holds."""
    governing = current(CODE, timezone.now())
    return {kind.title: kind.title_en for kind in governing.records} if governing else {}


def _document_line(hit: Hit, progress: dict[int, Progress], kinds: dict[str, str]) -> Line:
    if hit.kind == "document":
        return Line(icon="book-open", url=hit.key, title=hit.title, detail=hit.subtitle)
    about = progress.get(hit.scope_id)
    kind = kinds.get(hit.subtitle, hit.subtitle)
    whose = (kind, about.organisation_name, about.code) if about else (kind,)
    return Line(
        icon="book-open",
        url=address_of("record", hit.key),
        title=hit.title,
        detail=" · ".join(whose),
        mark=state_pill("plain", _("Annulled"), icon="x") if hit.standing == Standing.ANNULLED else SafeString(),
    )
