"""Shapes of what is typed at §8.2.1 to §8.2.4."""

from trato.requirements.forms.depth import DepthForm, TeamForm
from trato.requirements.forms.review import ReviewForm
from trato.requirements.forms.rtp import ReturnForm, RtpForm
from trato.requirements.forms.survey import RarForm

__all__ = ["DepthForm", "RarForm", "ReturnForm", "ReviewForm", "RtpForm", "TeamForm"]
