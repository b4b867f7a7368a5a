"""What links say by mail and WhatsApp, in the language of the installation, whoever is signed in."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import quote

import phonenumbers
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from trato.links.models import Link
from trato.links.purposes import purpose_of
from trato.mail.models import Outbox
from trato.mail.outbox import send
from trato.ui.values import to_local_date


def send_link(link: Link, url: str, *, at: datetime) -> Outbox:
    """Queue the mail that brings the person their link; raise `CannotSendMail`."""
    with translation.override(settings.LANGUAGE_CODE):
        text = _(
            "Hello %(name)s,\n\n"
            "This is what we need from you: %(what)s.\n\n"
            "%(url)s\n\n"
            "The link is yours alone and works until %(date)s. Please do not forward it.\n\n"
            "%(organisation)s"
        ) % _words(link, url)
        subject = "{what_heading} · {organisation}".format(**_words(link, url))
    return send(to=[link.mail], subject=subject, text=text, stream=link.cycle_stream, secret=True, at=at)


def send_code_letter(link: Link, code: str, *, minutes: int, at: datetime) -> Outbox:
    """Queue the mail with a one-time code; raise `CannotSendMail`."""
    with translation.override(settings.LANGUAGE_CODE):
        words = {**_words(link, ""), "code": f"{code[:3]} {code[3:]}", "minutes": minutes}
        subject = _("Your code for %(organisation)s") % words
        text = (
            _(
                "Hello %(name)s,\n\n"
                "Your code is:\n\n"
                "    %(code)s\n\n"
                "It works for %(minutes)d minutes, for: %(what)s.\n"
                "If you did not ask for it, ignore this mail and give the code to nobody: we never ask for it.\n\n"
                "%(organisation)s"
            )
            % words
        )
    return send(to=[link.mail], subject=subject, text=text, stream=link.cycle_stream, secret=True, at=at)


def whatsapp_text(link: Link, url: str) -> str:
    """Return the message that brings a link by WhatsApp, ready to paste."""
    with translation.override(settings.LANGUAGE_CODE):
        return _(
            "Hello %(name)s! Here you can %(what_inside)s: %(url)s\nIt is your personal link, until %(date)s."
        ) % _words(link, url)


def wa_url(phone: str, text: str = "", *, region: str = "AR") -> str:
    """Return the `wa.me` address of a number, with the message in it; "" when the number cannot be dialled.

    "11 15 2345-6789" in Argentina becomes `wa.me/5491123456789`.
    """
    try:
        number = phonenumbers.parse(phone, region)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    digits = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164).removeprefix("+")
    return f"https://wa.me/{digits}" + (f"?text={quote(text)}" if text else "")


def last_day(link: Link) -> str:
    """Return the last local day the link works, as `13/04`."""
    return f"{to_local_date(link.expires_at - timedelta(seconds=1)):%d/%m}"


def _words(link: Link, url: str) -> dict[str, object]:
    what = str(purpose_of(link.purpose).label)
    return {
        "name": link.first_name,
        "what": what,
        "what_inside": what[:1].lower() + what[1:],
        "what_heading": what[:1].upper() + what[1:],
        "url": url,
        "date": last_day(link),
        "organisation": settings.TRATO_ORGANISATION,
    }
