"""The kinds of job and the periodic works that the installed packages declare in their `jobs.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.functional import Promise

from trato.jobs.models import Job


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where a job stands after one step.

    `cursor` is JSON, given back to the next step as `job.cursor`; `done` and `total` count items (unknown: None);
    `result_url` is a path of this site and `summary` a sentence, both shown once finished.
    """

    cursor: Any
    done: int
    total: int | None = None
    finished: bool = False
    result_url: str = ""
    summary: str = ""


type Step = Callable[[Job, datetime], Progress]
type Work = Callable[[datetime], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobKind:
    code: str
    label: str | Promise
    step: Step
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Periodic:
    name: str
    interval: timedelta
    lease: timedelta
    work: Work


class UnknownJobKind(LookupError):
    """No installed package declares this kind of job."""


class DeclaredTwice(RuntimeError):
    """Two declarations share one code; the second would hide the first."""


_kinds: dict[str, JobKind] = {}
_periodic: dict[str, Periodic] = {}


def job_kind(code: str, *, label: str | Promise, attempts: int = 5) -> Callable[[Step], Step]:
    """Declare the step function of a kind of job.

    The step runs inside one durable transaction that also advances the cursor: it does a small piece (well under a
    second), touches no network, and returns a `Progress`. `label` is its (lazily translated) title; a step that fails
    `attempts` times without advancing ends the job.
    """

    def declare(step: Step) -> Step:
        if code in _kinds and not _same(_kinds[code].step, step):
            raise DeclaredTwice(code)
        _kinds[code] = JobKind(code=code, label=label, step=step, attempts=attempts)
        return step

    return declare


def every(*, name: str, minutes: float = 0, seconds: float = 0, lease_minutes: float = 5) -> Callable[[Work], Work]:
    """Declare periodic work, run outside any transaction by whichever worker takes its lease.

    A worker that dies in the middle loses the lease after `lease_minutes`, and the work runs again: it must re-ask the
    rule each time and bear being repeated.
    """
    interval = timedelta(minutes=minutes, seconds=seconds)
    if interval <= timedelta():
        raise ValueError(f"{name}: the interval must be positive.")

    def declare(work: Work) -> Work:
        if name in _periodic and not _same(_periodic[name].work, work):
            raise DeclaredTwice(name)
        _periodic[name] = Periodic(name=name, interval=interval, lease=timedelta(minutes=lease_minutes), work=work)
        return work

    return declare


def kind(code: str) -> JobKind:
    """Return the kind of job declared under `code`, or raise `UnknownJobKind`."""
    try:
        return _kinds[code]
    except KeyError:
        raise UnknownJobKind(code) from None


def label(code: str) -> str:
    """Return the title of a kind for people; its code when no package declares it any longer."""
    declared = _kinds.get(code)
    return str(declared.label) if declared else code


def periodic_works() -> Mapping[str, Periodic]:
    return dict(_periodic)


def _same(one: Callable[..., Any], other: Callable[..., Any]) -> bool:
    """Tell whether two declarations are one function, met again when its module is reloaded."""
    return (one.__module__, one.__qualname__) == (other.__module__, other.__qualname__)
