"""Record the confidentiality agreement both sides signed. PE-CM-01 §8.1.7."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from trato.agenda.rules import obstacles_to_agreement
from trato.cycles.calendars import working_calendar
from trato.cycles.evidence import Provided, lock, provide, require
from trato.cycles.models import Cycle
from trato.cycles.refusals import Refusal
from trato.documents.models import File
from trato.ledger.actors import Actor


class CannotRecordAgreement(Refusal):
    """The dates of the agreement cannot be."""


@transaction.atomic
def record_nda(
    cycle: Cycle,
    *,
    signatory: str,
    signed_on: date,
    expires_on: date,
    file: File,
    scope: str = "",
    by: Actor,
    at: datetime,
) -> Provided:
    """Record a signed agreement with its file and the day it expires. PE-CM-01 §8.1.7. Raises CannotRecordAgreement."""
    cycle = lock(cycle)
    require(cycle, "sign-nda", by=by, at=at)
    calendar = working_calendar()
    sentences = {
        "future": _("The agreement cannot be signed in the future."),
        "order": _("The agreement has to expire after it was signed."),
        "expired": _("The agreement has expired already."),
    }
    found = obstacles_to_agreement(signed_on=signed_on, expires_on=expires_on, today=calendar.local_date(at))
    if found:
        raise CannotRecordAgreement([sentences[name] for name in found])
    body: dict[str, Any] = {
        "signatory": signatory,
        "signed_on": signed_on.isoformat(),
        "expires_on": expires_on.isoformat(),
        "file": file.sha256,
    }
    if scope:
        body["scope"] = scope
    same_day = signed_on == calendar.local_date(at)
    return provide(
        cycle,
        "nda.signed",
        body=body,
        facts={"expires_on": expires_on.isoformat()},
        attachments=(file,),
        by=by,
        at=at,
        occurred_at=None if same_day else calendar.start_of(signed_on),
    )
