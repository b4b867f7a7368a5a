"""Importar, the second half: what was found, whom rows look like, letting them in, and back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trato.cycles.refusals import Refusal
from trato.ledger.entries import stream_entries
from trato.organisations.models import Organisation
from trato.people.actors import names_of
from trato.people.pages import StaffRequest, roles
from trato.people.roles import Role
from trato.prospects.exports.text import csv_lines
from trato.prospects.history import said
from trato.prospects.imports.batches import correct, decide
from trato.prospects.imports.headers import FIELDS
from trato.prospects.imports.running import resume, start_import, stopped
from trato.prospects.imports.sentences import (
    FIELDS_OF,
    KEPT,
    problem_sentence,
    skipped_sentence,
    undecided_sentence,
    why_sentence,
)
from trato.prospects.imports.undoing import start_undo
from trato.prospects.models import Import, ImportRow
from trato.prospects.queries import key_of
from trato.prospects.views.uploading import READERS, stage_name, visible_imports

SHOWN = 50


@require_safe
@roles(*READERS)
def import_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Show where an import stands: its counts, its wrong and doubtful rows, what can be done next."""
    batch = get_object_or_404(visible_imports(request), pk=pk)
    if batch.stage == "columns" and not {Role.GC, Role.EC} & set(request.actor.roles):
        messages.info(request, _("Whoever uploaded it is still matching its columns."))
        return HttpResponseRedirect(reverse("prospects:imports"))
    if batch.stage == "columns":
        return HttpResponseRedirect(reverse("prospects:import_columns", args=[batch.pk]))
    return render(request, "prospects/import.html", _context(request, batch))


@require_POST
@roles(Role.GC, Role.EC)
def decisions(request: StaffRequest, pk: int) -> HttpResponse:
    """Keep what was decided about the rows that look like somebody already here."""
    batch = get_object_or_404(visible_imports(request), pk=pk)
    prefix = "fila-"
    choices = {
        key: str(value)
        for name, value in request.POST.items()
        if name.startswith(prefix) and (key := key_of(name.removeprefix(prefix))) is not None
    }
    everything = request.POST.get("todas", "")
    shown = [key for said_key in request.POST.getlist("filas") if (key := key_of(said_key)) is not None]
    if everything in {"new", "skip", "first"}:
        choices = dict.fromkeys(shown, everything)
    return _do(request, batch, lambda: decide(batch=batch, choices=choices, by=request.actor), _("Decisions saved."))


@require_POST
@roles(Role.GC, Role.EC)
def corrections(request: StaffRequest, pk: int) -> HttpResponse:
    """Keep the cells corrected in place, and check their rows again."""
    batch = get_object_or_404(visible_imports(request), pk=pk)
    cells: dict[int, dict[int, str]] = {}
    for name, value in request.POST.items():
        row, _dash, place = name.removeprefix("celda-").partition("-")
        if name.startswith("celda-") and (key := key_of(row)) is not None and place.isdecimal():
            cells.setdefault(key, {})[int(place)] = str(value)
    right = 0

    def act() -> None:
        nonlocal right
        right = correct(batch=batch, cells=cells, by=request.actor, at=request.at)

    answer = _do(request, batch, act)
    if right:
        text = ngettext("%(n)s row is right now.", "%(n)s rows are right now.", right) % {"n": right}
        messages.success(request, text)
    return answer


@require_safe
@roles(*READERS)
def import_row(request: StaffRequest, pk: int, number: int) -> HttpResponse:
    """Show one row whole, every column to be corrected."""
    batch = get_object_or_404(visible_imports(request), pk=pk)
    row = get_object_or_404(ImportRow, batch=batch, number=number)
    width = max(len(batch.header), len(row.cells))
    header = [*batch.header, *[""] * (width - len(batch.header))]
    cells = [*row.cells, *[""] * (width - len(row.cells))]
    context = {
        "batch": batch,
        "row": row,
        "reason": "" if row.entered else reason_of(row),
        "cells": list(enumerate(zip(header, cells, strict=True))),
        "may_correct": batch.stage == "review" and _may_go_on(request, batch),
    }
    return render(request, "prospects/import_row.html", context)


@require_POST
@roles(Role.GC, Role.EC)
def entry(request: StaffRequest, pk: int) -> HttpResponse:
    """Let the rows that are right come in."""
    batch = get_object_or_404(visible_imports(request), pk=pk)
    return _do(request, batch, lambda: start_import(batch=batch, by=request.actor, at=request.at))


@require_POST
@roles(Role.GC, Role.EC)
def resumption(request: StaffRequest, pk: int) -> HttpResponse:
    """Go on with what stopped half way."""
    batch = get_object_or_404(visible_imports(request), pk=pk)
    return _do(request, batch, lambda: resume(batch=batch, by=request.actor, at=request.at))


@require_http_methods(["GET", "HEAD", "POST"])
@roles(Role.GC, Role.EC)
def undoing(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask before undoing an import; then undo it."""
    batch = get_object_or_404(visible_imports(request), pk=pk)
    if request.method == "POST":
        return _do(request, batch, lambda: start_undo(batch=batch, by=request.actor, at=request.at))
    rows = ImportRow.objects.filter(batch=batch)
    opened = rows.opened()
    context = {
        "batch": batch,
        "opened": opened.count(),
        "worked": opened.filter(cycle__seq__gt=1).count(),
        "merged": rows.merged().count(),
    }
    return render(request, "prospects/undo.html", context)


@require_safe
@roles(*READERS)
def left_out_file(request: StaffRequest, pk: int) -> StreamingHttpResponse:
    """Answer the rows that stayed out as they came, with the reason beside each."""
    batch = get_object_or_404(visible_imports(request), pk=pk)
    rows = ImportRow.objects.filter(batch=batch).left_out().order_by("number")
    lines = csv_lines(
        [*batch.header, _("Line"), _("Reason")],
        ([*row.cells, str(row.number), reason_of(row)] for row in rows.iterator(chunk_size=1000)),
        separator=batch.separator or ";",
    )
    response = StreamingHttpResponse((line.encode() for line in lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="filas-rechazadas-{batch.pk}.csv"'
    return response


def reason_of(row: ImportRow) -> str:
    """Say why a row stayed out."""
    if row.problems:
        return " ".join(problem_sentence(code, parameters) for code, parameters in row.problems)
    if row.choice == "skip":
        return skipped_sentence()
    return undecided_sentence() if row.matches else _("It was ready, and the import stopped before it.")


def _context(request: StaffRequest, batch: Import) -> dict[str, Any]:
    rows = ImportRow.objects.filter(batch=batch)
    wrong = Paginator(rows.wrong(), SHOWN).get_page(request.GET.get("erroneas"))
    doubtful = Paginator(rows.doubtful(), SHOWN).get_page(request.GET.get("dudosas"))
    here = Organisation.objects.in_bulk({pk for row in doubtful for pk, _why in row.matches})
    history = stream_entries(batch.stream)
    names = names_of({entry.actor_key for entry in history})
    # Until the import is over, what is ready waits its turn: it did not stay out.
    waiting = rows.ready().count() if batch.stage in {"review", "importing"} else 0
    return {
        "batch": batch,
        "stage": batch.stage,
        "stage_name": stage_name(batch),
        "job": batch.job,
        "stopped": stopped(batch),
        "counts": {
            "ready": waiting,
            "undecided": rows.undecided().count(),
            "wrong": rows.wrong().count(),
            "opened": rows.opened().count(),
            "undone": rows.filter(undone=True).count(),
            "merged": rows.merged().count(),
            "joining": rows.filter(problems=[]).exclude(joins=0).count(),
            "left_out": rows.left_out().count() - waiting,
        },
        "wrong": [(row, _named(batch, row), reason_of(row), faulty_cells(batch, row)) for row in wrong],
        "wrong_page": wrong,
        "doubtful": [(row, _options(row, here)) for row in doubtful],
        "doubtful_page": doubtful,
        "kept": [
            (row.number, row.organisation, KEPT[row.kept_because])
            for row in rows.exclude(kept_because="").select_related("organisation")[:SHOWN]
        ],
        "history": [(entry, said(entry), names[entry.actor_key]) for entry in history],
        "may_go_on": _may_go_on(request, batch),
    }


def _named(batch: Import, row: ImportRow) -> str:
    """Return what the row says under the column of the name, or its first cells."""
    place = batch.mapping.index("name") if "name" in batch.mapping else 0
    said_there = row.cells[place] if place < len(row.cells) else ""
    return said_there.strip() or " · ".join(cell for cell in row.cells if cell.strip())[:120]


def faulty_cells(batch: Import, row: ImportRow) -> list[tuple[int, str, str]]:
    """Return (place, title, text) of the cells a wrong row can be mended in; none for a row of another width."""
    wanted = {field for code, _parameters in row.problems for field in FIELDS_OF.get(code, ())}
    return [
        (place, batch.header[place] or str(FIELDS[field]), row.cells[place] if place < len(row.cells) else "")
        for place, field in enumerate(batch.mapping)
        if field in wanted
    ]


def _may_go_on(request: StaffRequest, batch: Import) -> bool:
    held = {Role.GC, Role.EC} & set(request.actor.roles)
    return bool(held) and (batch.uploaded_by == request.actor.key or Role.GC in held)


def _options(row: ImportRow, here: dict[int, Organisation]) -> list[dict[str, Any]]:
    return [
        {
            "organisation": here[pk],
            "why": why_sentence(reasons),
            "value": f"use:{pk}",
            "checked": row.choice == "use" and row.chosen_id == pk,
        }
        for pk, reasons in row.matches
        if pk in here
    ]


def _do(request: StaffRequest, batch: Import, act: Any, done: str = "") -> HttpResponse:
    """Do it and come back to the import, saying what came of it."""
    try:
        with transaction.atomic(durable=True):
            act()
    except Refusal as refusal:
        for sentence in refusal.sentences:
            messages.error(request, sentence)
    else:
        if done:
            messages.success(request, done)
    return HttpResponseRedirect(reverse("prospects:import", args=[batch.pk]))
