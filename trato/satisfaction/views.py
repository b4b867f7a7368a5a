"""The survey's page, for the client."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from trato.documents.refusals import Refused
from trato.links.doors import LinkView
from trato.links.pages import outsider_page, shell_of
from trato.satisfaction.actions import answer_survey
from trato.satisfaction.forms import AnswerForm
from trato.satisfaction.models import Survey

THANKS = _("Thank you")


@require_http_methods(["GET", "HEAD", "POST"])
@outsider_page(purpose="survey", done_ok=True)
def answer_page(request: HttpRequest, opened: LinkView) -> HttpResponse:
    """Show the survey and take its answer; answered once, it thanks."""
    survey = get_object_or_404(
        Survey.objects.select_related("cycle", "cycle__organisation"), pk=opened.subject.get("survey")
    )
    context = {"opened": opened, "outside": shell_of(opened.link, token=opened.token), "survey": survey}
    if opened.done:
        return render(request, "satisfaction/thanks.html", context)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
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
    status = 422 if request.method == "POST" else 200
    return render(request, "satisfaction/answer.html", context | {"form": form}, status=status)
