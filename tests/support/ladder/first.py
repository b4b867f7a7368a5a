"""Rungs of §8.1: opened, classified, contacted, presented."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from tests.support.remembering import remembered

if TYPE_CHECKING:
    from tests.support.cast import Person
    from trato.cycles.models import Cycle
    from trato.ledger.actors import Actor


@remembered
def approve_procedure(*, gc: Actor, sgc: Actor, at: datetime) -> None:
    """Load the definitions and put version 01 in force."""
    from django.conf import settings

    from trato.documents.approving import approve_definition
    from trato.documents.definitions import load_seeds, versions_of

    load_seeds(settings.TRATO_PROCEDURES_DIR, at)
    version = next(version for version in versions_of("PE-CM-01") if version.version == "01")
    for actor in (gc, sgc):
        approve_definition(code="PE-CM-01", version="01", hash=version.hash, by=actor, at=at)


@remembered
def opened(*, ec: Person, at: datetime, name: str = "Dulces Quebracho Viejo SRL", cuit: str = "30852177434") -> Cycle:
    """Register an organisation with one signatory and open a cycle owned by the EC."""
    from trato.cycles.opening import NewCycle, open_cycle
    from trato.organisations.actions import NewContact, NewOrganisation, register_organisation

    organisation = register_organisation(
        new=NewOrganisation(
            name=name,
            cuit=cuit,
            province="AR-X",
            locality="Córdoba",
            contacts=(
                NewContact(
                    name="Ana Clara Villafañe",
                    position="Socia gerente",
                    mail="ana@quebracho.example",
                    phone="+5493515550101",
                    is_whatsapp=True,
                    is_signatory=True,
                ),
            ),
        ),
        by=ec.actor,
        at=at,
    )
    new = NewCycle(organisation=organisation, title="Tienda en línea", owner=ec.user, source="inbound")
    return open_cycle(new, by=ec.actor, at=at)


@remembered
def classified(cycle: Cycle, *, ec: Person, at: datetime) -> Cycle:
    """Classify: all six groups. §8.1.1."""
    from trato.prospects.actions import classify
    from trato.prospects.rules import Classification

    complete = Classification(
        priority="high", client_type="company", origin="AR-X", scale="small", sector="food", needs=("shop",)
    )
    return classify(cycle=cycle, classification=complete, by=ec.actor, at=at).cycle


@remembered
def contacted(cycle: Cycle, *, ec: Person, at: datetime) -> Cycle:
    """Log a conversation that was answered. §8.1.2."""
    from trato.agenda.actions import Conversation, log_contact
    from trato.cycles.calendars import working_calendar

    calendar = working_calendar()
    said = Conversation(
        medium="whatsapp",
        answered=True,
        summary="Quiere una tienda en línea",
        next_on=calendar.add_business_days(calendar.local_date(at), 2),
    )
    return log_contact(cycle, conversation=said, by=ec.actor, at=at).cycle


@remembered
def scheduled(cycle: Cycle, *, ec: Person, at: datetime, starts_at: datetime) -> Cycle:
    """Set a video call with everybody of the organisation. §8.1.2."""
    from trato.agenda.actions import NewMeeting, schedule_meeting

    new = NewMeeting(
        starts_at=starts_at,
        medium="video",
        link="https://meet.example/arrayan",
        invited=tuple(cycle.organisation.contacts.filter(retired_at=None)),
    )
    return schedule_meeting(cycle, new=new, by=ec.actor, at=at).provided.cycle


@remembered
def pitch_material(*, gc: Person, at: datetime) -> object:
    """Publish the first version of the pitch, once."""
    from django.core.files.base import ContentFile

    from trato.documents.files import store_file
    from trato.pitch.actions import publish_material
    from trato.pitch.models import Material

    if standing := Material.objects.in_force(at).first():
        return standing
    file = store_file(ContentFile(b"%PDF-1.7 pitch\n", name="pitch.pdf"), by=gc.actor, at=at)
    return publish_material(title="Pitch SQUAD", version="1", file=file, by=gc.actor, at=at)


@remembered
def pitched(cycle: Cycle, *, ec: Person, gc: Person, at: datetime) -> Cycle:
    """Fix the version of the pitch to be used. §8.1.3."""
    from trato.pitch.actions import prepare_pitch
    from trato.pitch.models import Material

    pitch_material(gc=gc, at=at)
    material = Material.objects.in_force(at)[0]
    return prepare_pitch(cycle, material=material, by=ec.actor, at=at).cycle


@remembered
def presented(cycle: Cycle, *, ec: Person, at: datetime) -> Cycle:
    """Send the minutes of the meeting to everybody of the organisation; `at` is after it started. §8.1.4."""
    from trato.agenda.actions import Commitment, Minutes, send_minutes

    minutes = Minutes(
        held_at=at,
        attendees=(ec.user.name, "Ana Clara Villafañe"),
        topics="La tienda, el catálogo y los plazos",
        agreements=(Commitment(text="Mandar las fotos", charge="client"),),
    )
    people = tuple(cycle.organisation.contacts.filter(retired_at=None))
    return send_minutes(cycle, minutes=minutes, recipients=people, by=ec.actor, at=at).provided.cycle


@remembered
def walked_to_presented(*, ec: Person, gc: Person, at: datetime) -> tuple[Cycle, datetime]:
    """Open a cycle and take it through §8.1 in one day; return it and a moment after all that."""
    from datetime import timedelta

    hour = timedelta(hours=1)
    cycle = classified(opened(ec=ec, at=at), ec=ec, at=at + hour / 4)
    cycle = contacted(cycle, ec=ec, at=at + hour / 2)
    cycle = scheduled(cycle, ec=ec, at=at + hour, starts_at=at + 2 * hour)
    cycle = pitched(cycle, ec=ec, gc=gc, at=at + hour * 3 / 2)
    cycle = presented(cycle, ec=ec, at=at + 3 * hour)
    return cycle, at + 4 * hour
