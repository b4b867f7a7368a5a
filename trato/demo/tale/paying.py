"""§8.3: asked for, proved, verified."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from trato.demo.paper import upload
from trato.demo.tale.agreeing import Agreeing
from trato.payments.actions import authorise_start, report_payment, request_payment, verify_payment
from trato.payments.rules import Exchange, Withholding
from trato.procedure import Money


class Paying(Agreeing):
    """Tell §8.3."""

    def payment_asked(
        self, at: datetime, amount: Money, *, due_in: int = 3, invoice: str = "", exchange: Exchange | None = None
    ) -> None:
        request_payment(
            self.cycle,
            instalment=1,
            amount=amount,
            due_on=self._later(at, due_in),
            cbu="SQUAD.WEB.COBROS",
            recipients=[self.contact.mail],
            invoice_number=invoice,
            no_invoice_reason="" if invoice else "Se factura al acreditarse",
            exchange=exchange,
            by=self.ec.actor,
            at=at,
        )

    def payment_reported(self, at: datetime, amount: Money) -> None:
        file = upload(f"comprobante-{self.cycle.code}.pdf", by=self.ec.actor, at=at)
        report_payment(
            self.cycle,
            instalment=1,
            amount=amount,
            paid_on=self.world.calendar.local_date(at),
            file=file,
            payer=self.cycle.organisation.name,
            by=self.ec.actor,
            at=at,
        )

    def payment_verified(self, at: datetime, credited: Money, *, withheld: Sequence[Withholding] = ()) -> None:
        verify_payment(
            self.cycle,
            instalment=1,
            credited=credited,
            credited_on=self.world.calendar.local_date(at),
            withholdings=withheld,
            bank_reference=f"TRF {self.cycle.pk:06d}",
            by=self.gc.actor,
            at=at,
        )

    def start_authorised(self, at: datetime, reason: str, comment: str) -> None:
        authorise_start(self.cycle, reason=reason, comment=comment, by=self.gc.actor, at=at)
