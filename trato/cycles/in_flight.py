"""«Cargar ciclo en curso»: deals already running when the system starts enter once, their gaps listed, never faked."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from trato.cycles.calendars import working_calendar
from trato.cycles.models import Cycle
from trato.cycles.opening import NewCycle, open_cycle
from trato.cycles.refusals import NotYours, Refusal
from trato.cycles.situation import Situation
from trato.ledger.actors import Actor
from trato.organisations.models import Organisation
from trato.people.models import User
from trato.procedure import Action

NOON = timedelta(hours=12)


class CannotLoad(Refusal):
    """The deal is here already, or its date is not one of the past."""


@transaction.atomic
def load_in_flight(
    organisation: Organisation, *, title: str, owner: User, stands_at: str, began_on: date, by: Actor, at: datetime
) -> Cycle:
    """Open the cycle of a deal in flight at `stands_at`; only the GC, once each. Raises NotYours, CannotLoad.

    No deadline runs until it is classified; what happened before is recorded with its own date or waived.
    """
    if "GC" not in by.roles:
        raise NotYours(_("Only the Commercial Manager loads deals in flight."))
    calendar = working_calendar()
    if began_on > calendar.local_date(at):
        raise CannotLoad(_("The deal began on a day that has not come yet."))
    twin = Cycle.objects.filter(organisation=organisation, title=title, progress__closed_at=None).first()
    if twin is not None:
        raise CannotLoad(
            _("%(name)s already has cycle %(code)s running for this project.")
            % {"name": organisation.name, "code": twin.code}
        )
    began = min(calendar.start_of(began_on) + NOON, at)
    new = NewCycle(
        organisation=organisation,
        title=title,
        owner=owner,
        source="other",
        clock=False,
        before_system=True,
        in_flight_at=stands_at,
        occurred_at=began,
    )
    return open_cycle(new, by=by, at=at)


def gaps(cycle: Cycle, situation: Situation) -> tuple[Action, ...]:
    """Return the required actions before the one the deal stood at that neither evidence nor a waiver settles yet."""
    if not situation.definition.has_action(cycle.in_flight_at):
        return ()
    before = []
    for action in situation.definition.actions:
        if action.id == cycle.in_flight_at:
            break
        if action.required and not situation.evaluation.actions[action.id].settled:
            before.append(action)
    return tuple(before)


def from_before(cycle: Cycle, situation: Situation) -> datetime | None:
    """Return when a deal in flight was loaded: what happened earlier is «Anterior al sistema»; None for the rest."""
    opened = situation.events[0] if situation.events else None
    return opened.recorded_at if opened is not None and opened.facts.get("before_system") is True else None
