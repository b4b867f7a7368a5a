"""The steps of every package, put together: the only place that knows them all."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from importlib import import_module

from trato.cycles.steps import Step
from trato.cycles.verbs import CYCLE_VERBS, waiver_verbs

# In the order of the procedure.
PACKAGES = (
    "prospects",
    "agenda",
    "pitch",
    "requirements",
    "proposals",
    "contracts",
    "payments",
    "clients",
    "satisfaction",
    "handover",
)


@cache
def steps() -> dict[str, Step]:
    """Return the step of each action id; two packages may add verbs to one action, the first lays them out."""
    from trato.cycles.verbs import STEPS

    found: dict[str, Step] = {step.action: step for step in STEPS}
    for package in PACKAGES:
        for step in import_module(f"trato.{package}.steps").STEPS:
            earlier = found.get(step.action)
            found[step.action] = replace(earlier, verbs=(*earlier.verbs, *step.verbs)) if earlier else step
    return found


def step_of(action: str) -> Step:
    """Return the step of an action, with the verbs of its waiver and of the cycle itself at the end.

    An action that only a newer version of the procedure has is shown, and may be waived.
    """
    own = steps().get(action) or Step(action=action, verbs=())
    return replace(own, verbs=(*own.verbs, *waiver_verbs(action), *CYCLE_VERBS))


def is_common(slug: str) -> bool:
    """Tell whether a verb belongs to every step rather than to one."""
    return slug in _common()


@cache
def _common() -> frozenset[str]:
    return frozenset(verb.slug for verb in (*waiver_verbs(""), *CYCLE_VERBS))
