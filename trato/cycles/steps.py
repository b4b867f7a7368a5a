"""How a step of the procedure shows itself on the page of a cycle, and the steps that belong to the cycle itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from trato.cycles.models import Cycle
from trato.cycles.situation import Situation
from trato.ledger.actors import Actor
from trato.ui.forms import Form

type Text = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """Something a person may do at a step: a form, a button that says what will happen, and one action to run.

    `run(*, cycle, data, by, at)` gets the cycle locked inside the page's transaction and returns what was done, as a
    sentence. `event` is what it provides: the page asks the procedure about it and explains a refusal beforehand.
    `folded` tells that something else comes first (an approval asked for), so that its form waits behind its name.
    `form_template` lays out the form where `{{ form }}` is not enough; `drafts` offers «Guardar borrador».
    """

    slug: str
    label: Text
    run: Callable[..., Text]
    form: type[Form] | None = None
    event: str = ""
    label_for: Callable[[Situation, Actor], Text] | None = None
    initial: Callable[[Situation], Mapping[str, Any]] | None = None
    shown: Callable[[Situation, Actor], bool] | None = None
    folded: Callable[[Situation, Actor], bool] | None = None
    form_template: str = ""
    drafts: bool = False

    def button(self, situation: Situation, actor: Actor) -> Text:
        """Return what the button says in this situation."""
        return self.label_for(situation, actor) if self.label_for else self.label


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The panel of one action: its verbs, the template that lays them out, and what else it shows."""

    action: str
    verbs: tuple[Verb, ...]
    template: str = "cycles/step.html"
    context: Callable[[Cycle, Situation, Actor, datetime], Mapping[str, Any]] | None = None

    def verb(self, slug: str) -> Verb | None:
        """Return the verb of that slug, or None."""
        return next((verb for verb in self.verbs if verb.slug == slug), None)
