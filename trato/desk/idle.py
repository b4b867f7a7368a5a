"""Ajustes: after how many days without activity a cycle says so, phase by phase."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trato.cycles.idleness import MOST, STREAM, idle_limits, set_idle_limits
from trato.documents.definitions import current
from trato.documents.sending import send
from trato.ledger.entries import stream_entries
from trato.people.actors import names_of
from trato.people.kept import restored_fields
from trato.people.pages import StaffRequest, staff_page
from trato.ui.forms import Form

CODE = "PE-CM-01"
RECENT = 20


class IdleForm(Form):
    """A number of days for each phase; 0 is never."""

    number_prefix = None

    def __init__(self, *args: Any, phases: list[tuple[str, str]], limits: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.phases = [number for number, _title in phases]
        for number, title in phases:
            self.fields[f"f{number}"] = forms.IntegerField(
                label=f"{number} {title}",
                min_value=0,
                max_value=MOST,
                localize=True,
                widget=forms.TextInput({"inputmode": "numeric"}),
                initial=limits.get(number),
            )

    def limits(self) -> dict[str, int]:
        """Return the days of each phase as given."""
        return {number: self.cleaned_data[f"f{number}"] for number in self.phases}


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def idle_page(request: StaffRequest) -> HttpResponse:
    """Show the limits and who changed them; the GC changes them."""
    definition = current(CODE, request.at)
    english = (get_language() or "es").startswith("en")
    phases = (
        [(one.number, (one.short_en if english else one.short) or one.short) for one in definition.phases]
        if definition
        else []
    )
    kept = restored_fields(request, request.path)
    form = IdleForm(
        request.POST if request.method == "POST" else None,
        initial=kept.dict() if kept else None,
        phases=phases,
        limits=idle_limits(),
    )

    def save() -> str:
        set_idle_limits(limits=form.limits(), by=request.actor, at=request.at)
        return _("The limits are saved; the cycles are being looked at again.")

    sending = send(request, form, save, then=request.path)
    if sending.saved:
        return sending.saved
    entries = stream_entries(STREAM)[::-1][:RECENT]
    names = names_of({entry.actor_key for entry in entries})
    context = {
        "form": form,
        "refusals": sending.refusals,
        "may": "GC" in request.actor.roles,
        "limits": [(number, title, idle_limits().get(number, 0)) for number, title in phases],
        "history": [(entry, names[entry.actor_key]) for entry in entries],
    }
    return render(request, "desk/inactividad.html", context, status=sending.status)
