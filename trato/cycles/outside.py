"""Reach the people of a cycle's organisation: one link per person and purpose, by mail and ready for WhatsApp."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from trato.cycles.models import Cycle
from trato.cycles.refusals import Refusal
from trato.ledger.actors import Actor
from trato.links.actions import CannotCreateLink, create_link
from trato.links.letters import send_link, wa_url, whatsapp_text
from trato.links.models import Link
from trato.mail.outbox import CannotSendMail
from trato.organisations.models import Contact


class CannotReach(Refusal):
    """The person has no mailbox or telephone to send a link to, or the mailbox is not one."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link just made; its address is shown now and never again."""

    link: Link
    url: str
    mailed: bool

    def by_whatsapp(self) -> str:
        """Return the `wa.me` address with the message written, or nothing when there is no telephone."""
        return wa_url(self.link.phone, whatsapp_text(self.link, self.url)) if self.link.phone else ""

    def said(self, done: str) -> SafeString:
        """Return what was done with the ways of passing the link on, for the strip at the top of the page."""
        whatsapp = self.by_whatsapp()
        return format_html(
            '{} <a class="lnk" href="{}" data-copy>{}</a>{}.',
            done,
            self.url,
            _("Link for them"),
            format_html(' · <a class="lnk" href="{}" rel="noopener" target="_blank">{}</a>', whatsapp, "WhatsApp")
            if whatsapp
            else "",
        )


def invite_outside(
    cycle: Cycle, *, purpose: str, contact: Contact, subject: Mapping[str, Any], by: Actor, at: datetime, days: int
) -> Invitation:
    """Make a link for a person of the client and mail it when they have a mailbox. Raises CannotReach."""
    if not contact.mail and not contact.phone:
        raise CannotReach(_("%(name)s has neither e-mail nor telephone; add one first.") % {"name": contact.name})
    try:
        link, url = create_link(
            purpose=purpose,
            cycle_stream=cycle.stream,
            subject={"cycle": cycle.code, **subject},
            person_key=contact.key,
            name=contact.name,
            mail=contact.mail,
            phone=contact.phone,
            client=cycle.organisation.name,
            by=by,
            at=at,
            days=days,
        )
        if contact.mail:
            send_link(link, url, at=at)
    except (CannotCreateLink, CannotSendMail) as wrong:
        raise CannotReach(
            _("The address of %(name)s does not work; correct it first.") % {"name": contact.name}
        ) from wrong
    return Invitation(link, url, mailed=bool(contact.mail))
