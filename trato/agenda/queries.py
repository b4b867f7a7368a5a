"""What the Agenda and Hoy show of a day and of a week."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trato.agenda.models import Meeting, MeetingEnd
from trato.agenda.rules import overlapping
from trato.cycles.calendars import holiday_names, working_calendar
from trato.cycles.models import Progress, State
from trato.documents.definitions import by_hash
from trato.ledger.actors import Actor
from trato.procedure import Calendar

WEEK = 7
SHOWN = 12  # of one day, before the rest is only counted
ICONS = {
    "whatsapp": "message-circle",
    "phone": "phone",
    "mail": "mail",
    "video": "video",
    "in-person": "map-pin",
    "web-form": "inbox",
    "social": "message-square",
}
ICON = "calendar-days"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """A meeting on a day: who with, how and where. `kind` says how it ended, "" while it stands."""

    starts_at: datetime
    ends_at: datetime
    code: str
    organisation: str
    kind: str
    text: str
    icon: str
    place: str
    link: str
    host: str
    overlaps: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """Something of a day without an hour: a step that falls due, or a next contact."""

    code: str
    organisation: str
    kind: str
    text: str
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One column of the week."""

    day: date
    today: bool
    off: bool
    holiday: str
    appointments: list[Appointment] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    more: int = 0

    @property
    def empty(self) -> bool:
        """Tell whether nothing happens on the day."""
        return not self.appointments and not self.promises


def day_agenda(actor: Actor, day: date, *, calendar: Calendar | None = None) -> list[Appointment]:
    """Return the person's meetings of one local day, by hour; `calendar` when it is at hand already."""
    calendar = calendar or working_calendar()
    rows = _meetings(actor, calendar, day, 1, person=_user(actor))
    return _appointments(rows)


def week_agenda(actor: Actor, monday: date, *, at: datetime, person: int | None) -> list[Day]:
    """Return the seven days from `monday`: meetings, what falls due, next contacts; `person` None means everybody."""
    calendar = working_calendar()
    names = holiday_names(monday, monday + timedelta(days=WEEK - 1))
    today = calendar.local_date(at)
    appointments = _by_day(_appointments(_meetings(actor, calendar, monday, WEEK, person=person)), calendar)
    promises = _promises(actor, monday, today=today, person=person, busy=appointments)
    days = []
    for day in (monday + timedelta(days=number) for number in range(WEEK)):
        due = promises.get(day, [])
        days.append(
            Day(
                day=day,
                today=day == today,
                off=not calendar.is_business_day(day),
                holiday=names.get(day, ""),
                appointments=appointments.get(day, []),
                promises=due[:SHOWN],
                more=max(len(due) - SHOWN, 0),
            )
        )
    return days


def without_contact(actor: Actor, *, person: int | None, most: int = 5) -> list[Progress]:
    """Return running cycles nobody of the prospect answered in yet: who could be called."""
    rows = Progress.objects.visible_to(actor).running().filter(contacted=False, outcome="")
    if person is not None:
        rows = rows.filter(owner=person)
    return list(rows.exclude(state=State.LISTED).due_first()[:most])


def _meetings(actor: Actor, calendar: Calendar, first: date, days: int, *, person: int | None) -> list[Meeting]:
    rows = Meeting.objects.visible_to(actor).kept()
    if person is not None:
        rows = rows.of(person)
    found = rows.between(calendar.start_of(first), calendar.start_of(first + timedelta(days=days)))
    return list(found.select_related("cycle", "cycle__organisation", "host", "ending"))


def _appointments(rows: list[Meeting]) -> list[Appointment]:
    clashing = overlapping([(row.host_id, row.starts_at, row.ends_at) for row in rows])
    return [_appointment(row, overlaps=place in clashing) for place, row in enumerate(rows)]


def _appointment(row: Meeting, *, overlaps: bool) -> Appointment:
    definition = by_hash(row.cycle.definition_id)
    ending: MeetingEnd | None = getattr(row, "ending", None)
    medium = definition.choice("medium").label_of(row.medium, _language())
    place = row.place or ("" if row.url else row.link)
    return Appointment(
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        code=row.cycle.code,
        organisation=row.cycle.organisation.name,
        kind=ending.kind if ending else "",
        text=", ".join(filter(None, (medium, place))),
        icon=ICONS.get(row.medium, ICON),
        place=row.place,
        link=row.url,
        host=row.host.name if row.host else "",
        overlaps=overlaps,
    )


def _promises(
    actor: Actor, monday: date, *, today: date, person: int | None, busy: Mapping[date, Iterable[Appointment]]
) -> dict[date, list[Promise]]:
    last = monday + timedelta(days=WEEK - 1)
    week = (monday, last)
    rows = Progress.objects.visible_to(actor).running().filter(Q(due_on__range=week) | Q(next_step_on__range=week))
    if person is not None:
        rows = rows.filter(owner=person)
    found: dict[date, list[Promise]] = {}
    for row in rows.exclude(state=State.LISTED).select_related("cycle").due_first():
        if row.due_on and monday <= row.due_on <= last and row.next_action:
            found.setdefault(row.due_on, []).append(
                Promise(
                    code=row.code,
                    organisation=row.organisation_name,
                    kind="due",
                    text=f"{row.next_section} {_label(row)}",
                    late=row.due_on < today and not row.waiting_for_client,
                )
            )
        if row.next_step_on and monday <= row.next_step_on <= last and not _met(row, busy):
            found.setdefault(row.next_step_on, []).append(
                Promise(
                    code=row.code,
                    organisation=row.organisation_name,
                    kind="contact",
                    text=_("Next contact"),
                    late=row.next_step_on < today,
                )
            )
    return found


def _met(row: Progress, busy: Mapping[date, Iterable[Appointment]]) -> bool:
    """Tell whether the next contact is a meeting that is already shown on that day."""
    return row.next_step_on is not None and any(one.code == row.code for one in busy.get(row.next_step_on, ()))


def _label(row: Progress) -> str:
    return by_hash(row.cycle.definition_id).action(row.next_action).label(_language())


def _by_day(rows: list[Appointment], calendar: Calendar) -> dict[date, list[Appointment]]:
    found: dict[date, list[Appointment]] = {}
    for row in rows:
        found.setdefault(calendar.local_date(row.starts_at), []).append(row)
    return found


def _user(actor: Actor) -> int:
    number = actor.key.rpartition("/")[2]
    return int(number) if actor.kind == "user" and number.isdecimal() else 0


def _language() -> str:
    return "en" if (get_language() or "es").startswith("en") else "es"
