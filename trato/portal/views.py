"""The home of people outside: what we need from them, how we are doing, whom to talk to."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from trato.links.browsers import verified
from trato.links.doors import LinkView, ticket_for
from trato.links.pages import ask_for_code, outsider_page
from trato.portal import queries, rules


@require_safe
@outsider_page(done_ok=True)
def home_page(request: HttpRequest, opened: LinkView) -> HttpResponse:
    """Show one to three things asked, what comes next and what was done."""
    at = timezone.now()
    asked = queries.asked_of(opened, at=at, verified=verified(request, opened.link, at) is not None)
    cycle = queries.cycle_of(opened)
    shown = asked[: rules.MOST_TASKS]
    context = {
        "opened": opened,
        "tasks": shown,
        "more": len(asked) - len(shown),
        "greeting": rules.greeting(opened.link.first_name, len(asked)),
        "way": queries.way_of(cycle, at=at),
        "done": queries.done_by(opened),
        "outside": queries.shell(opened, cycle),
    }
    return render(request, "portal/home.html", context)


@require_safe
@outsider_page(done_ok=True)
def task_page(request: HttpRequest, opened: LinkView, link_id: int) -> HttpResponseBase:
    """Lead to one of the things asked; to what another link asks only after the code."""
    if link_id == opened.link.pk:
        return redirect(opened.url)
    at = timezone.now()
    link = queries.sibling(opened, link_id)
    if link is None:
        raise Http404
    if verified(request, opened.link, at) is None:
        return ask_for_code(opened, came_from=request)
    return redirect(reverse("links:open", kwargs={"token": ticket_for(opened, link, at=at)}))
