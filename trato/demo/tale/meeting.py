"""§8.1: listed, classified, talked to, met."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from trato.agenda.actions import (
    Commitment,
    Conversation,
    Minutes,
    NewMeeting,
    log_contact,
    log_followup,
    miss_meeting,
    schedule_meeting,
    send_minutes,
)
from trato.cycles.assigning import annul
from trato.demo.tale.told import Told
from trato.organisations.actions import NewContact, NewOrganisation
from trato.organisations.merging import fingerprint
from trato.pitch.actions import prepare_pitch
from trato.pitch.models import Material
from trato.prospects.actions import NewProspect, classify, list_prospect, merge_prospects
from trato.prospects.rules import Classification


class Meeting(Told):
    """Tell §8.1."""

    def listed(self, at: datetime, *, source: str = "inbound", signs: bool = True) -> None:
        name, position, mail, phone = self.person
        contact = NewContact(
            name=name, position=position, mail=mail, phone=phone, is_whatsapp=bool(phone), is_signatory=signs
        )
        organisation = NewOrganisation(
            name=self.name, cuit=self.cuit, province=self.place[0], locality=self.place[1], contacts=(contact,)
        )
        self.cycle = list_prospect(
            new=NewProspect(organisation=organisation, title=self.title, source=source, owner=self.ec.user),
            by=self.ec.actor,
            at=at,
        )

    def unified(self, at: datetime, other: Told) -> None:
        """The Commercial Manager sees one client written twice: the other's data join these, its cycle is annulled."""
        kept, gone = self.cycle.organisation, other.cycle.organisation
        seen = fingerprint(kept, gone)
        merge_prospects(survivor=kept, absorbed=gone, chosen={}, seen=seen, by=self.gc.actor, at=at)
        annul([other.cycle], reason="duplicate", by=self.gc.actor, at=at)

    def classified(
        self,
        at: datetime,
        *,
        priority: str,
        client: str,
        scale: str,
        sector: str,
        needs: tuple[str, ...],
    ) -> None:
        known = Classification(
            priority=priority, client_type=client, origin=self.place[0], scale=scale, sector=sector, needs=needs
        )
        classify(cycle=self.cycle, classification=known, by=self.ec.actor, at=at)

    def talked(
        self,
        at: datetime,
        summary: str,
        *,
        medium: str = "whatsapp",
        answered: bool = True,
        inbound: bool = False,
        next_in: int = 2,
    ) -> None:
        said = Conversation(
            medium=medium,
            answered=answered,
            inbound=inbound,
            contact=self.contact.name,
            summary=summary,
            next_on=self._later(at, next_in),
        )
        log_contact(self.cycle, conversation=said, by=self.ec.actor, at=at)

    def chased(self, at: datetime, summary: str, *, medium: str, answered: bool = False, next_in: int = 4) -> None:
        said = Conversation(
            medium=medium,
            answered=answered,
            contact=self.contact.name,
            summary=summary,
            next_on=self._later(at, next_in),
        )
        log_followup(self.cycle, conversation=said, by=self.ec.actor, at=at)

    def scheduled(self, at: datetime, starts_at: datetime, *, medium: str = "video", place: str = "") -> None:
        new = NewMeeting(
            starts_at=starts_at,
            medium=medium,
            place=place,
            link="" if place else "https://meet.example/squad",
            invited=(self.contact,),
        )
        schedule_meeting(self.cycle, new=new, by=self.ec.actor, at=at)

    def missed(self, at: datetime) -> None:
        miss_meeting(self.cycle, next_on=self._later(at, 1), by=self.ec.actor, at=at)

    def pitched(self, at: datetime) -> None:
        material = Material.objects.in_force(at).select_related("file")[0]
        prepare_pitch(self.cycle, material=material, audience=self.contact.name, by=self.ec.actor, at=at)

    def presented(self, at: datetime, topics: str, *, commitments: Sequence[tuple[str, str]] = ()) -> None:
        minutes = Minutes(
            held_at=at - timedelta(hours=1),
            attendees=(self.ec.name, self.contact.name),
            topics=topics,
            agreements=tuple(Commitment(text=text, charge=charge) for text, charge in commitments),
        )
        send_minutes(self.cycle, minutes=minutes, recipients=(self.contact,), by=self.ec.actor, at=at)
