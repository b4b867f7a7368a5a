"""«No soy yo»: somebody else received the link."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from trato.links.actions import revoke_link
from trato.links.models import Link
from trato.links.pages import contact_of
from trato.links.purposes import actor_of, purpose_of
from trato.mail.outbox import send


@transaction.atomic
def disown_link(*, link_id: int, at: datetime) -> Link:
    """Close the link because its holder is not its person, and tell whoever made it."""
    link = Link.objects.get(pk=link_id)
    link = revoke_link(link_id=link_id, why="not-me", by=actor_of(link), at=at)
    contact = contact_of(link)
    if contact is not None:
        with translation.override(settings.LANGUAGE_CODE):
            words = {"name": link.person_name, "what": str(purpose_of(link.purpose).label)}
            subject = _("The link of %(name)s reached somebody else") % words
            text = (
                _(
                    "Whoever opened the link of %(name)s (%(what)s) says it is not for them.\n"
                    "The link is closed. Check the mail address and the telephone, and send a new one."
                )
                % words
            )
        send(to=[contact.email], subject=_one_line(subject), text=text, stream=link.cycle_stream, at=at)
    return link


def _one_line(subject: str) -> str:
    """Names come from people: fold whatever breaks a line, and keep it short."""
    return " ".join(subject.split())[:200]
