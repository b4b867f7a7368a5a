"""Keeping a view of the list under a name, for oneself or for everybody, and forgetting it."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trato.people.pages import StaffRequest, roles
from trato.people.roles import Role
from trato.prospects.models import SavedView
from trato.prospects.queries import Listing, clean

KEEPERS = (Role.GC, Role.EC, Role.EET, Role.PM, Role.PO, Role.TO, Role.SGC)
MOST = 30  # views of one person


@require_POST
@roles(*KEEPERS)
def saved_views(request: StaffRequest) -> HttpResponse:
    """Keep what the address of the list asks for; a name of one's own used before takes the new meaning."""
    address = Listing.of(request.POST).address()
    back = HttpResponseRedirect(reverse("prospects:list") + address)
    name = " ".join(clean(request.POST.get("nombre", "")).split())[:40]
    mine = SavedView.objects.filter(owner=request.user)
    if not name:
        messages.error(request, _("Write a name for the view."))
        return back
    if mine.exclude(name=name).count() >= MOST:
        messages.error(request, _("You keep %(n)s views already: take one out first.") % {"n": MOST})
        return back
    shared = bool(request.POST.get("compartida"))
    with transaction.atomic(durable=True):
        mine.update_or_create(
            owner=request.user, name=name, defaults={"query": address.removeprefix("?")[:1000], "shared": shared}
        )
    messages.success(request, _("The view «%(name)s» is kept.") % {"name": name})
    return back


@require_POST
@roles(*KEEPERS)
def saved_view_forgotten(request: StaffRequest, pk: int) -> HttpResponse:
    """Forget a view of one's own; the cycles in it stay as they are."""
    view = get_object_or_404(SavedView, pk=pk, owner=request.user)
    with transaction.atomic(durable=True):
        view.delete()
    messages.success(request, _("The view «%(name)s» is taken out.") % {"name": view.name})
    return HttpResponseRedirect(reverse("prospects:list"))
