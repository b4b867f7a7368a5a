"""Rungs of §8.3: asked for and paid."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from tests.support.ladder.contract import walked_to_contracted
from tests.support.ladder.offer import signatory
from tests.support.remembering import remembered

if TYPE_CHECKING:
    from tests.support.cast import Person
    from trato.cycles.models import Cycle
    from trato.documents.models import File


@remembered
def proof_file(*, by: Person, at: datetime) -> File:
    """Keep the proof of a transfer."""
    from django.core.files.base import ContentFile

    from trato.documents.files import store_file

    return store_file(ContentFile(b"%PDF-1.7 transferencia\n", name="comprobante.pdf"), by=by.actor, at=at)


@remembered
def requested(cycle: Cycle, *, ec: Person, at: datetime, rate: int = 148_000) -> Cycle:
    """Ask for the first instalment: dollars in pesos at `rate` centavos. §8.3.2."""
    from trato.cycles.calendars import working_calendar
    from trato.cycles.situation import situation_of
    from trato.payments.actions import request_payment
    from trato.payments.queries import plan
    from trato.payments.rules import Exchange, in_pesos

    calendar = working_calendar()
    today = calendar.local_date(at)
    first = plan(situation_of(cycle, at=at))[0].amount
    dollars = first.currency == "USD"
    return request_payment(
        cycle,
        instalment=1,
        amount=in_pesos(first, rate) if dollars else first,
        due_on=calendar.add_business_days(today, 3),
        cbu="SQUAD.WEB.COBROS",
        recipients=[signatory(cycle).mail],
        invoice_number="A-0003-00000042",
        exchange=Exchange(rate=rate, source="BNA, vendedor", on=today) if dollars else None,
        by=ec.actor,
        at=at,
    ).cycle


@remembered
def paid(cycle: Cycle, *, ec: Person, gc: Person, at: datetime) -> Cycle:
    """Ask for the first instalment, and verify it whole with its bank movement. §8.3.2 and §8.3.3."""
    from trato.cycles.calendars import working_calendar
    from trato.cycles.situation import situation_of
    from trato.payments.actions import verify_payment
    from trato.payments.queries import accounts

    cycle = requested(cycle, ec=ec, at=at)
    first = accounts(situation_of(cycle, at=at))[0]
    return verify_payment(
        cycle,
        instalment=1,
        credited=first.remaining,
        credited_on=working_calendar().local_date(at),
        bank_reference="TRF 000042",
        by=gc.actor,
        at=at,
    ).cycle


@remembered
def walked_to_paid(*, ec: Person, gc: Person, at: datetime) -> tuple[Cycle, datetime]:
    """Take a cycle of USD 4,200 to its first payment verified, in one day."""
    cycle, then = walked_to_contracted(ec=ec, gc=gc, at=at)
    return paid(cycle, ec=ec, gc=gc, at=then), then
