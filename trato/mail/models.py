from __future__ import annotations

import hashlib
from datetime import datetime
from email.message import EmailMessage
from typing import ClassVar, Literal

from django.db import models
from django.db.models import Q

from trato.mail.files import read_file

type State = Literal["waiting", "retrying", "sent", "bounced", "failed"]


class OutboxQuerySet(models.QuerySet["Outbox"]):
    def waiting(self) -> OutboxQuerySet:
        return self.filter(sent_at=None, failed_at=None)

    def due(self, *, at: datetime) -> OutboxQuerySet:
        """Return the mails to be tried now that no worker is delivering, oldest first."""
        return (
            self.waiting()
            .filter(due_at__lte=at)
            .filter(Q(held_until=None) | Q(held_until__lt=at))
            .order_by("due_at", "id")
        )

    def undelivered(self) -> OutboxQuerySet:
        """Return the mails somebody should look at: given up, refused by a mailbox, or failing so far."""
        return self.filter(Q(failed_at__isnull=False) | Q(bounced_at__isnull=False) | ~Q(error="")).order_by("-id")

    def of_stream(self, stream: str) -> OutboxQuerySet:
        return self.filter(stream=stream).order_by("-id")


class Outbox(models.Model):
    """One mail, written in the transaction of what it tells and delivered afterwards, at least once."""

    message_id = models.CharField(max_length=200, unique=True)
    sender = models.CharField(max_length=320)
    to = models.JSONField()
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    stream = models.CharField(max_length=160, blank=True, db_index=True)
    secret = models.BooleanField(default=False)

    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    held_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    bounced_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=500, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="mail_outbox_sent_or_failed", condition=Q(sent_at=None) | Q(failed_at=None)),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="mail_outbox_waiting", condition=Q(sent_at=None, failed_at=None)),
        ]

    def __str__(self) -> str:
        return self.message_id

    @property
    def state(self) -> State:
        if self.failed_at:
            return "failed"
        if self.bounced_at:
            return "bounced"
        if self.sent_at:
            return "sent"
        return "retrying" if self.attempts else "waiting"

    @property
    def recipients(self) -> str:
        return ", ".join(self.to)

    def as_message(self) -> EmailMessage:
        """Return the mail as it leaves (RFC 5322), the same bytes for every attempt."""
        message = EmailMessage()
        message["From"] = self.sender
        message["To"] = ", ".join(self.to)
        message["Subject"] = self.subject
        message["Date"] = self.created_at
        message["Message-ID"] = self.message_id
        # Tells vacation responders to be quiet (RFC 3834).
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(self.text)
        if self.html:
            message.add_alternative(self.html, subtype="html")
        for file in self.attachments.order_by("position"):
            main, _, sub = file.mime.partition("/")
            message.add_attachment(file.content(), maintype=main, subtype=sub, filename=file.name)
        # The boundaries, random otherwise, are fixed so that every attempt sends the same bytes.
        for number, container in enumerate(part for part in message.walk() if part.is_multipart()):
            seed = hashlib.sha256(f"{self.message_id}/{number}".encode()).hexdigest()[:32]
            container.set_boundary(f"={seed}=")
        return message


class Attachment(models.Model):
    """A file that goes with a mail: its bytes, or the SHA-256 of a file kept elsewhere."""

    outbox = models.ForeignKey(Outbox, on_delete=models.CASCADE, related_name="attachments")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    mime = models.CharField(max_length=100)
    data = models.BinaryField(null=True)
    file_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["outbox", "position"], name="mail_attachment_position"),
            models.CheckConstraint(
                name="mail_attachment_bytes_or_hash",
                condition=Q(data__isnull=False, file_hash="") | (Q(data=None) & ~Q(file_hash="")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def content(self) -> bytes:
        """Return the bytes; raise `WrongFile` when the kept file is not what was attached."""
        return read_file(self.file_hash) if self.data is None else bytes(self.data)
