"""Hand the queued mails over, at least once each, with growing pauses after failures."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from trato.mail.files import NoFileSource, WrongFile
from trato.mail.models import Outbox
from trato.mail.transports import Never, NotNow, Transport, configured_transport

logger = logging.getLogger("trato.mail")

# Minutes to wait after each failure; after the last one the mail is given up (about two days and a half in all).
PAUSES = (1, 2, 5, 15, 30, 60, 120, 240, 480, 720, 960, 1080)
HELD = timedelta(minutes=2)
BATCH = 50


def deliver_due(at: datetime) -> None:
    """Deliver the mails that are due, at most one batch a turn."""
    deliver(at=at, transport=configured_transport())


def deliver(*, at: datetime, transport: Transport, clock: Callable[[], datetime] | None = None) -> int:
    """Deliver up to `BATCH` due mails, each outside any transaction; return how many were handed over."""
    handed = 0
    for _turn in range(BATCH):
        now = clock() if clock else at
        mail = _take(now)
        if mail is None:
            break
        handed += _hand_over(mail, transport=transport, at=now)
    return handed


def pause_after(attempts: int) -> timedelta | None:
    """Return how long to wait after that many failures; None when it is time to give up."""
    return timedelta(minutes=PAUSES[attempts - 1]) if attempts <= len(PAUSES) else None


def _take(at: datetime) -> Outbox | None:
    """Hold the next due mail so that no other worker sends it meanwhile; a dead worker's hold lapses."""
    if not Outbox.objects.due(at=at).exists():
        return None  # Nothing to hold: do not take everybody's turn to write.
    with transaction.atomic(durable=True):
        mail = Outbox.objects.due(at=at).select_for_update(skip_locked=True).first()
        if mail is not None:
            mail.held_until, mail.attempts = at + HELD, mail.attempts + 1
            mail.save(update_fields=["held_until", "attempts"])
        return mail


def _hand_over(mail: Outbox, *, transport: Transport, at: datetime) -> bool:
    try:
        refused = transport.deliver(mail.as_message(), to=mail.to)
    except (Never, WrongFile) as wrong:
        _write_down(mail, failed_at=at, bounced_at=at if isinstance(wrong, Never) else None, error=str(wrong))
        return False
    except (NotNow, NoFileSource) as wrong:
        _try_later(mail, error=str(wrong) or type(wrong).__name__, at=at)
        return False
    except Exception as wrong:
        # One mail that cannot be built must not stop the ones behind it.
        logger.exception("a mail could not be delivered", extra={"mail": mail.pk})
        _try_later(mail, error=type(wrong).__name__, at=at)
        return False
    _write_down(mail, sent_at=at, bounced_at=at if refused else None, error="; ".join(refused.values()))
    if mail.secret:
        Outbox.objects.filter(pk=mail.pk).update(text="", html="")
    return True


def _try_later(mail: Outbox, *, error: str, at: datetime) -> None:
    pause = pause_after(mail.attempts)
    if pause is None:
        _write_down(mail, failed_at=at, error=error)
    else:
        _write_down(mail, due_at=at + pause, error=error)


def _write_down(mail: Outbox, *, error: str, **evidence: datetime | None) -> None:
    with transaction.atomic(durable=True):
        Outbox.objects.waiting().filter(pk=mail.pk).update(held_until=None, error=error[:500], **evidence)
