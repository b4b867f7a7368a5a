"""Importar, the first half: the file, how it reads, which column is what."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trato.cycles.refusals import Refusal
from trato.documents.refusals import Refused
from trato.people.actors import holders, names_of
from trato.people.models import User
from trato.people.pages import StaffRequest, roles
from trato.people.roles import Role
from trato.prospects.catalogues import catalogues, definition_for_lists
from trato.prospects.exports.text import csv_lines
from trato.prospects.forms import ColumnsForm, UploadForm
from trato.prospects.imports import staging
from trato.prospects.imports.batches import mapping_used_before, match_columns, reread, upload, with_rows
from trato.prospects.imports.headers import looks_like_data
from trato.prospects.imports.programs import program_of
from trato.prospects.imports.reading import PREVIEW, TOP, Wishes
from trato.prospects.imports.text import ENCODINGS, SEPARATORS
from trato.prospects.models import Import
from trato.prospects.queries import key_of
from trato.prospects.visibility import imports_visible_to

READERS = (Role.GC, Role.EC, Role.SGC, Role.AUDITOR)
RECENT = 20


@require_http_methods(["GET", "HEAD", "POST"])
@roles(*READERS)
def imports(request: StaffRequest) -> HttpResponse:
    """Ask for a file, and list the files brought before."""
    form = UploadForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    refusals: list[str] = []
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                batch = upload(file=form.cleaned_data["file"], by=request.actor, at=request.at)
            except Refused as refusal:
                refusals = refusal.sentences
            else:
                return HttpResponseRedirect(reverse("prospects:import_columns", args=[batch.pk]))
    recent = list(visible_imports(request)[:RECENT])
    names = names_of({batch.uploaded_by for batch in recent})
    context = {
        "form": form,
        "refusals": refusals,
        "recent": [(batch, stage_name(batch), names[batch.uploaded_by]) for batch in recent],
        "may_import": bool({Role.GC, Role.EC} & set(request.actor.roles)),
    }
    return render(request, "prospects/imports.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@roles(Role.GC, Role.EC)
def columns(request: StaffRequest, pk: int) -> HttpResponse:
    """Show how the file reads and which column is what; then check its rows."""
    batch = get_object_or_404(visible_imports(request), pk=pk)
    there = HttpResponseRedirect(reverse("prospects:import", args=[batch.pk]))
    if batch.stage != "columns":
        return there
    form = _columns_form(request, batch, request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _show(request, batch, form, status=200)
    if not form.is_valid():
        return _show(request, batch, form, status=422)
    try:
        with transaction.atomic(durable=True):
            match_columns(
                batch=batch,
                mapping=form.mapping(),
                source=form.cleaned_data["source"],
                owner=form.chosen_owner(),
                by=request.actor,
                at=request.at,
            )
    except Refusal as refusal:
        return _show(request, batch, form, refusals=refusal.sentences, status=422)
    return there


@require_POST
@roles(Role.GC, Role.EC)
def reading(request: StaffRequest, pk: int) -> HttpResponse:
    """Read the file again with another encoding, separator, sheet or row of titles."""
    batch = get_object_or_404(visible_imports(request), pk=pk)
    asked = request.POST
    wishes = Wishes(
        encoding=_one_of(asked.get("encoding"), ENCODINGS),
        separator=_one_of(asked.get("separator"), SEPARATORS),
        sheet=_one_of(asked.get("sheet"), batch.sheets),
        header_line=key_of(asked.get("header-line", "")) or 0,
    )
    try:
        reread(batch=batch, wishes=wishes, by=request.actor)
    except Refusal as refusal:
        form = _columns_form(request, batch, None)
        return _show(request, batch, form, refusals=refusal.sentences, status=422)
    return HttpResponseRedirect(reverse("prospects:import_columns", args=[batch.pk]))


def _one_of(said: str | None, known: Iterable[str]) -> str:
    return said if said and said in known else ""


@require_safe
@roles(*READERS)
def template_file(_request: StaffRequest) -> StreamingHttpResponse:
    """Answer a file to fill in, with the headers we recognise and one row as an example."""
    header = [
        "Organización", "Razón social", "CUIT", "Sitio web", "Provincia", "Localidad", "Contacto", "Cargo", "Correo",
        "Teléfono", "Proyecto", "Procedencia", "Prioridad", "Tipo de cliente", "Escala", "Sector", "Requerimientos",
        "Notas",
    ]  # fmt: skip
    example = [
        "Panadería La Espiga (ejemplo, borrá esta fila)", "La Espiga SRL", "30-85000111-8", "laespiga.example",
        "Córdoba", "Río Cuarto", "Ana Pérez", "Dueña", "ana@laespiga.example", "358 15 400-1234", "Tienda en línea",
        "Recomendación", "Alta", "Comercio", "Hasta 9 personas", "Alimentos y bebidas",
        "Tienda en línea, Mantenimiento", "Prefiere que la llamen a la mañana",
    ]  # fmt: skip
    lines = (line.encode() for line in csv_lines(header, [example]))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="modelo-de-prospectos.csv"'
    return response


def visible_imports(request: StaffRequest) -> QuerySet[Import]:
    """Return the imports the person may see: their own, or all for GC, SGC and auditors."""
    rows = Import.objects.select_related("file", "owner", "job")
    keys = imports_visible_to(request.actor)
    return rows if keys is None else rows.filter(pk__in=keys)


def stage_name(batch: Import) -> str:
    """Say where an import stands."""
    return {
        "columns": _("Columns to match"),
        "checking": _("Being checked"),
        "review": _("To be reviewed"),
        "importing": _("Coming in"),
        "done": _("Imported"),
        "undoing": _("Being undone"),
        "undone": _("Import undone"),
    }[batch.stage]


def _columns_form(request: StaffRequest, batch: Import, data: Any) -> ColumnsForm:
    definition = definition_for_lists(request.at)
    owners: list[User] = list(holders(Role.EC, request.at)) if Role.GC in request.actor.roles else []
    initial = {f"column-{place}": field for place, field in enumerate(batch.mapping)}
    initial |= {"source": batch.source, "owner": str(batch.owner_id or "")}
    return ColumnsForm(
        data, header=batch.header, known=catalogues(definition) if definition else {}, owners=owners, initial=initial
    )


def _show(
    request: StaffRequest, batch: Import, form: ColumnsForm, *, status: int, refusals: list[str] | None = None
) -> HttpResponse:
    top = staging.chunk(with_rows(batch), begin=0, most=TOP + PREVIEW).rows
    after = [cells for line, cells in top if line > batch.header_line][:PREVIEW]
    samples = [
        [row[place] for row in after if place < len(row) and row[place].strip()][:3]
        for place in range(len(batch.header))
    ]
    names = {",": _("comma"), ";": _("semicolon"), "\t": _("tab"), "|": _("bar")}
    context = {
        "batch": batch,
        "form": form,
        "refusals": refusals or [],
        "columns": list(zip([form[name] for name in form.columns], batch.header, samples, strict=True)),
        "encodings": ENCODINGS,
        "separators": [(mark, names[mark]) for mark in SEPARATORS],
        "separator_name": names.get(batch.separator, batch.separator),
        "headless": looks_like_data(batch.header),
        "titles": [
            (line, " · ".join(cell.strip() for cell in cells if cell.strip())[:70]) for line, cells in top[:TOP]
        ],
        "above": sum(line < batch.header_line for line, _cells in top),
        "program": program_of(batch.header),
        "remembered": mapping_used_before(batch.header_key) is not None,
    }
    return render(request, "prospects/columns.html", context, status=status)
