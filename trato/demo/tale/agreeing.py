"""§8.2: surveyed, reviewed, offered, agreed, contracted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from trato.agenda.actions import (
    Conversation,
    log_followup,
)
from trato.contracts import actions as contracts
from trato.cycles.assigning import assign
from trato.cycles.situation import situation_of
from trato.demo import words
from trato.demo.cast import Player
from trato.demo.tale.meeting import Meeting
from trato.documents.records import latest
from trato.organisations.actions import record_power, verify_power
from trato.procedure import Money
from trato.proposals import actions as proposals
from trato.proposals.actions import Offer
from trato.proposals.rules import Share
from trato.requirements import actions as requirements
from trato.requirements.queries import depth_facts

HALF_AND_HALF = (
    Share(concept="Anticipo", share_bp=5000, due="a la firma", gates_start=True),
    Share(concept="Saldo", share_bp=5000, due="a la entrega"),
)
FORTY_SIXTY = (
    Share(concept="Anticipo", share_bp=4000, due="a la firma", gates_start=True),
    Share(concept="Entrega de la primera versión", share_bp=3000, due="al recibirla"),
    Share(concept="Saldo", share_bp=3000, due="con la puesta en línea"),
)


class Agreeing(Meeting):
    """Tell §8.2."""

    def surveyed(self, at: datetime, rows: Sequence[Mapping[str, str]], **specifics: Any) -> None:
        requirements.issue_rar(
            self.cycle,
            requirements=rows,
            legal=specifics.pop("legal", words.LEGAL),
            self_imposed=specifics.pop("self_imposed", words.SELF_IMPOSED),
            specifics=specifics,
            by=self.ec.actor,
            at=at,
        )

    def simplified(self, at: datetime) -> None:
        requirements.choose_modality(self.cycle, simplified=True, by=self.ec.actor, at=at)

    def depth(self, at: datetime, reason: str, *, over_limit: bool = False) -> None:
        facts = depth_facts(self.cycle, custom_development=False, over_limit=over_limit)
        requirements.decide_depth(self.cycle, facts=facts, needed=facts.needed, reason=reason, by=self.ec.actor, at=at)
        if facts.needed:
            assign(self.cycle, user=self.world.cast.ramiro.user, role="EET", by=self.ec.actor, at=at)
            assign(self.cycle, user=self.world.cast.julieta.user, role="TO", by=self.ec.actor, at=at)

    def rtp(self, at: datetime, *, verdict: str = "feasible", conditions: str = "", hours: int = 24) -> None:
        rar = latest(self.cycle.stream, "rar")
        assert rar is not None
        answers = [
            {
                "requirement": row["id"],
                "feasibility": "no" if verdict == "unfeasible" and place == 0 else "yes",
                "approach": words.APPROACHES[place % len(words.APPROACHES)],
                "effort_hours_low": hours // 2 + 4 * place,
                "effort_hours_high": hours + 6 * place,
                "risk": ("low", "medium", "low")[place % 3],
            }
            for place, row in enumerate(rar.data["requirements"])
        ]
        requirements.issue_rtp(
            self.cycle,
            answers=answers,
            third_parties=words.THIRD_PARTIES,
            hosting=words.HOSTING,
            verdict=verdict,
            conditions=conditions,
            by=self.world.cast.ramiro.actor,
            at=at,
        )

    def rtp_approved(self, at: datetime) -> None:
        requirements.approve_rtp(self.cycle, by=self.world.cast.julieta.actor, at=at)

    def review_asked(self, at: datetime, estimate: Money, *, rate: int = 0, **answers: str) -> None:
        requirements.prepare_review(self.cycle, **self._review(estimate, rate, answers), by=self.ec.actor, at=at)

    def reviewed(
        self, at: datetime, estimate: Money, *, rate: int = 0, by: Player | None = None, **answers: str
    ) -> None:
        who = by or self.ec
        requirements.rule_on_requirements(self.cycle, **self._review(estimate, rate, answers), by=who.actor, at=at)

    def prepared(self, at: datetime, offer: Offer) -> None:
        proposals.prepare_proposal(self.cycle, offer=offer, by=self.ec.actor, at=at)

    def approved(self, at: datetime) -> None:
        proposals.approve_proposal(self.cycle, by=self.gc.actor, at=at)

    def offered(self, at: datetime) -> None:
        proposals.send_proposal(self.cycle, contact=self.contact, by=self.ec.actor, at=at)

    def followed(self, at: datetime, answer: str, summary: str, *, next_in: int = 4) -> None:
        proposals.follow_proposal(
            self.cycle,
            medium="whatsapp",
            answer=answer,
            summary=summary,
            next_on=self._later(at, next_in),
            by=self.ec.actor,
            at=at,
        )

    def objected(self, at: datetime, text: str, *, requirement: str = "") -> str:
        provided = proposals.raise_objection(
            self.cycle, text=text, requirement=requirement, name=self.contact.name, by=self.client, at=at
        )
        assert provided.record is not None
        return provided.record.hash

    def resolved(self, at: datetime, objection: str, resolution: str) -> None:
        proposals.resolve_objection(self.cycle, objection=objection, resolution=resolution, by=self.ec.actor, at=at)

    def accepted(self, at: datetime, *, order: str = "") -> None:
        sent = situation_of(self.cycle, at=at).latest("proposal.sent")
        rar = latest(self.cycle.stream, "rar")
        assert sent is not None
        assert rar is not None
        by_link = not order
        proposals.give_conformity(
            self.cycle,
            proposal_hash=sent.record,
            rar_hash=rar.hash,
            name=self.contact.name,
            position=self.contact.position,
            means="link" if by_link else "purchase-order",
            statement=words.CONFORMITY,
            purchase_order=order,
            link=self._link("conformity", at) if by_link else None,
            by=self.client if by_link else self.ec.actor,
            at=at,
        )

    def planned(self, at: datetime) -> None:
        rows = proposals.plan_offered(self.cycle, at=at)
        proposals.agree_payment_plan(self.cycle, instalments=rows, by=self.ec.actor, at=at)

    def empowered(self, at: datetime, *, expires_in: int | None = None) -> None:
        expires_on = self._later(at, expires_in) if expires_in is not None else None
        power = record_power(
            contact=self.contact, kind="office", expires_on=expires_on, document=None, by=self.ec.actor, at=at
        )
        verify_power(power=power, by=self.gc.actor, at=at)

    def drafted(self, at: datetime) -> None:
        terms = contracts.Terms(
            signatory=self.contact,
            capacity=self.contact.position,
            squad_signatory=self.gc.name,
            squad_capacity="Gerente Comercial",
            address=f"Calle 12 n.º 345, {self.place[1]}",
        )
        contracts.prepare_contract(self.cycle, terms=terms, by=self.ec.actor, at=at)
        contracts.issue_contract(self.cycle, by=self.ec.actor, at=at)

    def sent_to_sign(self, at: datetime) -> None:
        contracts.send_contract(self.cycle, by=self.ec.actor, at=at)

    def talked_about_power(self, at: datetime) -> None:
        said = Conversation(
            medium="phone",
            answered=True,
            contact=self.contact.name,
            summary="Se venció el poder con el que iba a firmar; lo renuevan ante escribano.",
            next_on=self._later(at, 3),
        )
        log_followup(self.cycle, conversation=said, by=self.ec.actor, at=at)

    def signed_by_client(self, at: datetime) -> None:
        contracts.sign_as_client(
            self.cycle,
            contract_hash=self.contract_hash,
            statement=words.SIGNATURE,
            name=self.contact.name,
            capacity=self.contact.position,
            link=self._link("contract", at),
            by=self.client,
            at=at,
        )

    def signed_by_squad(self, at: datetime) -> None:
        contracts.sign_as_squad(
            self.cycle,
            contract_hash=self.contract_hash,
            capacity="Gerente Comercial",
            by=self.gc.actor,
            at=at,
        )

    def _review(self, estimate: Money, rate: int, answers: Mapping[str, str]) -> dict[str, Any]:
        said = {**words.REVIEW, **answers}
        return {
            "who": said["who"],
            "from_on": self.world.date(5),
            "estimate": estimate,
            "rate": rate,
            "findings": {
                key: said[key]
                for key in ("third_parties", "legal", "differences", "risks", "new_requirements")
                if said.get(key)
            },
            "verdict": said["verdict"],
            "conditions": said.get("conditions", ""),
        }
