"""§8.4 and the ending without a contract."""

from __future__ import annotations

from datetime import datetime

from trato.clients.actions import Confirmation, confirm_file
from trato.clients.labels import LABELS, shown
from trato.clients.queries import file_of
from trato.cycles.closing import close_without_contract
from trato.cycles.situation import situation_of
from trato.cycles.waivers import decide_waiver, request_waiver
from trato.demo import words
from trato.demo.tale.paying import Paying
from trato.handover.actions import accept_handover, send_handover
from trato.handover.forms import LABELS as HANDOVER_LABELS
from trato.handover.rules import ITEMS, checklist, included_by_default
from trato.satisfaction.actions import answer_survey, close_survey, remind_survey, send_survey

GLAD, FAIR = 9, 7


class Tale(Paying):
    """Tell a whole cycle, step by step."""

    def file_confirmed(self, at: datetime, *, pending: int = 0) -> None:
        now = situation_of(self.cycle, at=at)
        known = file_of(self.cycle, now)
        defaults = {
            "tax_condition": "registered",
            "address": f"{self.place[1]}, calle 12 n.º 345",
            "billing_mail": self.contact.mail,
            "domain": self.contact.mail.rpartition("@")[2],
            "cuit": self.cuit,
        }
        rows = []
        for place, datum in enumerate(known):
            value = datum.value or defaults.get(datum.key, "")
            rows.append(
                Confirmation(
                    key=datum.key,
                    label=str(LABELS[datum.key]),
                    value=value,
                    shown=shown(datum.key, value),
                    source=datum.proof or "client",
                    confirmed=bool(value) and place < len(known) - pending,
                )
            )
        confirm_file(self.cycle, data=rows, by=self.ec.actor, at=at)

    def asked(self, at: datetime) -> None:
        send_survey(self.cycle, contact=self.contact, by=self.gc.actor, at=at)

    def reminded(self, at: datetime) -> None:
        remind_survey(self.cycle, by=self.gc.actor, at=at)

    def answered(self, at: datetime, score: int, comment: str = "") -> None:
        grade = "Muy buena" if score >= GLAD else "Buena" if score >= FAIR else "Floja"
        answer_survey(
            self.cycle,
            answers=[(question, grade) for question in words.QUESTIONS],
            score=score,
            comment=comment,
            link=self._link("survey", at),
            by=self.client,
            at=at,
        )

    def unanswered(self, at: datetime) -> None:
        close_survey(self.cycle, reason="unanswered", by=self.gc.actor, at=at)

    def never_attended(self, at: datetime) -> None:
        close_survey(self.cycle, reason="not-attended", by=self.gc.actor, at=at)

    def handed_over(self, at: datetime) -> None:
        from trato.documents.records import records_of

        included = included_by_default([record.kind for record in records_of(self.cycle.stream)])
        send_handover(
            self.cycle,
            checklist=checklist(
                {item: str(label) for item, label in HANDOVER_LABELS.items()},
                {item: included.get(item, False) or item in {"brand", "content"} for item, _kind in ITEMS},
                {},
            ),
            accesses=[{"what": "Dominio y hosting actuales", "holder": self.contact.name}],
            commitments=words.COMMITMENTS,
            by=self.gc.actor,
            at=at,
        )

    def received(self, at: datetime, *, start_in: int = 3) -> None:
        accept_handover(
            self.cycle,
            product_owner=self.world.cast.paula.user,
            technical_owner=self.world.cast.julieta.user,
            proposed_start=self._later(at, start_in),
            by=self.world.cast.nicolas.actor,
            at=at,
        )

    def lost(self, at: datetime, motive: str, lesson: str, *, competitor: str = "", detail: str = "") -> None:
        close_without_contract(
            self.cycle,
            motive=motive,
            lesson=lesson,
            competitor=competitor,
            detail=detail,
            by=self.ec.actor,
            at=at,
        )

    def waiver(
        self, at: datetime, action: str, reason: str, text: str, *, regularise_in: int, decided: datetime
    ) -> None:
        request = request_waiver(
            self.cycle,
            action=action,
            reason=reason,
            text=text,
            regularise_by=self._later(at, regularise_in),
            by=self.ec.actor,
            at=at,
        )
        decide_waiver(
            request, authorised=True, text="De acuerdo; se regulariza en la semana.", by=self.gc.actor, at=decided
        )
