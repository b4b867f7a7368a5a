"""The proposal's page, for the client: read, then a code, then accept or object."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trato.documents.refusals import Refused
from trato.links.browsers import verified
from trato.links.doors import LinkView
from trato.links.pages import ask_for_code, outsider_page, shell_of
from trato.proposals.actions import give_conformity, raise_objection
from trato.proposals.pages import proposal_page
from trato.proposals.portal_forms import AcceptForm, ObserveForm

TEMPLATE = "proposals/conformity.html"


@require_http_methods(["GET", "HEAD", "POST"])
@outsider_page(purpose="conformity", done_ok=True)
def conformity_page(request: HttpRequest, opened: LinkView) -> HttpResponseBase:
    """Show the proposal; who typed the code accepts it or says what they would change."""
    at = timezone.now()
    page = proposal_page(opened, at)
    if page is None:
        raise Http404
    proof = verified(request, opened.link, at, binding=True)
    if request.method == "POST" and not opened.done and proof is None:
        return ask_for_code(opened, came_from=request)
    context = page | {
        "opened": opened,
        "outside": shell_of(opened.link, token=opened.token),
        "proof": proof,
        "form": AcceptForm(initial={"name": opened.link.person_name}),
    }
    if request.method != "POST" or opened.done:
        return render(request, TEMPLATE, context)
    if request.POST.get("do") == "object":
        return _object(request, opened, context, at)
    return _accept(request, opened, context, at)


def _accept(request: HttpRequest, opened: LinkView, context: dict[str, Any], at: datetime) -> HttpResponse:
    form = AcceptForm(request.POST)
    if not form.is_valid():
        return render(request, TEMPLATE, context | {"form": form}, status=422)
    try:
        with transaction.atomic(durable=True):
            give_conformity(
                context["cycle"],
                proposal_hash=context["proposal"].hash,
                rar_hash=context["rar"].hash,
                name=form.cleaned_data["name"],
                position=form.cleaned_data["position"],
                means="link",
                statement=_("I accept what we asked for and the price, as proposal %(proposal)s says.")
                % {"proposal": str(context["proposal"])},
                link=opened.link,
                by=opened.actor,
                at=at,
            )
    except Refused as refusal:
        form.add_error(None, refusal.sentences)
        return render(request, TEMPLATE, context | {"form": form}, status=int(refusal.status))
    return redirect(request.path)


def _object(request: HttpRequest, opened: LinkView, context: dict[str, Any], at: datetime) -> HttpResponse:
    about = request.POST.get("requirement", "")
    asked = next((one for one in context["asked"] if one.id == about), None)
    form = ObserveForm(request.POST, about=about if asked else "")
    status = 422
    if form.is_valid():
        try:
            with transaction.atomic(durable=True):
                raise_objection(
                    context["cycle"],
                    text=form.cleaned_data["text"],
                    requirement=asked.id if asked else "",
                    name=opened.link.person_name,
                    by=opened.actor,
                    at=at,
                )
        except Refused as refusal:
            form.add_error(None, refusal.sentences)
            status = int(refusal.status)
        else:
            messages.success(request, _("We have it. We will answer you before going on."))
            return redirect(request.path)
    if asked:
        asked.form = form
    else:
        context["observe"] = form
    return render(request, TEMPLATE, context, status=status)
