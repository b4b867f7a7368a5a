"""The floor: what Django itself costs to render 50 rows × 8 columns of the running cycles, what is due first on top."""

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from trato.cycles.models import Progress

ROWS = 50
COLUMNS = ("code", "organisation_name", "title", "state", "phase", "next_action", "due_on", "owner__name")


@require_safe
def floor(request: HttpRequest) -> HttpResponse:
    """Answer a bare table."""
    rows = Progress.objects.filter(closed_at=None).order_by(F("due_on").asc(nulls_last=True), "cycle_id")
    return render(request, "floor.html", {"rows": rows.values(*COLUMNS)[:ROWS]})


urlpatterns = [path("", floor)]
