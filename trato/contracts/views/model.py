"""The model contract: its versions, the text in force, and the publishing of the next one."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trato.contracts.model_forms import ModelForm
from trato.contracts.models import ContractModel
from trato.contracts.publishing import publish_model
from trato.contracts.queries import model_in_force
from trato.cycles.rows import rearranged
from trato.documents.refusals import Refused
from trato.people.actors import names_of
from trato.people.pages import StaffRequest, staff_page

AGAIN = "_again"


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def model_page(request: StaffRequest) -> HttpResponse:
    """List the versions and show the one in force, or `v`; the Commercial Manager publishes the next."""
    standing = model_in_force(request.at)
    form, status = None, 200
    if "GC" in request.actor.roles:
        form = ModelForm(standing)
        if request.method == "POST" and AGAIN in request.POST:
            form = ModelForm(standing, rearranged(request.POST, request.POST[AGAIN]))
            form.forget_errors()
        elif request.method == "POST":
            form, status = ModelForm(standing, request.POST), 422
            if form.is_valid():
                try:
                    with transaction.atomic(durable=True):
                        model = publish_model(form.new_model(), by=request.actor, at=request.at)
                except Refused as refusal:
                    form.add_error(None, refusal.sentences)
                    status = int(refusal.status)
                else:
                    messages.success(
                        request, _("%(model)s is in force. Contracts in flight keep theirs.") % {"model": model}
                    )
                    return HttpResponseRedirect(reverse("contracts:model"))
    elif request.method == "POST":
        status = 403
    models = list(ContractModel.objects.all())
    wanted = request.GET.get("v", "")
    shown = next((model for model in models if str(model.version) == wanted), standing)
    context = {
        "models": [(model, names_of([model.published_by])[model.published_by]) for model in models],
        "shown": shown,
        "clauses": list(shown.clauses.all()) if shown else [],
        "standing": standing,
        "form": form,
        "offer": {"url": request.path, "verb": {"slug": "modelo"}},
        "open": request.method == "POST" or standing is None,
    }
    return render(request, "contracts/model.html", context, status=status)
