"""The columns of the list and how a cell of each is drawn: plain text put together, for fifty rows are the bill."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from operator import attrgetter

from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trato.cycles.models import Cycle, Progress, ProgressQuerySet
from trato.organisations.places import HOME, country_name
from trato.people.models import User
from trato.procedure import Money
from trato.prospects.models import Prospect
from trato.prospects.rows import Mark, due_tone, idle_mark, mark_of, short_name, step_text, tone_of
from trato.ui.comb import comb_svg
from trato.ui.marks import state_pill
from trato.ui.values import amount_text, cuit_text

NOTHING = "—"


@dataclass(frozen=True, slots=True)
class Around:
    """What the rows of one page need besides themselves, each read with one query or none.

    `organisations` maps a cycle to (cuit, town, country); `classified` a cycle to its working classification;
    `tags` a cycle to the tags of its organisation; `labels` an action to its name; `options` (catalogue group, code) to
    its label.
    """

    today: date
    labels: Mapping[str, str]
    owners: Mapping[int, str]
    organisations: Mapping[int, tuple[str, str, str]]
    classified: Mapping[int, Mapping[str, str]]
    tags: Mapping[int, Sequence[str]]
    options: Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the address names it; `css` is the class of its cells, `cell` gives their HTML, escaped."""

    code: str
    title: str | Promise
    css: str
    cell: Callable[[Progress, Around], str]
    usual: bool = True


def chosen_columns(text: str) -> tuple[Column, ...]:
    """Return the columns an address names, in the order of the house; the usual ones when it names none."""
    wanted = set(text.split(","))
    return tuple(column for column in COLUMNS if column.code in wanted) or USUAL


def with_organisation(rows: ProgressQuerySet) -> ProgressQuerySet:
    """Have each row bring what the columns show of its organisation."""
    return rows.annotate(
        cuit=Coalesce("cycle__organisation__cuit", Value("")),
        town=F("cycle__organisation__locality"),
        country=F("cycle__organisation__country"),
    )


_ORGANISATION = attrgetter("cuit", "town", "country")


def around(rows: Sequence[Progress], columns: Sequence[Column], *, names: Mapping[int, str], **known: object) -> Around:
    """Read what the columns show besides the rows: at most three queries by key, whatever the rows.

    The rows are those of `with_organisation`. `names` are the people already read; an owner who no longer sells is
    looked up.
    """
    codes = {column.code for column in columns}
    keys = [row.pk for row in rows]
    groups = [group for group in CLASSIFIED if CLASSIFIED[group] in codes]
    owners = {row.owner_id for row in rows if row.owner_id and row.owner_id not in names}
    others = User.objects.filter(pk__in=owners) if owners and "responsable" in codes else User.objects.none()
    return Around(
        **known,  # type: ignore[arg-type]
        owners={**names, **dict(others.values_list("pk", "name"))},
        organisations={row.pk: _ORGANISATION(row) for row in rows},
        classified={line["cycle_id"]: line for line in Prospect.objects.filter(pk__in=keys).values("cycle_id", *groups)}
        if groups
        else {},
        tags=_tags_of(keys) if "etiquetas" in codes else {},
    )


def tags_text(row: Progress, known: Around) -> str:
    """Return the names of the tags of the row's organisation."""
    return ", ".join(known.options.get(("tag", tag), tag) for tag in known.tags.get(row.pk, ()))


def _tags_of(keys: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = Cycle.objects.filter(pk__in=keys, organisation__taggings__isnull=False)
    for pk, tag in rows.order_by("organisation__taggings__tag").values_list("pk", "organisation__taggings__tag"):
        found.setdefault(pk, []).append(tag)
    return found


def draw(rows: Sequence[Progress], columns: Sequence[Column], known: Around, *, address: str) -> SafeString:
    """Return the rows of the table; `address` is that of a cycle with "CODE" in the place of its code."""
    before, _code, after = escape(address).partition("CODE")
    choose = escape(_("Choose"))
    lines = []
    for row in rows:
        code, name = escape(row.code), escape(row.organisation_name)
        cells = "".join(column.cell(row, known) for column in columns)
        lines.append(
            f'<tr data-row><td class="ck"><input type="checkbox" name="codigo" value="{code}" '
            f'aria-label="{choose} {name}"></td><td class="nm"><a href="{before}{code}{after}">{name}</a>'
            f"<span>{escape(row.title or place_of(row, known))}</span></td>{cells}</tr>\n"
        )
    return mark_safe("".join(lines))  # noqa: S308 - every text of it went through escape


def place_of(row: Progress, known: Around) -> str:
    """Return the town, or the country of who is abroad."""
    _cuit, town, country = known.organisations.get(row.pk, ("", "", HOME))
    return town if town or country in {"", HOME} else country_name(country, "es")


def _cuit(row: Progress, known: Around) -> str:
    return f'<td class="cu">{escape(cuit_text(known.organisations.get(row.pk, ("",))[0]))}</td>'


def _code(row: Progress, _known: Around) -> str:
    return f'<td class="cu">{escape(row.code)}</td>'


def _town(row: Progress, known: Around) -> str:
    return f'<td class="wh">{escape(place_of(row, known) or NOTHING)}</td>'


def _state(row: Progress, known: Around) -> str:
    mark: Mark = mark_of(row, known.today)
    return f'<td class="es">{state_pill(mark.tone, mark.word, icon=mark.icon)}{idle_mark(row, known.today)}</td>'


def _next(row: Progress, known: Around) -> str:
    section = escape(row.next_section)
    text = f'<span class="sec">{section}</span> {escape(known.labels.get(row.next_action, ""))}' if section else ""
    return f'<td class="pa">{text}</td>'


def _step(row: Progress, known: Around) -> str:
    """Draw the day somebody promised to go on and what for; without one, when the next action falls due."""
    day = row.next_step_on or row.due_on
    if row.closed_at is not None or day is None:
        return f'<td class="pa">{NOTHING}</td>'
    text = f" {escape(step_text(row))}" if row.next_step_on else ""
    return f'<td class="pa"><span class="st {tone_of(day, known.today)}">{_short(day, known.today)}</span>{text}</td>'


def _due(row: Progress, known: Around) -> str:
    if row.closed_at is not None or row.due_on is None:
        return f'<td class="n du">{NOTHING}</td>'
    return f'<td class="n du {due_tone(row, known.today)}">{_short(row.due_on, known.today)}</td>'


def _short(day: date, today: date) -> str:
    return day.strftime("%d/%m" if day.year == today.year else "%d/%m/%y")


def _progress(row: Progress, _known: Around) -> str:
    return f'<td class="pe">{comb_svg(row.comb)}</td>'


def _amount(row: Progress, _known: Around) -> str:
    if not row.amount_minor:
        return f'<td class="n am">{NOTHING}</td>'
    text = escape(amount_text(Money(row.amount_minor, row.amount_currency)))
    return f'<td class="n am"><small>{escape(row.amount_currency)}</small> {text}</td>'


def _owner(row: Progress, known: Around) -> str:
    name = known.owners.get(row.owner_id or 0, "")
    return f'<td class="wh">{escape(short_name(name)) if name else NOTHING}</td>'


def _group(group: str) -> Callable[[Progress, Around], str]:
    def cell(row: Progress, known: Around) -> str:
        code = known.classified.get(row.pk, {}).get(group, "")
        return f'<td class="wh">{escape(known.options.get((group, code), code) or NOTHING)}</td>'

    return cell


def _tags(row: Progress, known: Around) -> str:
    return f'<td class="wh">{escape(tags_text(row, known) or NOTHING)}</td>'


# Groups of the classification that have one value, and the code of their column.
CLASSIFIED = {
    "priority": "prioridad",
    "client_type": "tipo",
    "origin": "origen",
    "scale": "escala",
    "sector": "rubro",
    "activity": "clae",
}
COLUMNS: tuple[Column, ...] = (
    Column("codigo", gettext_lazy("Code"), "cu", _code, usual=False),
    Column("cuit", "CUIT", "cu", _cuit),
    Column("localidad", gettext_lazy("Town"), "wh", _town, usual=False),
    Column("estado", gettext_lazy("State"), "", _state),
    Column("proxima", gettext_lazy("Next action"), "", _next),
    Column("paso", gettext_lazy("Next step"), "", _step, usual=False),
    Column("vence", gettext_lazy("Due"), "n", _due),
    Column("avance", gettext_lazy("Progress"), "pe", _progress),
    Column("monto", gettext_lazy("Amount"), "n am", _amount),
    Column("responsable", gettext_lazy("Owner"), "wh", _owner),
    Column("prioridad", gettext_lazy("Priority"), "wh", _group("priority"), usual=False),
    Column("tipo", gettext_lazy("Client type"), "wh", _group("client_type"), usual=False),
    Column("origen", gettext_lazy("Geographic origin"), "wh", _group("origin"), usual=False),
    Column("escala", gettext_lazy("Scale"), "wh", _group("scale"), usual=False),
    Column("rubro", gettext_lazy("Sector / economic activity"), "wh", _group("sector"), usual=False),
    Column("clae", gettext_lazy("Economic activity (CLAE)"), "wh", _group("activity"), usual=False),
    Column("etiquetas", gettext_lazy("Tags"), "wh", _tags, usual=False),
)
USUAL = tuple(column for column in COLUMNS if column.usual)
