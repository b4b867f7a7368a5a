"""A job on the screen: how far it is, cancelling it, trying it again, and what came of it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trato.jobs.access import SignedRequest, may_change, readable_job, signed_in, visible_to
from trato.jobs.actions import CannotChangeJob, cancel_job, retry_job
from trato.jobs.registry import label

MOST = 50


@require_safe
@signed_in
def job_list(request: SignedRequest) -> HttpResponse:
    """Show the last jobs the person may read."""
    jobs = visible_to(request.actor).order_by("-id")[:MOST]
    return render(request, "jobs/list.html", {"jobs": [(job, label(job.kind)) for job in jobs]})


@require_safe
@signed_in
def job_page(request: SignedRequest, job_id: int) -> HttpResponse:
    """Show one job; asked by htmx, only the part that moves."""
    job = readable_job(job_id, by=request.actor)
    part = "#progress" if request.headers.get("HX-Request") else ""
    leads = job.by_key == request.actor.key or bool(set(request.actor.roles) - {"ADMIN"})  # results are of cycles
    context = {"job": job, "label": label(job.kind), "may_change": may_change(job, by=request.actor), "leads": leads}
    return render(request, f"jobs/job.html{part}", context)


@require_POST
@signed_in
def cancel(request: SignedRequest, job_id: int) -> HttpResponse:
    """Ask the job to stop; what it has already done stays."""
    job = readable_job(job_id, by=request.actor)
    if not may_change(job, by=request.actor):
        raise PermissionDenied
    try:
        cancel_job(job_id=job.pk, at=request.at)
    except CannotChangeJob:
        messages.info(request, _("It had already ended."))
    return redirect("jobs:job", job_id=job.pk)


@require_POST
@signed_in
def retry(request: SignedRequest, job_id: int) -> HttpResponse:
    """Go on with a failed job from where it stopped."""
    job = readable_job(job_id, by=request.actor)
    if not may_change(job, by=request.actor):
        raise PermissionDenied
    try:
        retry_job(job_id=job.pk, at=request.at)
    except CannotChangeJob:
        messages.info(request, _("It has not failed, so there is nothing to try again."))
    return redirect("jobs:job", job_id=job.pk)
