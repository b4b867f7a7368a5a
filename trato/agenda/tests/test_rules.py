from datetime import UTC, date, datetime, timedelta

import pytest

from trato.agenda.calendar_files import CANCEL, OCTETS, REQUEST, calendar_file
from trato.agenda.rules import lacks_where, next_contact, obstacles_to_agreement, overlapping, silence
from trato.procedure import Calendar, Event

CALENDAR = Calendar.of("America/Argentina/Buenos_Aires", [date(2026, 3, 24)])
TUESDAY = date(2026, 3, 10)
NOON = datetime(2026, 3, 10, 15, 0, tzinfo=UTC)


def tried(
    days: int, medium: str, *, answered: bool = False, inbound: bool = False, name: str = "followup.logged"
) -> Event:
    moment = NOON + timedelta(days=days)
    return Event(
        pos=days + 1, seq=days + 1, name=name, occurred_at=moment, recorded_at=moment,
        facts={"answered": answered, "inbound": inbound, "medium": medium},
    )  # fmt: skip


def test_silence_is_counted_from_our_first_attempt_in_vain():
    events = [
        tried(0, "phone", answered=True),
        tried(1, "mail", inbound=True),
        tried(2, "phone", name="contact.logged"),
        tried(5, "phone"),
        tried(9, "mail"),
    ]
    found = silence(events, today=date(2026, 3, 25), calendar=CALENDAR)
    assert (found.attempts, found.media, found.days) == (3, 2, 8)


def test_the_next_contact_is_the_meeting_that_is_set_and_else_sooner_after_an_answer():
    meeting = date(2026, 3, 20)
    assert next_contact(answered=True, today=TUESDAY, meeting_on=meeting, calendar=CALENDAR) == meeting
    assert next_contact(answered=True, today=TUESDAY, meeting_on=None, calendar=CALENDAR) == date(2026, 3, 11)
    assert next_contact(answered=False, today=TUESDAY, meeting_on=None, calendar=CALENDAR) == date(2026, 3, 13)
    assert next_contact(
        answered=False, today=date(2026, 3, 20), meeting_on=date(2026, 3, 12), calendar=CALENDAR
    ) == date(2026, 3, 26), "a meeting that is over promises nothing, and the holiday is no business day"


@pytest.mark.parametrize(
    ("medium", "place", "link", "lacks"),
    [
        ("in-person", "", "https://x", "place"),
        ("in-person", "Oficina", "", ""),
        ("video", "", "", "link"),
        ("video", "", "https://x", ""),
        ("phone", "", "", ""),
    ],
)
def test_a_meeting_says_where_when_its_medium_asks(medium, place, link, lacks):
    assert lacks_where(medium=medium, place=place, link=link) == lacks


def test_meetings_of_one_host_overlap_and_those_that_touch_do_not():
    hour = timedelta(hours=1)
    rows = [
        (1, NOON, NOON + hour),
        (1, NOON + hour, NOON + 2 * hour),
        (1, NOON + hour / 2, NOON + hour),
        (2, NOON, NOON + hour),
    ]
    assert overlapping(rows) == {0, 2}
    assert overlapping([(None, NOON, NOON + hour), (None, NOON, NOON + hour)]) == set()


@pytest.mark.parametrize(
    ("signed", "expires", "obstacles"),
    [
        (date(2026, 3, 1), date(2027, 3, 1), []),
        (date(2026, 3, 11), date(2027, 3, 1), ["future"]),
        (date(2026, 3, 1), date(2026, 3, 1), ["order"]),
        (date(2026, 1, 1), date(2026, 3, 9), ["expired"]),
    ],
)
def test_the_dates_of_an_agreement_make_sense(signed, expires, obstacles):
    assert obstacles_to_agreement(signed_on=signed, expires_on=expires, today=TUESDAY) == obstacles


def made(**changes):
    given = {
        "uid": "REU-2026-0001@squad.example", "sequence": 0, "method": REQUEST, "starts_at": NOON,
        "ends_at": NOON + timedelta(minutes=45), "summary": "Reunión", "organizer": "Trato <trato@squad.example>",
        "at": NOON - timedelta(days=1),
    } | changes  # fmt: skip
    return calendar_file(**given)


def test_a_calendar_file_is_in_utc_with_bare_addresses():
    lines = made(attendees=["ana@x.example"]).decode().split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert "DTSTART:20260310T150000Z" in lines
    assert "DTEND:20260310T154500Z" in lines
    assert "ORGANIZER:mailto:trato@squad.example" in lines
    assert "ATTENDEE;ROLE=REQ-PARTICIPANT;RSVP=TRUE:mailto:ana@x.example" in lines
    assert lines[-2:] == ["END:VCALENDAR", ""]


def test_a_calendar_file_lets_no_text_add_a_line():
    text = made(summary="Uno\r\nATTENDEE:mailto:evil@x", location="A; B, C\\D").decode()
    assert "\r\nATTENDEE" not in text
    assert "SUMMARY:Uno\\nATTENDEE:mailto:evil@x" in text
    assert "LOCATION:A\\; B\\, C\\\\D" in text


def test_long_lines_are_folded_inside_no_letter():
    file = made(summary="ñandú " * 40)
    assert all(len(line) <= OCTETS for line in file.split(b"\r\n"))
    assert ("ñandú " * 40).rstrip() in file.replace(b"\r\n ", b"").decode()


def test_a_cancellation_says_so():
    lines = made(method=CANCEL, sequence=1).decode().split("\r\n")
    assert {"METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:1"} <= set(lines)
