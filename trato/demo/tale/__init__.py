"""A cycle told step by step: each verb calls the public action of the package that owns it, with sensible words."""

from trato.demo.tale.agreeing import FORTY_SIXTY, HALF_AND_HALF
from trato.demo.tale.ending import Tale

__all__ = ["FORTY_SIXTY", "HALF_AND_HALF", "Tale"]
