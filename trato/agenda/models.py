"""Meetings as the Agenda shows them; what they are comes from the evidence of their cycle. PE-CM-01 §8.1.2."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from trato.cycles.models import Cycle, Member
from trato.ledger.actors import Actor
from trato.people.models import User

# No meeting is longer, so whatever may overlap one starts within this of it.
LONGEST = 720


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, actor: Actor) -> MeetingQuerySet:
        """Keep the meetings of the cycles the actor may read."""
        return self.filter(cycle__in=Cycle.objects.visible_to(actor).values("pk"))

    def standing(self) -> MeetingQuerySet:
        """Keep those neither held, missed, cancelled nor moved."""
        return self.filter(ending=None)

    def kept(self) -> MeetingQuerySet:
        """Leave out those that were cancelled or moved."""
        return self.exclude(ending__kind__in=[MeetingEnd.Kind.CANCELLED, MeetingEnd.Kind.MOVED])

    def of(self, user: int) -> MeetingQuerySet:
        """Keep the meetings a person leads, or of cycles they own or are a member of."""
        member = Exists(Member.objects.filter(cycle=OuterRef("cycle"), user=user, until=None))
        return self.filter(Q(host=user) | Q(cycle__owner=user) | Q(member))

    def between(self, first: datetime, last: datetime) -> MeetingQuerySet:
        """Keep those that start from `first` up to and without `last`."""
        return self.filter(starts_at__gte=first, starts_at__lt=last)


class Meeting(models.Model):
    """A meeting with a prospect: one row for each time it was set; `number` and `version` are of its record.

    `medium` is a code of the catalogue "medium"; `minutes` how long it lasts; `host` who leads it for the house.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="meetings")
    host = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings")
    starts_at = models.DateTimeField(_("starts at"))
    minutes = models.PositiveSmallIntegerField(_("length in minutes"))
    medium = models.CharField(_("medium"), max_length=20)
    place = models.CharField(_("place"), max_length=200, blank=True, default="")
    link = models.CharField(_("link"), max_length=500, blank=True, default="")
    invited = models.ManyToManyField("organisations.Contact", related_name="+", blank=True)
    number = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    record_hash = models.CharField(max_length=64, unique=True)
    scheduled_at = models.DateTimeField()

    objects: ClassVar[models.Manager[Meeting]] = models.Manager.from_queryset(MeetingQuerySet)()

    class Meta:
        ordering: ClassVar = ["starts_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=LONGEST), name="agenda_meeting_of_reasonable_length"
            ),
            models.UniqueConstraint(fields=["number", "version"], name="agenda_meeting_version_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["starts_at"], name="agenda_meeting_starts")]

    def __str__(self) -> str:
        return f"{self.number} v{self.version}"

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def url(self) -> str:
        """Return the link when it is an address of the web, else nothing."""
        return self.link if self.link.startswith(("https://", "http://")) else ""

    @property
    def where(self) -> str:
        """Return the place, or the link when there is no place."""
        return self.place or self.link


class MeetingEnd(models.Model):
    """The evidence that a meeting no longer stands, and how it ended."""

    class Kind(models.TextChoices):
        HELD = "held", _("Meeting held")
        MISSED = "missed", _("They did not come")
        CANCELLED = "cancelled", _("Meeting cancelled")
        MOVED = "moved", _("Moved")

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="ending")
    kind = models.CharField(max_length=9, choices=Kind.choices)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.kind}"
