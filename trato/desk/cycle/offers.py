"""What the person may do at a step: each verb with its form, its button and the reasons that stand in the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.urls import reverse

from trato.cycles.drafts import as_data, draft_of
from trato.cycles.models import Cycle, Draft
from trato.cycles.rows import RowsForm
from trato.cycles.situation import Situation
from trato.cycles.steps import Step, Text, Verb
from trato.cycles.visibility import may_act_on
from trato.cycles.waivers import pending_request
from trato.desk.assembly import is_common
from trato.ledger.actors import Actor
from trato.procedure import Status, may_try


@dataclass(slots=True, kw_only=True)
class Offer:
    """A verb on the page; `refusals` say why the last attempt was not accepted."""

    verb: Verb
    url: str
    button: Text
    form: forms.Form | None
    reasons: list[str]
    open: bool = False
    refusals: list[str] = field(default_factory=list)
    draft: Draft | None = None


def build_form(
    verb: Verb, cycle: Cycle, situation: Situation, actor: Actor, data: Any = None, files: Any = None
) -> forms.Form | None:
    """Return the verb's form, bound when there is data."""
    if verb.form is None:
        return None
    initial = dict(verb.initial(situation)) if verb.initial and data is None else None
    kept = draft_of(cycle, verb.slug) if verb.drafts and data is None else None
    if kept is not None:
        return unjudged(build_form(verb, cycle, situation, actor, as_data(kept)))
    made: forms.Form = verb.form(  # type: ignore[call-arg]  # every step's form is a StepForm
        data, files, initial=initial, cycle=cycle, situation=situation, actor=actor, auto_id=f"{verb.slug}-%s"
    )
    return made


def unjudged(form: forms.Form | None) -> forms.Form | None:
    """Show what was typed without judging it: a draft, or a form whose rows were only rearranged."""
    if form is not None:
        form._errors = forms.utils.ErrorDict()  # noqa: SLF001 - Django offers no public way
        for row in form.every_row() if isinstance(form, RowsForm) else ():
            row._errors = forms.utils.ErrorDict()  # noqa: SLF001 - as above
    return form


def offers(step: Step, cycle: Cycle, situation: Situation, actor: Actor) -> tuple[list[Offer], list[Offer]]:
    """Return the verbs of the step itself and those every step has, as far as this person may use them now."""
    if not may_act_on(cycle, actor) or situation.latest("cycle.annulled"):
        return [], []
    own, common = [], []
    for verb in step.verbs:
        if not _offered(verb, step, cycle, situation, actor):
            continue
        reasons = _reasons(verb, step, situation, actor)
        offer = Offer(
            verb=verb,
            url=reverse("desk:act", args=[cycle.code, situation.definition.action(step.action).section, verb.slug]),
            button=verb.button(situation, actor),
            form=build_form(verb, cycle, situation, actor),
            reasons=reasons,
            draft=draft_of(cycle, verb.slug) if verb.drafts else None,
        )
        (common if is_common(verb.slug) else own).append(offer)
    if own:
        own[0].open = True
    return own, common


def _offered(verb: Verb, step: Step, cycle: Cycle, situation: Situation, actor: Actor) -> bool:
    if verb.shown and not verb.shown(situation, actor):
        return False
    if verb.slug == "pedir-desvio":
        state = situation.evaluation.actions[step.action]
        return (
            situation.definition.action(step.action).waiver != "never"
            and state.status not in {Status.DONE, Status.NOT_APPLICABLE, Status.WAIVED}
            and not situation.evaluation.closed
            and pending_request(cycle, step.action) is None
            and _holds(verb.event, situation, actor)
        )
    if verb.slug in {"autorizar-desvio", "rechazar-desvio"}:
        request = pending_request(cycle, step.action)
        return request is not None and "GC" in actor.roles and request.requested_by != actor.key
    if situation.evaluation.closed and verb.slug != "recuperar":
        return False
    return not verb.event or _holds(verb.event, situation, actor)


def _holds(event: str, situation: Situation, actor: Actor) -> bool:
    return bool(set(situation.definition.event(event).by) & set(actor.roles))


def _reasons(verb: Verb, step: Step, situation: Situation, actor: Actor) -> list[str]:
    if not verb.event or situation.definition.event(verb.event).draft or is_common(verb.slug):
        return []
    found = may_try(situation.definition, situation.evaluation, step.action, actor.roles)
    return [situation.sentence(reason) for reason in found if reason.code != "wrong-role"]
