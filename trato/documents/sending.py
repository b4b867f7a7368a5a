"""A form sent to a page of its own: saved whole and left behind, or shown again with the reasons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from trato.documents.refusals import Refused


@dataclass(frozen=True)
class Sending:
    """What came of it: where to go when it was saved; otherwise what refuses it, and the status of the page."""

    saved: HttpResponse | None = None
    refusals: list[str] = field(default_factory=list)
    status: int = 200


def send(request: HttpRequest, form: forms.BaseForm, save: Callable[[], str], *, then: str) -> Sending:
    """Run `save` over a valid form in one transaction, say what it returns and lead to `then`.

    A page only opened answers 200, a form that does not hold 422, a refusal its own status.
    """
    if request.method != "POST":
        return Sending()
    if not form.is_valid():
        return Sending(status=422)
    try:
        with transaction.atomic(durable=True):
            said = save()
    except Refused as refusal:
        return Sending(refusals=refusal.sentences, status=refusal.status)
    messages.success(request, said)
    return Sending(saved=HttpResponseRedirect(then))
