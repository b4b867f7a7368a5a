"""From the calendar days people write to the instants at which a role begins and ends."""

from datetime import date, datetime, time, timedelta

from trato.ui.values import organisation_zone, to_local


def beginning_of(day: date, *, at: datetime) -> datetime:
    """Return the local midnight that begins the day; today begins now, not some hours ago."""
    if day == to_local(at).date():
        return at
    return datetime.combine(day, time(), tzinfo=organisation_zone())


def end_of(day: date) -> datetime:
    """Return the local midnight that ends the day, which is included."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=organisation_zone())
