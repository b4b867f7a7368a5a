"""Issued records on screen, printed and compared; files downloaded. Only to whoever may see where they belong."""

from __future__ import annotations

import hashlib

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from trato.documents import access
from trato.documents.definitions import by_hash
from trato.documents.files import may_download, serve_file
from trato.documents.models import Attachment, File, RecordVersion
from trato.documents.printing import render_pdf
from trato.documents.records import compare, sheet_of
from trato.people.actors import names_of
from trato.people.pages import StaffRequest, staff_page
from trato.procedure import Definition


@require_GET
@staff_page
def record(request: StaffRequest, record_hash: str) -> HttpResponse:
    """Show an issued record as its printed form."""
    found = _find(request, record_hash)
    definition = by_hash(found.definition_id)
    sheet = sheet_of(found, found.kind, definition, language=get_language() or "es", names=names_of([found.issued_by]))
    others = (
        RecordVersion.objects.filter(number=found.number, stream=found.stream)
        .select_related("annulment", "superseded_by")
        .order_by("-version")
    )
    context = {
        "record": found,
        "definition": definition,
        "sheet": sheet,
        "title": sheet.title,
        "others": others,
        "attachments": [row.file for row in Attachment.objects.filter(record=found).select_related("file")],
        "place": access.place_of(found.stream),
        "whole": _is_whole(found),
        "address": request.build_absolute_uri(found.get_absolute_url()),
    }
    return render(request, "documents/record.html", context)


@require_GET
@staff_page
def record_pdf(request: StaffRequest, record_hash: str) -> HttpResponse:
    """Print an issued record."""
    found = _find(request, record_hash)
    pdf = render_pdf(found, at=request.at, language=get_language() or "es")
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{found.number}-v{found.version}.pdf"',
            "X-Content-Type-Options": "nosniff",
        },
    )


@require_GET
@staff_page
def comparison(request: StaffRequest, before_hash: str, after_hash: str) -> HttpResponse:
    """Show what changed between two versions of a record, the earlier one first whatever the address says."""
    before, after = sorted((_find(request, before_hash), _find(request, after_hash)), key=lambda one: one.pk)
    if before.kind != after.kind:
        raise Http404(_("Those are two different kinds of record."))
    language = get_language() or "es"
    differences = compare(before, after, language=language)
    context = {
        "title": f"{after.number} {_title(by_hash(after.definition_id), after.kind, language)}",
        "before_label": _label(before),
        "after_label": _label(after),
        "back_url": reverse("record", args=[after.hash]),
        "back_label": str(after),
        "differences": differences,
        "changed": sum(one.change != "same" for one in differences),
    }
    return render(request, "documents/comparison.html", context)


@require_GET
@staff_page
def file(request: StaffRequest, sha256: str) -> HttpResponseBase:
    """Download a kept file."""
    found = get_object_or_404(File, sha256=sha256)
    return serve_file(request, found, allowed=may_download(request.actor, found))


def _find(request: StaffRequest, record_hash: str) -> RecordVersion:
    """Return the record, or answer 404 to whoever may not see where it belongs."""
    found = get_object_or_404(RecordVersion.objects.select_related("annulment", "superseded_by"), hash=record_hash)
    if not access.may_see(request.actor, found.stream):
        raise Http404(_("There is no such record, or you may not see it."))
    return found


def _is_whole(found: RecordVersion) -> bool | None:
    """Tell whether the bytes still give the hash they were issued under; None once erased."""
    if found.body is None or found.salt is None:
        return None
    return hashlib.sha256(bytes(found.salt) + bytes(found.body)).hexdigest() == found.hash


def _label(found: RecordVersion) -> str:
    return _("Version %(n)s") % {"n": found.version}


def _title(definition: Definition, kind: str, language: str) -> str:
    shape = definition.record(kind)
    return shape.title_en if language.startswith("en") and shape.title_en else shape.title
