from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar, Literal

from django.db import models
from django.db.models import F, Q

CODE_LASTS = timedelta(minutes=10)
CODE_TRIES = 5
VERIFIED_LASTS = timedelta(hours=2)
# A mailbox name shorter than this would be told whole by its first and last letters.
SHOWS_BOTH_ENDS = 3

type State = Literal["open", "done", "revoked", "expired"]


class LinkQuerySet(models.QuerySet["Link"]):
    def open(self, *, at: datetime) -> LinkQuerySet:
        """Return the links that still ask for something: neither done, revoked nor expired."""
        return self.filter(done_at=None, revoked_at=None, expires_at__gt=at)

    def done(self) -> LinkQuerySet:
        return self.exclude(done_at=None)

    def of_same_person(self, link: Link) -> LinkQuerySet:
        """Return the links of the person `link` belongs to: same key and same mailbox."""
        return self.filter(person_key=link.person_key, mail=link.mail)

    def of_cycle(self, stream: str) -> LinkQuerySet:
        return self.filter(cycle_stream=stream).order_by("-id")


class Link(models.Model):
    """An address made for one person outside and one purpose; names and mailboxes stay out of the ledger."""

    prefix = models.CharField(max_length=8, db_index=True)
    token_hash = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=40)
    cycle_stream = models.CharField(max_length=160, db_index=True)
    subject = models.JSONField(default=dict)
    subject_hash = models.CharField(max_length=64)

    person_key = models.CharField(max_length=90, db_index=True)
    person_name = models.CharField(max_length=200)
    client_name = models.CharField(max_length=200, blank=True)
    mail = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=40, blank=True)

    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=90)
    days = models.PositiveSmallIntegerField()
    expires_at = models.DateTimeField()
    first_opened_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_why = models.CharField(max_length=40, blank=True)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")

    objects = LinkQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="links_link_expires_later", condition=Q(expires_at__gt=F("created_at"))),
            models.CheckConstraint(
                name="links_link_revoked_why",
                condition=Q(revoked_at=None, revoked_why="") | (Q(revoked_at__isnull=False) & ~Q(revoked_why="")),
            ),
        ]

    def __str__(self) -> str:
        return self.stream

    @property
    def stream(self) -> str:
        """Return the link's own stream of the ledger: "link/12"."""
        return f"link/{self.pk}"

    @property
    def first_name(self) -> str:
        return self.person_name.split()[0] if self.person_name.split() else self.person_name

    @property
    def masked_mail(self) -> str:
        """Return enough of the mailbox for its owner to know it: "a•••a@quebracho.example"."""
        name, at, host = self.mail.rpartition("@")
        shown = f"{name[0]}•••{name[-1]}" if len(name) >= SHOWS_BOTH_ENDS else f"{name[:1]}•••"
        return f"{shown}{at}{host}" if at else ""

    def state(self, at: datetime) -> State:
        if self.revoked_at:
            return "revoked"
        if self.done_at:
            return "done"
        return "open" if at < self.expires_at else "expired"


class LinkVisit(models.Model):
    """One request that came with a link; what people and machines looked at, never proof that they acted."""

    link = models.ForeignKey(Link, on_delete=models.PROTECT, related_name="visits")
    what = models.CharField(max_length=40)
    at = models.DateTimeField()
    ip = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.link_id} {self.what}"


class OneTimeCode(models.Model):
    """A code of six digits sent to the person's mailbox; only its keyed hash is kept."""

    link = models.ForeignKey(Link, on_delete=models.PROTECT, related_name="codes")
    nonce = models.CharField(max_length=32)
    code_hash = models.CharField(max_length=64)
    message_id = models.CharField(max_length=200)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="links_code_tries", condition=Q(tries__lte=CODE_TRIES)),
            models.UniqueConstraint(
                fields=["link"],
                name="links_code_one_alive",
                condition=Q(used_at=None, superseded_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.link_id} {self.sent_at:%Y-%m-%d %H:%M}"


class Verification(models.Model):
    """That somebody in one browser typed the code sent to the person's mailbox."""

    link = models.ForeignKey(Link, on_delete=models.PROTECT, related_name="verifications")
    code = models.OneToOneField(OneTimeCode, on_delete=models.PROTECT)
    person_key = models.CharField(max_length=90)
    mail = models.CharField(max_length=254)
    at = models.DateTimeField()

    class Meta:
        get_latest_by = "at"

    def __str__(self) -> str:
        return f"{self.link_id} {self.at:%Y-%m-%d %H:%M}"
