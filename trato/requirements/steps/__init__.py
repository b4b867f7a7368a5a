"""The panels of §8.2.1 to §8.2.4."""

from trato.cycles.steps import Step
from trato.requirements.steps.depth import DEPTH
from trato.requirements.steps.review import REVIEW
from trato.requirements.steps.rtp import RTP
from trato.requirements.steps.survey import SURVEY

STEPS: tuple[Step, ...] = (SURVEY, DEPTH, RTP, REVIEW)
