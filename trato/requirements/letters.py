"""What people of the house are told by mail: who is called in, who has to approve or rule, what came back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from trato.cycles.models import Cycle
from trato.documents.models import RecordVersion
from trato.mail.outbox import send
from trato.people.actors import name_of
from trato.people.models import User


def tell_called_in(cycle: Cycle, user: User, role: str, *, by: str, at: datetime) -> None:
    """Tell somebody they are on the cycle in a technical role, and what is expected of them."""
    with translation.override(settings.LANGUAGE_CODE):
        task = (
            _("You answer every requirement of the RAR and rule on feasibility (RTP).")
            if role == "EET"
            else _("You approve the RTP, or return it with a comment.")
        )
        subject = _("%(who)s called you in on %(cycle)s as %(role)s") % {
            "who": name_of(by),
            "cycle": _named(cycle),
            "role": role,
        }
        _tell([user], cycle, "8.2.3", subject, task, at=at)


def tell_to_approve(cycle: Cycle, rtp: RecordVersion, users: Iterable[User], *, at: datetime) -> None:
    """Tell the TO that an RTP waits for them."""
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("%(rtp)s of %(cycle)s waits for your approval") % {"rtp": str(rtp), "cycle": _named(cycle)}
        text = _("%(who)s issued it.") % {"who": name_of(rtp.issued_by)}
        _tell(users, cycle, "8.2.3", subject, text, at=at)


def tell_returned(cycle: Cycle, rtp: RecordVersion, author: User, comment: str, *, by: str, at: datetime) -> None:
    """Tell the author of an RTP what to change."""
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("%(who)s returned %(rtp)s of %(cycle)s") % {
            "who": name_of(by),
            "rtp": str(rtp),
            "cycle": _named(cycle),
        }
        _tell([author], cycle, "8.2.3", subject, comment, at=at)


def tell_to_rule(cycle: Cycle, users: Iterable[User], *, by: str, amount: str, at: datetime) -> None:
    """Tell the Commercial Managers that a review waits for their word."""
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("%(who)s asks you to rule on %(cycle)s") % {"who": name_of(by), "cycle": _named(cycle)}
        text = _("The review is prepared. The estimate is %(amount)s, over the limit of an EC.") % {"amount": amount}
        _tell(users, cycle, "8.2.4", subject, text, at=at)


def _tell(users: Iterable[User], cycle: Cycle, section: str, subject: str, text: str, *, at: datetime) -> None:
    addresses = [user.email for user in users if user.email]
    if not addresses:
        return
    address = f"{settings.TRATO_BASE_URL}/ciclos/{cycle.code}/{section}/"
    send(to=addresses, subject=" ".join(subject.split())[:300], text=f"{text}\n\n{address}", stream=cycle.stream, at=at)


def _named(cycle: Cycle) -> str:
    return f"{cycle.organisation.name} ({cycle.code})"
