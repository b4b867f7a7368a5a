"""Taking the list away as a file: at once while it is short, made in the background when it is long."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from trato.cycles.models import Progress
from trato.people.pages import StaffRequest, roles
from trato.prospects.exports import sheet
from trato.prospects.exports.making import (
    CannotExport,
    ask_for_export,
    asked,
    content_of,
    short_file,
    size_of,
)
from trato.prospects.models import Export
from trato.prospects.queries import Listing, in_order
from trato.prospects.views.listing import chosen_codes
from trato.prospects.visibility import READERS
from trato.ui.values import numeric_date

AT_ONCE = 1000  # rows
MIMES = {Export.Kind.XLSX: sheet.MIME, Export.Kind.CSV: "text/csv; charset=utf-8"}


@require_POST
@roles(*READERS, changes_nothing=True)
def export(request: StaffRequest) -> HttpResponseBase:
    """Answer the chosen cycles, or everything the address asks for, as a file; have a long one made."""
    listing = Listing.of(request.POST)
    kind = Export.Kind.CSV if request.POST.get("formato") == Export.Kind.CSV else Export.Kind.XLSX
    codes = chosen_codes(request)
    if codes:
        rows = Progress.objects.visible_to(request.actor).filter(code__in=codes)
    else:
        rows = asked(listing, request.actor, request.at)
    keys = list(in_order(listing, rows).values_list("pk", flat=True)[: AT_ONCE + 1])
    if len(keys) <= AT_ONCE:
        content = b"".join(short_file(kind, keys, listing, by=request.actor, at=request.at))
        return HttpResponse(content, content_type=MIMES[kind], headers=_attached(kind, request.at))
    try:
        with transaction.atomic(durable=True):
            made = ask_for_export(kind=kind, listing=listing, by=request.actor, at=request.at)
    except CannotExport as refusal:
        for sentence in refusal.sentences:
            messages.error(request, sentence)
        return HttpResponseRedirect(reverse("prospects:list") + listing.address())
    return HttpResponseRedirect(reverse("prospects:export_page", args=[made.pk]))


@require_safe
@roles(*READERS)
def export_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Show how far the file is, and where to take it from once it is made."""
    found = _own(request, pk)
    context = {
        "export": found,
        "job": found.job,
        "name": _name(found.kind, found.asked_at),
        "ready": found.ready(request.at),
        "size": size_of(found) / (1024 * 1024),
        "list_address": f"{reverse('prospects:list')}?{found.query}",
    }
    return render(request, "prospects/export.html", context)


@require_safe
@roles(*READERS)
def export_file(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Answer the file to whoever asked for it, while it lasts."""
    found = _own(request, pk)
    if not found.ready(request.at):
        context = {"export": found, "job": found.job, "name": _name(found.kind, found.asked_at), "ready": False}
        return render(request, "prospects/export.html", context, status=HTTPStatus.GONE)
    headers = _attached(found.kind, found.asked_at) | {"Content-Length": str(size_of(found))}
    return StreamingHttpResponse(content_of(found), content_type=MIMES[Export.Kind(found.kind)], headers=headers)


def _own(request: StaffRequest, pk: int) -> Export:
    return get_object_or_404(Export.objects.select_related("job"), pk=pk, asked_by=request.actor.key)


def _name(kind: str, at: datetime) -> str:
    return f"prospectos-{numeric_date(at).replace('/', '-')}.{kind}"


def _attached(kind: str, at: datetime) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{_name(kind, at)}"', "X-Content-Type-Options": "nosniff"}
