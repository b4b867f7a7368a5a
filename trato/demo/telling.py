"""Tell the demonstration: cast, procedure in force, pitch and model contract, then every story in one order of time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from trato.contracts.publishing import publish_seed
from trato.cycles.calendars import working_calendar
from trato.cycles.jobs import reevaluate_due
from trato.cycles.models import Cycle
from trato.cycles.opening import CODE
from trato.cycles.refusals import Refusal
from trato.demo.cast import summon
from trato.demo.crowd import tellers
from trato.demo.paper import upload
from trato.demo.stage import Teller, World, play
from trato.demo.stories import TEN
from trato.documents.approving import approve_definition
from trato.documents.definitions import versions_of
from trato.pitch.actions import publish_material

BEFORE = 110  # business days before today on which everything begins


SQUAD = {
    "squad_cuit": "30-86000001-2",
    "squad_domicilio": "Av. de los Constituyentes 5000, CABA",
    "squad_firmante": "Diego Altamirano",
}


class NotEmpty(Refusal):
    """The demonstration is told on an empty installation only."""


def is_empty() -> bool:
    """Tell whether nothing has happened here yet."""
    return not Cycle.objects.exists()


@transaction.atomic
def tell(*, now: datetime, each: Callable[[int], None] | None = None, also: Sequence[Teller] = ()) -> int:
    """Tell everything up to now, `also` what others add; all or nothing. Return how many acts there were.

    Raises NotEmpty.
    """
    if not is_empty():
        raise NotEmpty("There are cycles here already: the demonstration needs an empty installation.")
    calendar = working_calendar()
    today = calendar.local_date(now)
    begin = calendar.start_of(calendar.add_business_days(today, -BEFORE)) + timedelta(hours=9)
    cast = summon(at=begin)
    world = World(cast=cast, calendar=calendar, today=today, now=now)
    _found(world, at=begin + timedelta(hours=1))
    acts = play([*TEN, *tellers(), *also], world, each=each)
    # Meetings began and dates passed since each cycle's last act.
    reevaluate_due(now)
    return acts


def _found(world: World, *, at: datetime) -> None:
    """Put the procedure, the pitch and the model contract in force."""
    version = next(version for version in versions_of(CODE) if version.version == "01")
    for player in (world.cast.diego, world.cast.carla):
        approve_definition(code=CODE, version="01", hash=version.hash, by=player.actor, at=at)
    gc = world.cast.diego.actor
    for number in ("3", "4"):
        file = upload(f"pitch-squad-v{number}.pdf", by=gc, at=at, text=f"SQUAD. Productos web. Pitch, version {number}")
        publish_material(title="Pitch SQUAD", version=number, file=file, by=gc, at=at)
    publish_seed(values=SQUAD, by=gc, at=at)
