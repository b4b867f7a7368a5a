"""What goes out about meetings, minutes and enquiries: by mail or WhatsApp, in the installation's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from trato.agenda.calendar_files import CANCEL, REQUEST, calendar_file
from trato.agenda.models import Meeting
from trato.cycles.models import Cycle
from trato.documents.definitions import by_hash
from trato.links.letters import wa_url
from trato.mail.models import Outbox
from trato.mail.outbox import send
from trato.organisations.models import Contact
from trato.procedure import Definition
from trato.ui.values import local_time, long_date, numeric_date

SUBJECT = 200


def invitation(meeting: Meeting, people: Sequence[Contact], *, at: datetime) -> Outbox:
    """Mail the invitation with its calendar file; raise `CannotSendMail`."""
    with translation.override(settings.LANGUAGE_CODE):
        words = _words(meeting, people)
        subject = (_("Our meeting is now on %(when)s") if meeting.version > 1 else _("Our meeting on %(when)s")) % words
        text = _("Hello %(name)s,\n\nWe meet on %(when)s. %(how)s\n\nUntil then,\n%(host)s\n%(house)s") % words
    return _mail(meeting, people, subject, text, REQUEST, at=at)


def cancellation(meeting: Meeting, people: Sequence[Contact], *, reason: str, at: datetime) -> Outbox:
    """Mail that the meeting does not take place; raise `CannotSendMail`."""
    with translation.override(settings.LANGUAGE_CODE):
        words = {**_words(meeting, people), "reason": f" {reason}" if reason else ""}
        subject = _("We cancel our meeting on %(when)s") % words
        text = (
            _("Hello %(name)s,\n\nThe meeting on %(when)s does not take place.%(reason)s\n\n%(host)s\n%(house)s")
            % words
        )
    return _mail(meeting, people, subject, text, CANCEL, at=at)


def by_whatsapp(meeting: Meeting, contact: Contact) -> str:
    """Return the `wa.me` address with the invitation written, or nothing without a telephone."""
    with translation.override(settings.LANGUAGE_CODE):
        text = _("Hello %(name)s! We meet on %(when)s. %(how)s") % _words(meeting, [contact])
    return wa_url(contact.phone, text) if contact.phone else ""


def greeting(cycle: Cycle, contact: Contact, *, who: str, again: bool = False) -> str:
    """Return the first message to a prospect, or the next one while nobody answers, ready to be sent by WhatsApp."""
    with translation.override(settings.LANGUAGE_CODE):
        text = (
            _("Hello %(name)s! It is %(who)s again, of %(house)s. Shall we talk about %(what)s another day?")
            if again
            else _("Hello %(name)s! I am %(who)s, of %(house)s. When could we talk about %(what)s?")
        )
        return text % {
            "name": contact.name.split()[0],
            "who": who,
            "house": settings.TRATO_ORGANISATION,
            "what": _("your project «%(title)s»") % {"title": cycle.title} if cycle.title else _("what you need"),
        }


def reminder(contact: Contact, *, who: str) -> str:
    """Return the message to a prospect who was written to before, ready to be sent by WhatsApp."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("Hello %(name)s! It is %(who)s, of %(house)s. Could you look at what we talked about?") % {
            "name": contact.name.split()[0],
            "who": who,
            "house": settings.TRATO_ORGANISATION,
        }


def minutes_text(body: Mapping[str, Any], definition: Definition, *, client: str, who: str) -> tuple[str, str]:
    """Return subject and text of minutes as they are sent; `body` is the record's."""
    with translation.override(settings.LANGUAGE_CODE):
        held = datetime.fromisoformat(body["held_at"])
        words = {"day": long_date(held), "client": client, "who": who, "house": settings.TRATO_ORGANISATION}
        parts = [body["message"]] if body.get("message") else []
        parts.append(_("This is what we discussed on %(day)s.") % words)
        parts.append(_("Present: %(names)s.") % {"names": ", ".join(body["attendees"])})
        parts.append(body["topics"])
        if body.get("agreements"):
            lines = [_commitment(row, definition) for row in body["agreements"]]
            parts.append("\n".join([_("Commitments:"), *lines]))
        parts.append(_("If something is missing or is not so, answer this message.") + f"\n\n{who}\n{words['house']}")
        subject = _("What we discussed on %(day)s · %(client)s") % words
    return _one_line(subject), "\n\n".join(parts)


def answer_text(*, kind: str, answer: str, resolution: str, name: str, who: str) -> tuple[str, str]:
    """Return subject and text of the answer to an enquiry, a suggestion or a complaint."""
    with translation.override(settings.LANGUAGE_CODE):
        subject = {
            "complaint": _("About your complaint"),
            "suggestion": _("About your suggestion"),
        }.get(kind, _("About your enquiry"))
        parts = [_("Hello %(name)s,") % {"name": name}, answer]
        if resolution:
            parts.append(_("What we did: %(resolution)s") % {"resolution": resolution})
        parts.append(f"{who}\n{settings.TRATO_ORGANISATION}")
    return f"{subject} · {settings.TRATO_ORGANISATION}", "\n\n".join(parts)


def _mail(meeting: Meeting, people: Sequence[Contact], subject: str, text: str, method: str, *, at: datetime) -> Outbox:
    addresses = [person.mail for person in people]
    host = urlsplit(settings.TRATO_BASE_URL).hostname or "localhost"
    file = calendar_file(
        uid=f"{meeting.number}@{host}",
        sequence=meeting.version - 1 if method == REQUEST else meeting.version,
        method=method,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        summary=f"{settings.TRATO_ORGANISATION} · {meeting.cycle.organisation.name}",
        location=meeting.where,
        url=meeting.link,
        organizer=settings.DEFAULT_FROM_EMAIL,
        attendees=addresses,
        at=at,
    )
    return send(
        to=addresses,
        subject=_one_line(subject),
        text=text,
        attachments=[(f"{meeting.number}.ics", "text/calendar", file)],
        stream=meeting.cycle.stream,
        at=at,
    )


def _words(meeting: Meeting, people: Sequence[Contact]) -> dict[str, str]:
    definition = by_hash(meeting.cycle.definition_id)
    language = (translation.get_language() or "es")[:2]
    medium = definition.choice("medium").label_of(meeting.medium, language)
    return {
        "name": ", ".join(person.name.split()[0] for person in people),
        "when": _("%(day)s at %(time)s") % {"day": long_date(meeting.starts_at), "time": local_time(meeting.starts_at)},
        "how": ": ".join(filter(None, (medium, meeting.where))) + ".",
        "host": meeting.host.name if meeting.host else "",
        "house": settings.TRATO_ORGANISATION,
    }


def _commitment(row: Mapping[str, Any], definition: Definition) -> str:
    language = (translation.get_language() or "es")[:2]
    charge = definition.choice("charge").label_of(row["charge"], language)
    due = _(", by %(day)s") % {"day": numeric_date(date.fromisoformat(row["due_on"]))} if row.get("due_on") else ""
    return f"- {row['text']} ({charge}{due})"


def _one_line(text: str) -> str:
    return " ".join(text.split())[:SUBJECT]
