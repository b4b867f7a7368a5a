"""The versions of the pitch: see them, publish one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from trato.documents.files import UploadField, store_file
from trato.documents.refusals import Refused
from trato.people.pages import StaffRequest, staff_page
from trato.pitch.actions import publish_material
from trato.pitch.models import Material
from trato.ui.forms import Form


class PublishForm(Form):
    """A title, a version and the file."""

    number_prefix = None

    title = forms.CharField(label=gettext_lazy("Title"), max_length=120, initial="Pitch SQUAD")
    version = forms.CharField(label=gettext_lazy("Version"), max_length=20)
    file = UploadField(label=gettext_lazy("File"), help_text=gettext_lazy("PDF, presentation or video, up to 25 MB."))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def materials(request: StaffRequest) -> HttpResponse:
    """List the versions of the pitch; the Commercial Manager publishes the next one."""
    may_publish = "GC" in request.actor.roles
    form = PublishForm(request.POST or None, request.FILES or None) if may_publish else None
    status = 200
    if request.method == "POST":
        if form is not None and form.is_valid():
            try:
                with transaction.atomic(durable=True):
                    _publish(request, form.cleaned_data)
            except Refused as refusal:
                form.add_error(None, refusal.sentences)
                status = int(refusal.status)
            else:
                messages.success(request, _("The new version is in force."))
                return HttpResponseRedirect(reverse("pitch:materials"))
        else:
            status = 422 if form is not None else 403
    context = {
        "materials": Material.objects.select_related("file"),
        "form": form,
        "opens": bool(set(request.actor.roles) - {"ADMIN"}),
    }
    return render(request, "pitch/materials.html", context, status=status)


def _publish(request: StaffRequest, data: dict[str, Any]) -> None:
    file = store_file(data["file"], by=request.actor, at=request.at)
    publish_material(title=data["title"], version=data["version"], file=file, by=request.actor, at=request.at)
