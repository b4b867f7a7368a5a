"""The panels of §8.1.2 and §8.1.4 to §8.1.7."""

from trato.cycles.steps import Step

STEPS: tuple[Step, ...] = ()
