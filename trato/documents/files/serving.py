"""Serving a kept file: always as a download, only to whoever may see where it is used."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from trato.documents import access
from trato.documents.models import File, RecordVersion
from trato.ledger.actors import Actor


def may_download(actor: Actor, file: File) -> bool:
    """Tell whether the actor may see anything that uses the file: a stream, or a record it was issued with."""
    streams = {
        *file.uses.values_list("stream", flat=True),
        *RecordVersion.objects.filter(attachments=file).values_list("stream", flat=True),
    }
    return any(access.may_see(actor, stream) for stream in sorted(streams))


def serve_file(request: HttpRequest, file: File, *, allowed: bool, name: str = "") -> HttpResponseBase:
    """Answer the content as an attachment that no browser will run; 404 when not allowed or no longer kept."""
    if not allowed:
        raise Http404(_("There is no such file, or you may not see it."))
    if file.erased_at is not None or not default_storage.exists(file.path):
        raise Http404(_("The content of this file was erased."))
    response = FileResponse(
        default_storage.open(file.path, "rb"),
        as_attachment=True,
        filename=name or file.name,
        content_type=file.mime,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
