"""What is mailed about a hand-over, in the language of the installation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from trato.cycles.models import Cycle
from trato.mail.outbox import send
from trato.people.models import User
from trato.ui.values import numeric_date


def tell_managers(cycle: Cycle, managers: Iterable[User], *, at: datetime) -> None:
    """Tell the project managers that a project waits for them."""
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Hand-over of %(client)s (%(code)s)") % _words(cycle)
        text = _(
            "The project of %(client)s is ready for you.\n\n"
            "Accept it naming its Product Owner and its Technical Owner, or return it saying what is missing:\n"
            "%(url)s"
        ) % _words(cycle)
    _send(cycle, managers, subject, text, at=at)


def tell_accepted(cycle: Cycle, people: Iterable[User], *, start: date, po: User, to: User, at: datetime) -> None:
    """Tell the owner of the cycle, the PO and the TO that the project has a start."""
    with translation.override(settings.LANGUAGE_CODE):
        words = {**_words(cycle), "day": numeric_date(start), "po": po.name, "to": to.name}
        subject = _("%(client)s (%(code)s) was accepted") % words
        text = (
            _(
                "The project of %(client)s was accepted. Start proposed: %(day)s.\n"
                "Product Owner: %(po)s. Technical Owner: %(to)s.\n\n%(url)s"
            )
            % words
        )
    _send(cycle, people, subject, text, at=at)


def tell_returned(cycle: Cycle, people: Iterable[User], *, text: str, at: datetime) -> None:
    """Tell whoever handed it over, and the owner of the cycle, what is missing."""
    with translation.override(settings.LANGUAGE_CODE):
        words = {**_words(cycle), "text": text}
        subject = _("%(client)s (%(code)s) was returned") % words
        body = _("The hand-over of %(client)s was returned. What is missing:\n\n%(text)s\n\n%(url)s") % words
    _send(cycle, people, subject, body, at=at)


def _send(cycle: Cycle, people: Iterable[User], subject: str, text: str, *, at: datetime) -> None:
    if addresses := [user.email for user in people]:
        send(to=addresses, subject=subject, text=text, stream=cycle.stream, at=at)


def _words(cycle: Cycle) -> dict[str, str]:
    return {
        "client": "".join(letter for letter in cycle.organisation.name if letter.isprintable()),
        "code": cycle.code,
        "url": f"{settings.TRATO_BASE_URL}{reverse('desk:cycle', args=[cycle.code])}",
    }
