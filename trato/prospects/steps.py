"""`identify` on the page of a cycle. PE-CM-01 §8.1.1."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trato.cycles.models import Cycle
from trato.cycles.situation import Situation
from trato.cycles.steps import Step, Text, Verb
from trato.ledger.actors import Actor
from trato.prospects.actions import classify, save_draft
from trato.prospects.duplicates import suspicions_about
from trato.prospects.forms import IdentifyForm
from trato.prospects.visibility import may_change_organisation


def _classify(*, cycle: Cycle, data: Mapping[str, Any], by: Actor, at: datetime) -> str:
    provided = classify(
        cycle=cycle,
        classification=data["classification"],
        about=data["about"],
        contact=data["contact"],
        by=by,
        at=at,
    )
    assert provided.record is not None
    return _("You classified the prospect: %(record)s.") % {"record": provided.record}


def _save_draft(*, cycle: Cycle, data: Mapping[str, Any], by: Actor, at: datetime) -> str:
    save_draft(
        cycle=cycle,
        classification=data["classification"],
        about=data["about"],
        contact=data["contact"],
        by=by,
        at=at,
    )
    missing = len(data["classification"].missing)
    return _("The draft is saved; groups still to set: %(n)s.") % {"n": missing}


def _button(situation: Situation, _actor: Actor) -> Text:
    """Say what pressing it will do: classify, or issue another version."""
    if situation.evaluation.actions["identify"].done_seq:
        return gettext_lazy("Classify again")
    return gettext_lazy("Classify and go on")


def _around(cycle: Cycle, situation: Situation, actor: Actor, at: datetime) -> dict[str, Any]:
    """Show who the organisation is, its people, and whom it looks like."""
    organisation = cycle.organisation
    return {
        "organisation": organisation,
        "people": organisation.current_people,
        "twins": suspicions_about(organisation, actor),
        "may_change": may_change_organisation(organisation, actor),
    }


STEPS = (
    Step(
        action="identify",
        verbs=(
            Verb(
                slug="clasificar",
                label=gettext_lazy("Classify and go on"),
                run=_classify,
                form=IdentifyForm,
                event="prospect.classified",
                label_for=_button,
            ),
            Verb(
                slug="guardar-borrador",
                label=gettext_lazy("Save draft"),
                run=_save_draft,
                form=IdentifyForm,
                shown=lambda situation, _actor: not situation.evaluation.actions["identify"].done_seq,
            ),
        ),
        template="prospects/identify.html",
        context=_around,
    ),
)
