"""The contract's page, for the client."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from trato.documents.models import RecordVersion
from trato.links.doors import LinkView
from trato.links.pages import outsider_page, shell_of


@require_http_methods(["GET", "HEAD"])
@outsider_page(purpose="contract", code=True, done_ok=True)
def sign_page(request: HttpRequest, opened: LinkView) -> HttpResponse:
    """Show the contract."""
    contract = get_object_or_404(RecordVersion, hash=opened.subject.get("contract"))
    context = {"opened": opened, "outside": shell_of(opened.link, token=opened.token), "contract": contract}
    return render(request, "contracts/sign.html", context)
