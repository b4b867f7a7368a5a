"""What a person outside reads of their cycle, in their own words. Pure: nothing is read, the time comes in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from trato.procedure import ActionState, Status

# A person is asked for few things at once; the rest comes when these are done.
MOST_TASKS = 3


@dataclass(frozen=True, slots=True)
class Stage:
    """One stretch of the way, as the client calls it before and after, and when it comes."""

    action: str
    before: str | Promise
    after: str | Promise
    when: str | Promise = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A stage as it stands: `done` with its date, `current`, or `next` with a word on when."""

    label: str
    state: Literal["done", "current", "next"]
    done_at: datetime | None = None
    when: str = ""


STAGES = (
    Stage("survey-requirements", gettext_lazy("Tell us what you need"), gettext_lazy("You told us what you need")),
    Stage(
        "agree-requirements",
        gettext_lazy("Approve what you asked us for and the price"),
        gettext_lazy("You approved what you asked us for and the price"),
    ),
    Stage("sign-contract", gettext_lazy("Sign the contract"), gettext_lazy("The contract is signed")),
    Stage(
        "verify-payment",
        gettext_lazy("Pay the first instalment"),
        gettext_lazy("We received the first payment"),
        gettext_lazy("on signing"),
    ),
    Stage(
        "accept-handover",
        gettext_lazy("We start"),
        gettext_lazy("We started"),
        gettext_lazy("once it is credited"),
    ),
)


def way(actions: Mapping[str, ActionState], *, outcome: str) -> tuple[Milestone, ...]:
    """Return the stages that apply, in order; empty when there is no project to speak of.

    A stage recorded out of turn stays to come until the ones before it are done: people read it as a line.
    """
    if outcome == "not-contracted":
        return ()
    milestones: list[Milestone] = []
    waiting = False
    for stage in STAGES:
        action = actions.get(stage.action)
        if action is None or action.status is Status.NOT_APPLICABLE:
            continue
        if action.settled and not waiting:
            milestones.append(Milestone(label=str(stage.after), state="done", done_at=action.done_at))
        else:
            state: Literal["current", "next"] = "next" if waiting else "current"
            when = str(stage.when) if waiting else _("now")
            milestones.append(Milestone(label=str(stage.before), state=state, when=when))
            waiting = True
    return tuple(milestones)


def greeting(name: str, tasks: int) -> str:
    """Say how many things are asked, by name."""
    if not tasks:
        return _("%(name)s, we need nothing from you for now.") % {"name": name}
    words: dict[int, Callable[[], str]] = {1: lambda: "", 2: lambda: _("two"), 3: lambda: _("three")}
    number = words.get(tasks, lambda: str(tasks))()
    return ngettext("%(name)s, it is just one thing.", "%(name)s, there are %(number)s things.", tasks) % {
        "name": name,
        "number": number,
    }
