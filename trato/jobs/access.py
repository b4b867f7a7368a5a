"""Who may look at a job: whoever asked for it, and those who watch over the installation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Concatenate

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase

from trato.jobs.models import Job, JobQuerySet
from trato.ledger.actors import Actor

WATCHERS = frozenset({"GC", "ADMIN", "AUDITOR"})


class SignedRequest(HttpRequest):
    """A request as the middleware of people leaves it: who asks, and when it arrived."""

    actor: Actor
    at: datetime


type Page[**P] = Callable[Concatenate[SignedRequest, P], HttpResponseBase]


def signed_in[**P](view: Page[P]) -> Callable[..., HttpResponseBase]:
    """Open the page to whoever is signed in; an auditor changes nothing."""

    @wraps(view)
    def page(request: SignedRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    # Read by the guard test that walks every address.
    page.audience = "staff"  # type: ignore[attr-defined]
    page.allowed_roles = None  # type: ignore[attr-defined]
    page.changes_nothing = False  # type: ignore[attr-defined]
    return page


def visible_to(actor: Actor) -> JobQuerySet:
    """Return the jobs the actor may read."""
    return Job.objects.all() if WATCHERS.intersection(actor.roles) else Job.objects.of(actor.key)


def readable_job(job_id: int, *, by: Actor) -> Job:
    """Return the job, or answer 404: whoever may not read it does not learn that it exists."""
    job = visible_to(by).filter(pk=job_id).first()
    if job is None:
        raise Http404
    return job


def may_change(job: Job, *, by: Actor) -> bool:
    """Tell whether the actor may cancel or retry it: its owner, or a GC or administrator."""
    if "AUDITOR" in by.roles:
        return False
    return job.by_key == by.key or bool({"GC", "ADMIN"}.intersection(by.roles))
