"""A record as the form it is or will become, from the fields its kind declares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.utils import translation
from django.utils.translation import gettext as _

from trato.documents import rules
from trato.documents.models import File, RecordVersion
from trato.documents.records.values import language_of, text_of, titled
from trato.procedure import Definition, Field, RecordKind
from trato.ui import values
from trato.ui.sheets import Cell, Section, Sheet, Table

WIDTHS = (2, 3, 4, 6)


def sheet_of(
    record: RecordVersion | Mapping[str, Any],
    kind: str,
    definition: Definition,
    *,
    language: str = "es",
    names: Mapping[str, str] | None = None,
    anchor: str = "registro",
    known: Mapping[str, RecordVersion] | None = None,
) -> Sheet:
    """Lay out an issued record, or the body of a draft, as a sheet; a missing datum stays empty.

    `names` maps actor keys ("user/7") to the names shown, in the footer and wherever a datum is such a key; `known`
    are records already read, by hash, which a datum may refer to.
    """
    shape = definition.record(kind)
    body = record.data if isinstance(record, RecordVersion) else record
    said = {**_referred(body, shape, known or {}), **(names or {})}
    with translation.override(language_of(language)):
        if isinstance(record, RecordVersion):
            return _issued(record, shape, definition, language, said, anchor)
        return Sheet(
            title=_title(shape, language),
            code=f"{shape.code_prefix}-…",
            version_label=_("Draft"),
            sections=_sections(record, shape, definition, language, said, draft=True),
            organisation=organisation_of(definition),
            anchor=anchor,
        )


def _referred(body: Mapping[str, Any], shape: RecordKind, known: Mapping[str, RecordVersion]) -> dict[str, str]:
    """Name the records and files a body refers to by hash: «RAR-2026-0014 v2 · 4f1c 92ab 0d77 e3a8 … 51c0»."""
    wanted = {str(body[field.key]) for field in shape.fields if field.type == "hash" and body.get(field.key)}
    if not wanted:
        return {}
    found = {digest: str(known[digest]) for digest in wanted & known.keys()}
    if left := wanted - found.keys():
        version = Cast("version", CharField())
        records = RecordVersion.objects.filter(hash__in=left).annotate(name=Concat("number", Value(" v"), version))
        files = File.objects.filter(sha256__in=left).order_by().values_list("sha256", "name")
        found |= dict(records.order_by().values_list("hash", "name").union(files).order_by())
    return {digest: f"{name} · {values.short_hash(digest)}" for digest, name in found.items()}


def _issued(
    record: RecordVersion,
    shape: RecordKind,
    definition: Definition,
    language: str,
    names: Mapping[str, str],
    anchor: str,
) -> Sheet:
    if record.erased_at is None:
        sections = _sections(record.data, shape, definition, language, names, draft=False)
    else:
        note = _("Erased on %(date)s (Ley 25.326); its hash stays.") % {"date": values.numeric_date(record.erased_at)}
        sections = (Section(title=_("Erased data"), cells=(Cell(_("What happened"), note, 6),)),)
    return Sheet(
        title=_title(shape, language),
        code=record.number,
        version_label=_("Version %(n)s") % {"n": record.version},
        sections=sections,
        issued=True,
        hash=record.hash,
        footer_lines=tuple(_footer(record, shape, definition, names)),
        organisation=organisation_of(definition),
        anchor=anchor,
    )


def _footer(
    record: RecordVersion, shape: RecordKind, definition: Definition, names: Mapping[str, str]
) -> Iterator[str]:
    who = names.get(record.issued_by, record.issued_by)
    yield _("Issued on %(moment)s, %(who)s, under %(code)s version %(version)s.") % {
        "moment": values.local_moment(record.issued_at),
        "who": f"{who} ({record.issued_role})" if record.issued_role else who,
        "code": definition.code,
        "version": definition.version,
    }
    keep_until = rules.months_after(values.to_local_date(record.issued_at), 12 * shape.retention_years)
    yield _("Keep until %(date)s.") % {"date": values.numeric_date(keep_until)}
    if record.annulled:
        yield _("Annulled on %(date)s: %(reason)s") % {
            "date": values.numeric_date(record.annulment.at),
            "reason": record.annulment.reason,
        }
    if record.superseded:
        yield _("Obsolete: version %(n)s replaced it.") % {"n": record.superseded_by.version}


def _sections(
    body: Mapping[str, Any],
    shape: RecordKind,
    definition: Definition,
    language: str,
    names: Mapping[str, str],
    *,
    draft: bool,
) -> tuple[Section, ...]:
    """Group the fields: a field's `section` opens one, a table stands in one of its own."""
    made: list[Section] = []
    title, cells = _title(shape, language), list[Cell]()

    def close() -> None:
        if cells:
            # After a table, what is left of the section goes on under its name.
            again = any(section.title == title for section in made)
            name = _("%(section)s, continued") % {"section": title} if again else title
            made.append(Section(title=name, cells=tuple(cells), draft=draft))
            cells.clear()

    for field in shape.fields:
        heading = field.section_en if language.startswith("en") and field.section_en else field.section
        if heading and heading != title:
            close()
            title = heading
        if field.type == "table":
            close()
            made.append(
                Section(
                    title=titled(field, language),
                    table=_table(field, body.get(field.key) or [], definition, language, names),
                    draft=draft,
                )
            )
        else:
            value = text_of(field, body.get(field.key), definition, language=language, names=names)
            cells.append(Cell(titled(field, language), value, _width(field)))
    close()
    return tuple(made)


def _table(field: Field, rows: Any, definition: Definition, language: str, names: Mapping[str, str]) -> Table:
    return Table(
        columns=tuple(titled(column, language) for column in field.of),
        rows=tuple(
            tuple(
                text_of(column, row.get(column.key), definition, language=language, names=names) for column in field.of
            )
            for row in rows
        ),
    )


def _width(field: Field) -> int:
    return next((width for width in WIDTHS if width >= field.width), 6)


def _title(shape: RecordKind, language: str) -> str:
    return shape.title_en if language.startswith("en") and shape.title_en else shape.title


def organisation_of(definition: Definition) -> str:
    # «SQUAD SRL» signs; the box of the logo holds the name alone, as the source prints it.
    return definition.organisation.split(" ")[0] or str(settings.TRATO_ORGANISATION)
