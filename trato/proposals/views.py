"""The proposal's page, for the client."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from trato.documents.models import RecordVersion
from trato.links.doors import LinkView
from trato.links.pages import outsider_page, shell_of


@require_http_methods(["GET", "HEAD"])
@outsider_page(purpose="conformity", code=True, done_ok=True)
def conformity_page(request: HttpRequest, opened: LinkView) -> HttpResponse:
    """Show the proposal."""
    proposal = get_object_or_404(RecordVersion, hash=opened.subject.get("proposal"))
    context = {"opened": opened, "outside": shell_of(opened.link, token=opened.token), "proposal": proposal}
    return render(request, "proposals/conformity.html", context)
