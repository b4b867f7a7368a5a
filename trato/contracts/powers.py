"""Say in words what stands between a signatory and the signature. PE-CM-01 §8.2.8."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from trato.organisations.models import Contact
from trato.ui.values import numeric_date


def powers_sentence(contact: Contact, on: date) -> str:
    """Return why the contact has no power to sign with on that day: none, none verified, or expired."""
    powers = list(contact.powers.all())
    verified = [power for power in powers if power.verified]
    if verified:
        last = max(power.expires_on for power in verified if power.expires_on)
        return _("The power of %(name)s expired on %(day)s. Record one in force, or choose somebody else to sign.") % {
            "name": contact.name,
            "day": numeric_date(last),
        }
    if powers:
        return _("Nobody verified the power of %(name)s yet: read it and verify it first.") % {"name": contact.name}
    return _("%(name)s has no power on record: say how they bind the client, and verify it.") % {"name": contact.name}
