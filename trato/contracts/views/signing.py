"""The contract's page, for the client: read, then a code, then sign, or decline and say why."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from trato.contracts.actions import decline_contract, sign_as_client
from trato.contracts.pages import contract_of, contract_page
from trato.contracts.portal_forms import DeclineForm, SignForm
from trato.documents.files import serve_file
from trato.documents.models import File
from trato.documents.printing import render_pdf
from trato.documents.refusals import Refused
from trato.links.browsers import verified
from trato.links.doors import LinkView
from trato.links.pages import ask_for_code, outsider_page, shell_of

TEMPLATE = "contracts/sign.html"


@require_http_methods(["GET", "HEAD", "POST"])
@outsider_page(purpose="contract", done_ok=True)
def sign_page(request: HttpRequest, opened: LinkView) -> HttpResponseBase:
    """Show the contract; who typed the code signs it, or says why not."""
    at = timezone.now()
    contract = contract_of(opened)
    if contract is None:
        raise Http404
    proof = verified(request, opened.link, at, binding=True)
    if request.method == "POST" and not opened.done and proof is None:
        return ask_for_code(opened, came_from=request)
    context = contract_page(opened, contract, at) | {
        "opened": opened,
        "outside": shell_of(opened.link, token=opened.token),
        "proof": proof,
        "form": SignForm(),
        "decline": DeclineForm(auto_id="no-%s"),
    }
    if request.method != "POST" or opened.done:
        return render(request, TEMPLATE, context)
    if request.POST.get("do") == "decline":
        return _decline(request, opened, context, at)
    return _sign(request, opened, context, at)


@require_GET
@outsider_page(purpose="contract", done_ok=True)
def pdf_page(request: HttpRequest, opened: LinkView) -> HttpResponseBase:
    """Print the contract a link is for."""
    contract = contract_of(opened)
    if contract is None:
        raise Http404
    pdf = render_pdf(contract, at=timezone.now(), language=get_language() or "es")
    name = f"{contract.number}-v{contract.version}.pdf"
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"},
    )


@require_GET
@outsider_page(purpose="contract", done_ok=True)
def file_page(request: HttpRequest, opened: LinkView) -> HttpResponseBase:
    """Give the file of a contract whose text came in one."""
    contract = contract_of(opened)
    file = File.objects.filter(sha256=contract.data.get("file", "")).first() if contract else None
    if file is None:
        raise Http404
    return serve_file(request, file, allowed=True)


def _sign(request: HttpRequest, opened: LinkView, context: dict[str, Any], at: datetime) -> HttpResponse:
    form = SignForm(request.POST)
    if not form.is_valid():
        return render(request, TEMPLATE, context | {"form": form}, status=422)
    client = context["client"]
    try:
        with transaction.atomic(durable=True):
            sign_as_client(
                context["cycle"],
                contract_hash=context["contract"].hash,
                name=form.cleaned_data["name"],
                capacity=client.get("capacity", ""),
                statement=_("I read the contract and accept it for %(client)s.") % {"client": client.get("name", "")},
                link=opened.link,
                by=opened.actor,
                at=at,
            )
    except Refused as refusal:
        form.add_error(None, refusal.sentences)
        return render(request, TEMPLATE, context | {"form": form}, status=int(refusal.status))
    return redirect(request.path)


def _decline(request: HttpRequest, opened: LinkView, context: dict[str, Any], at: datetime) -> HttpResponse:
    form = DeclineForm(request.POST, auto_id="no-%s")
    status = 422
    if form.is_valid():
        try:
            with transaction.atomic(durable=True):
                decline_contract(
                    context["cycle"],
                    contract_hash=context["contract"].hash,
                    name=opened.link.person_name,
                    reason=form.cleaned_data["reason"],
                    link=opened.link,
                    by=opened.actor,
                    at=at,
                )
        except Refused as refusal:
            form.add_error(None, refusal.sentences)
            status = int(refusal.status)
        else:
            return redirect(request.path)
    return render(request, TEMPLATE, context | {"decline": form}, status=status)
