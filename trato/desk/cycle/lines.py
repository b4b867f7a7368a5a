"""Rows a page shows to be read and opens one at a time: which one is asked for, and the answer in its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from trato.cycles.drafts import draft_of
from trato.cycles.kept_rows import KeptRowsForm
from trato.cycles.rows import PREFIX, number_in, rows_of
from trato.cycles.steps import Step, Verb
from trato.desk.cycle.offers import Bench, Offer, build_form, offered
from trato.people.pages import StaffRequest

# The row to write, the row to look at, the first row of a page; counted from 1.
OPENED, SEEN, FROM = "fila", "ver", "desde"
MORE = f"{PREFIX}-more"


def turn_to(request: StaffRequest, offers: Sequence[Offer]) -> None:
    """Open, or turn to, the row that the address asks for."""
    for offer in offers:
        if isinstance(offer.form, KeptRowsForm):
            _turn(offer.form, request)


def line_asked(request: StaffRequest, on: Bench, step: Step) -> HttpResponse | None:
    """Return only the row asked for, or the rows of the next page, when htmx puts them in their place."""
    verb = next((one for one in step.verbs if one.form and issubclass(one.form, KeptRowsForm)), None)
    if verb is None or not _in_place(request) or not on.acts or not offered(on, step, verb):
        return None
    form = build_form(on, verb)
    assert isinstance(form, KeptRowsForm)
    place = _turn(form, request)
    return _lines(request, on, verb, form, only=place if OPENED in request.GET else None)


def show_line(
    request: StaffRequest, on: Bench, verb: Verb, form: forms.Form | None, place: int, *, status: int = HTTPStatus.OK
) -> HttpResponse | None:
    """Return one row when htmx puts it in its place: as typed in `form`, or as it was just saved; else None."""
    if not _in_place(request):
        return None
    if form is None:
        on = replace(on)  # whose drafts are read again
        on.cycle.has_drafts = True  # type: ignore[attr-defined]
        form = build_form(on, verb)
    assert isinstance(form, KeptRowsForm)
    place = form.look_at(place)
    return _lines(request, on, verb, form, only=place, saved=status == HTTPStatus.OK, status=status)


def after(command: str, place: int, *, before: int, data: QueryDict) -> str:
    """Return the query of the page to go to after a button of the rows; `before` counts the rows written before."""
    total = len(rows_of(data))
    if command in {"up", "down"}:
        place += -1 if command == "up" else 1
    elif command == "add":
        place = total - 1
    elif command not in {"save", "drop"}:
        place = before
    place = max(min(place, total - 1), 0)
    name = OPENED if command in {"up", "down", "add"} else SEEN
    return f"?{name}={place + 1}"


def _in_place(request: StaffRequest) -> bool:
    return request.headers.get("HX-Target", "").startswith(f"{PREFIX}-")


def _turn(form: KeptRowsForm, request: StaffRequest) -> int:
    for name in (OPENED, SEEN, FROM):
        if name in request.GET:
            place = number_in(request.GET[name], otherwise=1) - 1
            return form.look_at(place, opened=name == OPENED, focus=name != FROM)
    return 0


def _lines(
    request: StaffRequest,
    on: Bench,
    verb: Verb,
    form: KeptRowsForm,
    *,
    only: int | None,
    saved: bool = False,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    assert request.resolver_match is not None
    url = reverse("desk:step", args=[on.cycle.code, request.resolver_match.kwargs["section"]])
    draft = draft_of(on.cycle, verb.slug) if saved else None
    context = {
        "form": form,
        "lines": [line for line in form.lines if only is None or line.place == only],
        "offer": Offer(verb=verb, url=f"{url}{verb.slug}/", button="", form=form, reasons=[], draft=draft),
        "panel": {"url": url},
        "saved": saved,
        "more": only is None,
    }
    response = render(request, "cycles/lines.html", context, status=status)
    response["HX-Push-Url"] = "false"
    return response
