"""What the survey's link asks of the client."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trato.cycles.situation import situation_of
from trato.links.models import Link
from trato.links.purposes import Task, purpose
from trato.satisfaction.models import Survey


@purpose(
    "survey",
    label=gettext_lazy("tell us how we attended you"),
    done_label=gettext_lazy("You told us how we attended you"),
    view="satisfaction:answer",
    role="FC",
    order=80,
)
def survey_task(link: Link, at: datetime) -> Task | None:
    """Ask for a minute of their time, while there is something to answer."""
    survey = Survey.objects.filter(pk=link.subject.get("survey")).select_related("cycle").first()
    if survey is None or situation_of(survey.cycle, at=at).latest("survey.answered"):
        return None
    return Task(
        title=_("Tell us how we attended you"), detail=_("Four questions, one minute."), button=_("Answer the survey")
    )
