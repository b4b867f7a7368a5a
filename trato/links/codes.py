"""One-time codes by mail: six digits, ten minutes, five tries; without a mailbox nobody is let through."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from trato.jobs import rates
from trato.links import letters
from trato.links.actions import record
from trato.links.models import CODE_LASTS, CODE_TRIES, Link, OneTimeCode, Verification
from trato.links.purposes import actor_of
from trato.mail.outbox import CannotSendMail

CODES_IN_TEN_MINUTES = 3
CODES_A_DAY = 10


class CannotSendCode(Exception):
    """No code was sent, so nothing binding can be done; `reason`: no-mail, mail, too-many, closed."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class CodeRefused(Exception):
    """The code does not verify anybody; `reason`: wrong, none (never sent, or used), expired, too-many."""

    def __init__(self, reason: str, *, left: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.left = left


@transaction.atomic
def send_code(link: Link, at: datetime) -> OneTimeCode:
    """Mail a fresh code to the link's person; an earlier one stops working. Raise `CannotSendCode`."""
    if link.state(at) != "open":
        raise CannotSendCode("closed")
    if not link.mail:
        raise CannotSendCode("no-mail")
    # By person, not by link: holding many links does not give more codes.
    person = f"links.code/{link.person_key}/{link.mail}"
    allowed = rates.allow(person, CODES_IN_TEN_MINUTES, 600, at) and rates.allow(person, CODES_A_DAY, 86_400, at)
    if not allowed:
        raise CannotSendCode("too-many")
    code = f"{secrets.randbelow(10**6):06d}"
    nonce = secrets.token_hex(16)
    try:
        mail = letters.send_code_letter(link, code, minutes=CODE_LASTS.seconds // 60, at=at)
    except CannotSendMail:
        raise CannotSendCode("mail") from None
    OneTimeCode.objects.filter(link=link, used_at=None, superseded_at=None).update(superseded_at=at)
    sent = OneTimeCode.objects.create(
        link=link,
        nonce=nonce,
        code_hash=_keyed_hash(link, nonce=nonce, code=code),
        message_id=mail.message_id,
        sent_at=at,
        expires_at=at + CODE_LASTS,
    )
    record(link, "code.sent", by=actor_of(link), at=at, facts={})
    return sent


def code_alive(link: Link, at: datetime) -> OneTimeCode | None:
    """Return the code that can still be typed for this link."""
    return OneTimeCode.objects.filter(
        link=link, used_at=None, superseded_at=None, expires_at__gt=at, tries__lt=CODE_TRIES
    ).first()


def check_code(link: Link, code: str, at: datetime) -> Verification:
    """Spend one try on a typed code (spaces allowed) and return the evidence; raise `CodeRefused`.

    Durable by itself: a try counts whatever the caller does next.
    """
    with transaction.atomic(durable=True):
        outcome = _spend_try(link, code, at)
    if isinstance(outcome, CodeRefused):
        raise outcome
    return outcome


def _spend_try(link: Link, code: str, at: datetime) -> Verification | CodeRefused:
    # Locked, so that tries made at once are counted one by one; the ledger comes last.
    link = Link.objects.select_for_update().get(pk=link.pk)
    sent = OneTimeCode.objects.filter(link=link, used_at=None, superseded_at=None).first()
    if sent is None or link.state(at) != "open":
        return CodeRefused("none")
    if sent.expires_at <= at:
        return CodeRefused("expired")
    counted = OneTimeCode.objects.filter(pk=sent.pk, tries__lt=CODE_TRIES).update(tries=F("tries") + 1)
    if not counted:
        return CodeRefused("too-many")
    left = CODE_TRIES - sent.tries - 1
    typed = "".join(code.split())
    if not hmac.compare_digest(sent.code_hash, _keyed_hash(link, nonce=sent.nonce, code=typed)):
        record(link, "code.failed", by=actor_of(link), at=at, facts={"left": left})
        return CodeRefused("wrong" if left else "too-many", left=left)
    OneTimeCode.objects.filter(pk=sent.pk).update(used_at=at)
    verification = Verification.objects.create(link=link, code=sent, person_key=link.person_key, mail=link.mail, at=at)
    record(link, "code.verified", by=actor_of(link), at=at, facts={})
    return verification


def _keyed_hash(link: Link, *, nonce: str, code: str) -> str:
    """Return an HMAC-SHA-256 under the installation's key: six digits alone are guessed from any plain hash."""
    return salted_hmac("trato.links.code", f"{link.pk}/{nonce}/{code}", algorithm="sha256").hexdigest()
