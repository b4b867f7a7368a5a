"""The panels of §8.2.1 to §8.2.4."""

from __future__ import annotations

from trato.cycles.steps import Step

STEPS: tuple[Step, ...] = ()
