"""What the person may do at a step: each verb with its form, its button and the reasons that stand in the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse

from trato.cycles.drafts import as_data, drafts_of
from trato.cycles.kept_rows import KeptRowsForm, completed
from trato.cycles.models import Cycle, Draft, WaiverRequest
from trato.cycles.rows import RowsForm
from trato.cycles.situation import Situation
from trato.cycles.steps import Step, Text, Verb
from trato.cycles.verbs import RECOVER, TAKE
from trato.cycles.visibility import may_act_on
from trato.desk.assembly import is_common
from trato.ledger.actors import Actor
from trato.people.kept import Kept
from trato.procedure import Status, may_try, still_admits

# Verbs that every step has and few visits need: on the page of a cycle their forms come when somebody asks for one.
SELDOM = frozenset({"pedir-desvio", "proximo-paso", "asignar"})


@dataclass(slots=True, kw_only=True)
class Offer:
    """A verb on the page.

    `refusals` say why the last attempt was not accepted, `kept` is what an expired session saved, `moved` the row
    just added or moved ("rows-3"); `folded` that something else comes before it; `barred` that this person may not
    send it; `shared` that every step has it; `later` that its form was not asked for yet.
    """

    verb: Verb
    url: str
    button: Text
    form: forms.Form | None
    reasons: list[str]
    open: bool = False
    folded: bool = False
    refusals: list[str] = field(default_factory=list)
    draft: Draft | None = None
    kept: Kept | None = None
    files_lost: bool = False
    moved: str = ""
    barred: bool = False
    shared: bool = False
    later: bool = False
    fact_date: str = ""
    draft_seen: int | None = None

    @property
    def sends(self) -> Text:
        """Return what the button says that sends the form; a form may know better than its verb."""
        return getattr(self.form, "button", "") or self.button

    @property
    def draft_revision(self) -> int:
        """Return the revision of the draft the person has before their eyes."""
        if self.draft_seen is not None:
            return self.draft_seen
        return self.draft.revision if self.draft else 0


@dataclass(frozen=True, kw_only=True)
class Bench:
    """What lies in front of one person at one cycle, read once and used by every verb.

    `kept` holds, by address, the text of forms sent after the session had expired.
    """

    cycle: Cycle
    situation: Situation
    actor: Actor
    acts: bool
    waivers: tuple[WaiverRequest, ...]
    kept: Mapping[str, Kept]

    @cached_property
    def drafts(self) -> Mapping[str, Draft]:
        """What is half written of the cycle's forms, by verb; read when a verb that keeps drafts asks."""
        return drafts_of(self.cycle) if self.acts and getattr(self.cycle, "has_drafts", True) else {}

    def pending(self, action: str) -> WaiverRequest | None:
        """Return the waiver of that action that waits for a decision, or None."""
        return next((one for one in self.waivers if one.action == action and not hasattr(one, "decision")), None)


def bench(cycle: Cycle, situation: Situation, actor: Actor, *, kept: Mapping[str, Kept] | None = None) -> Bench:
    """Read what the verbs of any step need to know."""
    asked = any(event.name == "waiver.requested" for event in situation.events)
    waivers = WaiverRequest.objects.filter(cycle=cycle).select_related("decision").order_by("pk")
    return Bench(
        cycle=cycle,
        situation=situation,
        actor=actor,
        acts=may_act_on(cycle, actor) and not situation.latest("cycle.annulled"),
        waivers=tuple(waivers) if asked else (),
        kept=kept or {},
    )


def build_form(on: Bench, verb: Verb, data: QueryDict | None = None, files: Any = None) -> forms.Form | None:
    """Return the verb's form: bound when there is data, else with what was kept of it, else with its initial."""
    if verb.form is None:
        return None
    if data is None and verb.drafts and verb.slug in on.drafts:
        return unjudged(build_form(on, verb, as_data(on.drafts[verb.slug])))
    initial = dict(verb.initial(on.situation)) if verb.initial and data is None else None
    made: forms.Form = verb.form(
        data,
        files,
        initial=initial,
        cycle=on.cycle,
        situation=on.situation,
        actor=on.actor,
        auto_id=f"{verb.slug}-%s",
    )
    return made


def whole(on: Bench, verb: Verb, data: QueryDict) -> QueryDict:
    """Return what was posted with the rows the page did not bring, as they are kept."""
    standing = build_form(on, verb) if verb.form and issubclass(verb.form, KeptRowsForm) else None
    return completed(data, standing) if isinstance(standing, KeptRowsForm) else data


def unjudged(form: forms.Form | None) -> forms.Form | None:
    """Show what was typed without judging it: a draft, or a form whose rows were only rearranged."""
    if form is not None:
        form._errors = forms.utils.ErrorDict()  # type: ignore[attr-defined]  # noqa: SLF001 - no public way
        for row in form.every_row() if isinstance(form, RowsForm) else ():
            row._errors = forms.utils.ErrorDict()  # noqa: SLF001 - as above
    return form


def offers(
    on: Bench, step: Step, *, first_only: bool = False, opened: str | None = None
) -> tuple[list[Offer], list[Offer]]:
    """Return the verbs of the step itself and those every step has, as far as this person may use them now.

    With `first_only`, just the step's first verb, for a row done in place. With `opened`, the slug of a verb or "", the
    other ones SELDOM used come without their forms.
    """
    if not on.acts:
        return [], [_offer(on, step, TAKE)] if _nobody_has(on) else []
    own: list[Offer] = []
    common: list[Offer] = []
    for verb in step.verbs:
        shared = is_common(verb.slug)
        if (first_only and (shared or own)) or not offered(on, step, verb):
            continue
        offer = _offer(on, step, verb, later=opened is not None and verb.slug in SELDOM - {opened})
        offer.open = offer.open or (shared and verb.slug == opened)
        (common if shared else own).append(offer)
    own.sort(key=lambda offer: (not offer.open, offer.folded))
    if own and not own[0].folded:
        own[0].open = True
    return own, common


def offered(on: Bench, step: Step, verb: Verb) -> bool:
    """Tell whether the person may use the verb now; the procedure still has its word when it runs."""
    if verb.event and not on.situation.definition.has_event(verb.event):
        return False
    if verb.shown and not verb.shown(on.situation, on.actor):
        return False
    if verb.slug == TAKE.slug:
        return _nobody_has(on)
    if verb.slug == "pedir-desvio":
        return _may_ask(on, step, verb)
    if verb.slug in {"autorizar-desvio", "rechazar-desvio"}:
        request = on.pending(step.action)
        may_decide = request is not None and "GC" in on.actor.roles and request.requested_by != on.actor.key
        return may_decide and _open_to(on, verb)
    return _open_to(on, verb) and (not verb.event or _holds(verb.event, on))


def _open_to(on: Bench, verb: Verb) -> bool:
    """Tell whether the cycle still takes the verb: once closed, what the procedure leaves for afterwards."""
    evaluation = on.situation.evaluation
    if verb.slug == RECOVER or not (evaluation.closed or evaluation.ended):
        return True
    return (
        bool(evaluation.ended and verb.event)  # a version silent on what follows a closing offers nothing after it
        and still_admits(on.situation.definition, evaluation, verb.event)
    )


def may_do_now(on: Bench, step: Step) -> list[Verb]:
    """Return the verbs of a step that the person may use now and nothing stands in the way of."""
    if not on.acts:
        return [TAKE] if _nobody_has(on) else []
    return [verb for verb in step.verbs if offered(on, step, verb) and not _reasons(on, step, verb)]


def _offer(on: Bench, step: Step, verb: Verb, *, later: bool = False) -> Offer:
    section = on.situation.definition.action(step.action).section
    url = reverse("desk:act", args=[on.cycle.code, section, verb.slug])
    kept = on.kept.get(url)
    later = later and kept is None
    form = None if later else build_form(on, verb)
    if kept is not None:
        form = unjudged(build_form(on, verb, whole(on, verb, kept.fields)))
    draft = on.drafts.get(verb.slug) if verb.drafts else None
    begun = kept is not None or draft is not None
    return Offer(
        verb=verb,
        url=url,
        button=verb.button(on.situation, on.actor),
        form=form,
        reasons=_reasons(on, step, verb),
        draft=draft,
        folded=not begun and verb.folded is not None and verb.folded(on.situation, on.actor),
        kept=kept,
        files_lost=kept is not None and kept.had_files,
        open=kept is not None,
        shared=is_common(verb.slug),
        later=later,
    )


def _may_ask(on: Bench, step: Step, verb: Verb) -> bool:
    state = on.situation.evaluation.actions[step.action]
    return (
        on.situation.definition.action(step.action).waiver != "never"
        and state.status not in {Status.DONE, Status.NOT_APPLICABLE, Status.WAIVED}
        and _open_to(on, verb)
        and on.pending(step.action) is None
        and _holds(verb.event, on)
    )


def _nobody_has(on: Bench) -> bool:
    evaluation = on.situation.evaluation
    free = on.cycle.owner_id is None and not evaluation.closed and not on.situation.latest("cycle.annulled")
    return free and "EC" in on.actor.roles and on.actor.kind == "user"


def _holds(event: str, on: Bench) -> bool:
    return bool(set(on.situation.definition.event(event).by) & set(on.actor.roles))


def _reasons(on: Bench, step: Step, verb: Verb) -> list[str]:
    definition = on.situation.definition
    if not verb.event or definition.event(verb.event).draft or is_common(verb.slug):
        return []
    found = may_try(definition, on.situation.evaluation, step.action, on.actor.roles)
    return [on.situation.sentence(reason) for reason in found if reason.code != "wrong-role"]
