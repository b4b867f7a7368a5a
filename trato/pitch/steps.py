"""The panel of §8.1.3."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trato.cycles.forms import StepForm, offer
from trato.cycles.models import Cycle
from trato.cycles.situation import Situation
from trato.cycles.steps import Step, Verb
from trato.ledger.actors import Actor
from trato.pitch.actions import prepare_pitch
from trato.pitch.models import Material
from trato.ui.forms import LongTextField


class PrepareForm(StepForm):
    """The version of the material; audience and agenda if somebody wants to write them."""

    number_prefix = "P"

    material = forms.ChoiceField(label=gettext_lazy("Material"))
    audience = LongTextField(label=gettext_lazy("Who will be there"), rows=2, required=False, max_length=1000)
    agenda = LongTextField(label=gettext_lazy("Topics planned"), rows=2, required=False, max_length=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(
            self.fields["material"],
            [(str(material.pk), str(material)) for material in self.situation.once(_materials)],
        )


def _prepare(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    material = Material.objects.get(pk=data["material"])
    prepare_pitch(cycle, material=material, audience=data["audience"], agenda=data["agenda"], by=by, at=at)
    return _("The presentation uses %s.") % material


def _materials(situation: Situation) -> list[Material]:
    return list(Material.objects.in_force(situation.at).select_related("file"))


def _newest(situation: Situation) -> Mapping[str, Any]:
    materials = situation.once(_materials)
    return {"material": str(materials[0].pk)} if materials else {}


def _context(cycle: Cycle, situation: Situation, actor: Actor, at: datetime) -> Mapping[str, Any]:
    return {"materials": situation.once(_materials)}


STEPS: tuple[Step, ...] = (
    Step(
        action="prepare-pitch",
        template="pitch/prepare.html",
        context=_context,
        verbs=(
            Verb(
                slug="preparar",
                label=gettext_lazy("Fix the version"),
                run=_prepare,
                form=PrepareForm,
                event="pitch.prepared",
                initial=_newest,
            ),
        ),
    ),
)
