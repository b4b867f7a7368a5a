"""The list of prospects: views, filters, and pages by key over the rows that cycles project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.db.models import F, Q, TextField
from django.db.models.expressions import OrderBy
from django.db.models.functions import Cast
from django.http import QueryDict

from trato.cycles.models import Cycle, Progress, ProgressQuerySet, State
from trato.ledger.actors import Actor
from trato.prospects.clae import find_activities, within
from trato.prospects.models import Tagging
from trato.search.finding import holds, places_holding

VIEWS = ("en-curso", "mios", "sin-contacto", "por-vencer", "sin-contratacion", "todos")
OUTCOMES = {"abierto": "", "contratado": "contracted", "sin-contratacion": "not-contracted"}
DUES = ("vencido", "hoy", "semana", "sin-fecha")
IDLE = "sin-actividad"
# How the address names each group of the classification, and a tag; of needs and tags one of several is enough.
GROUPS = {
    "priority": "prioridad",
    "client_type": "tipo",
    "origin": "origen",
    "scale": "escala",
    "sector": "rubro",
    "activity": "clae",
    "need": "requerimiento",
    "tag": "etiqueta",
}
NOBODY = "nadie"
MOST_COUNTED = 1000
SIZE = 36  # rows; with its filters open to everybody, such a page stays under 60 kB
SOON = 3  # business days
MOST_LOOKED_UP = 2_000
PLACES = ("after", "before")
NO_NARROWING = ("view", "columns", *PLACES)
LONGEST_KEY = 18  # digits of a number that any of the databases can hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What the address of the list asks for; everything unknown in it is ignored."""

    view: str = VIEWS[0]
    q: str = ""
    owner: str = ""
    phase: str = ""
    outcome: str = ""
    due: str = ""
    idle: str = ""
    priority: str = ""
    client_type: str = ""
    origin: str = ""
    scale: str = ""
    sector: str = ""
    activity: str = ""
    need: str = ""
    tag: str = ""
    columns: str = ""
    after: str = ""
    before: str = ""

    NAMES: ClassVar[dict[str, str]] = {
        "view": "vista",
        "q": "q",
        "owner": "responsable",
        "phase": "fase",
        "outcome": "resultado",
        "due": "vence",
        "idle": "actividad",
        **GROUPS,
        "columns": "columnas",
        "after": "despues",
        "before": "antes",
    }

    @classmethod
    def of(cls, query: QueryDict | Mapping[str, str]) -> Listing:
        """Read an address's query; columns come joined by commas or one by one."""
        asked = {name: clean(query.get(spanish, "")) for name, spanish in cls.NAMES.items()}
        if isinstance(query, QueryDict):
            asked["columns"] = clean(",".join(query.getlist(cls.NAMES["columns"])))
        if asked["view"] not in VIEWS:
            asked["view"] = VIEWS[0]
        if asked["outcome"] not in OUTCOMES:
            asked["outcome"] = ""
        if asked["due"] not in DUES:
            asked["due"] = ""
        if asked["idle"] != IDLE:
            asked["idle"] = ""
        if key_of(asked["owner"]) is None and asked["owner"] != NOBODY:
            asked["owner"] = ""
        return cls(**asked)

    @property
    def filtered(self) -> bool:
        """Tell whether anything besides the view narrows the list."""
        return bool(self.narrowings)

    @property
    def narrowings(self) -> tuple[str, ...]:
        """Name the parts that narrow the list, in the order of the address."""
        return tuple(name for name in self.NAMES if name not in NO_NARROWING and getattr(self, name))

    @property
    def countable(self) -> bool:
        """Tell whether an index answers the whole question, so that counting up to a thousand costs nothing."""
        return not {"q", "idle", *GROUPS} & set(self.narrowings)

    def address(self, **changes: str) -> str:
        """Return the query string of this listing with some parts changed, its first page unless said otherwise."""
        asked = {name: getattr(self, name) for name in self.NAMES if name not in PLACES} | changes
        said = {
            spanish: value
            for name, spanish in self.NAMES.items()
            if (value := asked.get(name, "")) and not (name == "view" and value == VIEWS[0])
        }
        return f"?{urlencode(said)}"


def clean(text: str) -> str:
    """Return a text of an address as it can be asked of the database: trimmed, without NUL, not endless."""
    return str(text).replace("\x00", "").strip()[:200]


def key_of(text: str) -> int | None:
    """Read a primary key from an address; None when it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST_KEY else None


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of one page and the keys of its neighbours, "" when there is none."""

    rows: list[Progress]
    newer: str
    older: str


def selected(listing: Listing, actor: Actor, *, today: date, soon: date) -> ProgressQuerySet:
    """Return the rows the listing asks for, as far as the actor may read them, unordered."""
    rows = Progress.objects.visible_to(actor)
    match listing.view:
        case "mios":
            rows = rows.running().filter(owner=_number(actor.key))
        case "sin-contacto":
            rows = rows.running().filter(contacted=False)
        case "por-vencer":
            rows = rows.running().filter(Q(due_on__lte=soon) | Q(next_step_on__lte=soon))
        case "sin-contratacion":
            rows = rows.filter(outcome="not-contracted")
        case "todos":
            rows = rows.exclude(state=State.ANNULLED)
        case _:
            rows = rows.running()
    return _narrowed(rows, listing, today)


def counted(listing: Listing, page: Page, rows: ProgressQuerySet) -> int | None:
    """Return how many rows there are, 1001 for more than a thousand, None when counting is not cheap."""
    if not (page.newer or page.older):
        return len(page.rows)
    return rows.order_by()[: MOST_COUNTED + 1].count() if listing.countable else None


def page_of(listing: Listing, rows: ProgressQuerySet, *, size: int = SIZE) -> Page:
    """Return one page, by what is due first; closed ones by when it was decided, the last first."""
    key, descending = _order(listing)
    backwards = bool(listing.before)
    cursor = _cursor(listing.before or listing.after, key)
    if cursor is None:
        backwards = False
    else:
        rows = rows.filter(_beyond(key, cursor, forwards=descending == backwards))
    found = list(_sorted(rows, key, up=descending == backwards)[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    if not found:
        return Page([], "", "")
    first, last = _key(found[0], key), _key(found[-1], key)
    has_newer, has_older = (more, True) if backwards else (cursor is not None, more)
    return Page(found, first if has_newer else "", last if has_older else "")


def in_order(listing: Listing, rows: ProgressQuerySet) -> ProgressQuerySet:
    """Return all the rows in the order of the list."""
    key, descending = _order(listing)
    return _sorted(rows, key, up=not descending)


def _order(listing: Listing) -> tuple[str, bool]:
    return ("outcome_at", True) if listing.view == "sin-contratacion" else ("due_on", False)


def _sorted(rows: ProgressQuerySet, key: str, *, up: bool) -> ProgressQuerySet:
    order = OrderBy(F(key), descending=not up, nulls_last=up or None, nulls_first=None if up else True)
    return rows.order_by(order, "cycle_id" if up else "-cycle_id")


def _narrowed(rows: ProgressQuerySet, listing: Listing, today: date) -> ProgressQuerySet:
    if listing.owner:
        rows = rows.filter(owner=None if listing.owner == NOBODY else int(listing.owner))
    if listing.phase:
        rows = rows.filter(phase=listing.phase)
    if listing.outcome:
        rows = rows.filter(outcome=OUTCOMES[listing.outcome])
    if listing.due:
        rows = rows.filter(_due(listing.due, today))
    if listing.idle:
        rows = rows.running().filter(idle_on__lte=today)
    for group in GROUPS:
        if value := getattr(listing, group):
            rows = _classified(rows, group, value)
    return _found(rows, listing.q) if listing.q else rows


def _due(due: str, today: date) -> Q:
    running = Q(closed_at=None)
    match due:
        case "vencido":
            return running & (Q(due_on__lt=today) | Q(next_step_on__lt=today))
        case "hoy":
            return running & (Q(due_on=today) | Q(next_step_on=today))
        case "semana":
            sunday = today + timedelta(days=6 - today.weekday())
            week = (today, sunday)
            return running & (Q(due_on__range=week) | Q(next_step_on__range=week))
        case _:
            return running & Q(due_on=None, next_step_on=None)


def _classified(rows: ProgressQuerySet, group: str, code: str) -> ProgressQuerySet:
    """Keep the rows whose working classification, or whose organisation's tags, say so."""
    if group == "tag":
        return rows.filter(cycle__organisation__in=Tagging.objects.filter(tag=code).values("organisation"))
    if group == "activity":
        codes = within(tuple(one.code for one in find_activities(code)))
        return rows.filter(cycle__prospect__activity__in=sorted(codes)) if codes else rows.none()
    if group != "need":
        return rows.filter(**{f"cycle__prospect__{group}": code})
    if not code.replace("-", "").isalnum():
        return rows.none()
    needs = Cast("cycle__prospect__needs", TextField())
    return rows.alias(needs_text=needs).filter(needs_text__contains=f'"{code}"')


def _found(rows: ProgressQuerySet, typed: str) -> ProgressQuerySet:
    """Keep the rows that a search for the words finds: the cycle, a record of it, the organisation, one of its people.

    Of what few have, the index tells whose it is; what very many have is soon met by going through the list.
    """
    found = places_holding(typed, most=MOST_LOOKED_UP)
    if found is None:
        return rows.filter(holds(typed, "cycle", "pk") | holds(typed, "organisation", "cycle__organisation"))
    theirs = Cycle.objects.filter(organisation__in=found.get("organisation", ())).values_list("pk", flat=True)
    return rows.filter(cycle__in=found.get("cycle", set()).union(theirs))


def _beyond(key: str, cursor: tuple[Any, int], *, forwards: bool) -> Q:
    """Return the rows after the cursor in ascending order, undated last; or before it."""
    value, pk = cursor
    way = "gt" if forwards else "lt"
    same = Q(**{key: value, f"cycle_id__{way}": pk})
    if value is None:
        return same if forwards else same | Q(**{f"{key}__isnull": False})
    beyond = same | Q(**{f"{key}__{way}": value})
    return beyond | Q(**{f"{key}__isnull": True}) if forwards else beyond


def _key(row: Progress, key: str) -> str:
    value = getattr(row, key)
    return f"{value.isoformat() if value else ''}_{row.pk}"


def _cursor(text: str, key: str) -> tuple[Any, int] | None:
    value, separator, pk = text.rpartition("_")
    number = key_of(pk)
    if not separator or number is None:
        return None
    try:
        if key == "due_on":
            return (date.fromisoformat(value) if value else None), number
        moment = datetime.fromisoformat(value) if value else None
    except ValueError:
        return None
    return None if moment and moment.tzinfo is None else (moment, number)


def _number(key: str) -> int:
    tail = key.rpartition("/")[2]
    return int(tail) if tail.isdecimal() else 0
