"""The survey's page, for the client."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from trato.documents.refusals import Refused
from trato.links.doors import LinkView
from trato.links.letters import wa_url
from trato.links.pages import outsider_page, shell_of
from trato.satisfaction.actions import answer_survey
from trato.satisfaction.forms import AnswerForm
from trato.satisfaction.models import Survey
from trato.ui.shell import Contact, Outside


@require_http_methods(["GET", "HEAD", "POST"])
@outsider_page(purpose="survey", done_ok=True)
def answer_page(request: HttpRequest, opened: LinkView) -> HttpResponse:
    """Show the survey and take its answer; answered once, it thanks and changes nothing any more."""
    survey = get_object_or_404(
        Survey.objects.select_related("cycle__organisation", "cycle__owner"), pk=opened.subject.get("survey")
    )
    context = {"opened": opened, "outside": _shell(opened, survey), "survey": survey}
    if opened.done:
        return render(request, "satisfaction/thanks.html", context)
    form = AnswerForm(request.POST or None)
    if request.method != "POST":
        return render(request, "satisfaction/answer.html", context | {"form": form})
    if not form.is_valid():
        return render(request, "satisfaction/answer.html", context | {"form": form}, status=422)
    try:
        with transaction.atomic(durable=True):
            answer_survey(
                survey.cycle,
                answers=form.answers(),
                score=int(form.cleaned_data["score"]),
                comment=form.cleaned_data["comment"],
                link=opened.link,
                by=opened.actor,
                at=timezone.now(),
            )
    except Refused as refusal:
        form.add_error(None, refusal.sentences)
        return render(request, "satisfaction/answer.html", context | {"form": form}, status=int(refusal.status))
    return render(request, "satisfaction/thanks.html", context)


def _shell(opened: LinkView, survey: Survey) -> Outside:
    """Return what surrounds the page; the one to talk to is whoever has the cycle, also when the system wrote."""
    outside = shell_of(opened.link, token=opened.token)
    owner = survey.cycle.owner
    if owner is None:
        return outside
    return replace(outside, contact=Contact(name=owner.name, whatsapp_url=wa_url(owner.phone), email=owner.email))
