"""A cycle told step by step: each verb calls the public action of the package that owns it, with sensible words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from trato.agenda.actions import (
    Commitment,
    Conversation,
    Minutes,
    NewMeeting,
    log_contact,
    log_followup,
    miss_meeting,
    schedule_meeting,
    send_minutes,
)
from trato.clients.actions import Confirmation, confirm_file
from trato.clients.forms import LABELS
from trato.clients.queries import file_of
from trato.contracts import actions as contracts
from trato.cycles.assigning import assign
from trato.cycles.closing import close_without_contract
from trato.cycles.models import Cycle
from trato.cycles.situation import situation_of
from trato.cycles.waivers import decide_waiver, request_waiver
from trato.demo import words
from trato.demo.cast import Player
from trato.demo.paper import upload
from trato.demo.stage import World
from trato.documents.records import latest
from trato.handover.actions import accept_handover, send_handover
from trato.handover.forms import LABELS as HANDOVER_LABELS
from trato.handover.rules import ITEMS, checklist, included_by_default
from trato.ledger.actors import Actor
from trato.links.models import Link
from trato.organisations.actions import NewContact, NewOrganisation, record_power, verify_power
from trato.organisations.models import Contact
from trato.payments.actions import authorise_start, report_payment, request_payment, verify_payment
from trato.payments.rules import Withholding
from trato.pitch.actions import prepare_pitch
from trato.pitch.models import Material
from trato.procedure import Money
from trato.proposals import actions as proposals
from trato.proposals.actions import Offer
from trato.proposals.rules import Share
from trato.prospects.actions import NewProspect, classify, list_prospect
from trato.prospects.rules import Classification
from trato.requirements import actions as requirements
from trato.requirements.queries import depth_facts
from trato.satisfaction.actions import answer_survey, close_survey, remind_survey, send_survey

GLAD, FAIR = 9, 7
HALF_AND_HALF = (
    Share(concept="Anticipo", share_bp=5000, due="A la firma", gates_start=True),
    Share(concept="Saldo", share_bp=5000, due="A la entrega"),
)
FORTY_SIXTY = (
    Share(concept="Anticipo", share_bp=4000, due="A la firma", gates_start=True),
    Share(concept="Entrega de la primera versión", share_bp=3000, due="Primera versión"),
    Share(concept="Saldo", share_bp=3000, due="Puesta en línea"),
)


class Tale:
    """One cycle and whoever carries it; `at` comes in from the stage."""

    cycle: Cycle

    def __init__(
        self,
        world: World,
        *,
        ec: Player,
        name: str,
        cuit: str = "",
        place: tuple[str, str],
        person: tuple[str, str, str, str],
        title: str,
    ) -> None:
        self.world, self.ec, self.title = world, ec, title
        self.gc = world.cast.diego
        self.name, self.cuit, self.place, self.person = name, cuit, place, person

    # 8.1 ------------------------------------------------------------------------------------------------------

    def listed(self, at: datetime, *, source: str = "inbound") -> None:
        name, position, mail, phone = self.person
        contact = NewContact(
            name=name, position=position, mail=mail, phone=phone, is_whatsapp=bool(phone), is_signatory=True
        )
        organisation = NewOrganisation(
            name=self.name, cuit=self.cuit, province=self.place[0], locality=self.place[1], contacts=(contact,)
        )
        self.cycle = list_prospect(
            new=NewProspect(organisation=organisation, title=self.title, source=source, owner=self.ec.user),
            by=self.ec.actor,
            at=at,
        )

    def classified(
        self,
        at: datetime,
        *,
        priority: str,
        client: str,
        scale: str,
        sector: str,
        needs: tuple[str, ...],
    ) -> None:
        known = Classification(
            priority=priority, client_type=client, origin=self.place[0], scale=scale, sector=sector, needs=needs
        )
        classify(cycle=self.cycle, classification=known, by=self.ec.actor, at=at)

    def talked(
        self,
        at: datetime,
        summary: str,
        *,
        medium: str = "whatsapp",
        answered: bool = True,
        inbound: bool = False,
        next_in: int = 2,
    ) -> None:
        said = Conversation(
            medium=medium,
            answered=answered,
            inbound=inbound,
            contact=self.contact.name,
            summary=summary,
            next_on=self._later(at, next_in),
        )
        log_contact(self.cycle, conversation=said, by=self.ec.actor, at=at)

    def chased(self, at: datetime, summary: str, *, medium: str, answered: bool = False, next_in: int = 4) -> None:
        said = Conversation(
            medium=medium,
            answered=answered,
            contact=self.contact.name,
            summary=summary,
            next_on=self._later(at, next_in),
        )
        log_followup(self.cycle, conversation=said, by=self.ec.actor, at=at)

    def scheduled(self, at: datetime, starts_at: datetime, *, medium: str = "video", place: str = "") -> None:
        new = NewMeeting(
            starts_at=starts_at,
            medium=medium,
            place=place,
            link="" if place else "https://meet.example/squad",
            invited=(self.contact,),
        )
        schedule_meeting(self.cycle, new=new, by=self.ec.actor, at=at)

    def missed(self, at: datetime) -> None:
        miss_meeting(self.cycle, by=self.ec.actor, at=at)

    def pitched(self, at: datetime) -> None:
        material = Material.objects.in_force(at).select_related("file")[0]
        prepare_pitch(self.cycle, material=material, audience=self.contact.name, by=self.ec.actor, at=at)

    def presented(self, at: datetime, topics: str, *, commitments: Sequence[tuple[str, str]] = ()) -> None:
        minutes = Minutes(
            held_at=at - timedelta(hours=1),
            attendees=(self.ec.name, self.contact.name),
            topics=topics,
            agreements=tuple(Commitment(text=text, charge=charge) for text, charge in commitments),
        )
        send_minutes(self.cycle, minutes=minutes, recipients=(self.contact,), by=self.ec.actor, at=at)

    # 8.2 ------------------------------------------------------------------------------------------------------

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
        contracts.prepare_contract(self.cycle, signatory=self.contact, by=self.ec.actor, at=at)
        contracts.issue_contract(self.cycle, by=self.ec.actor, at=at)

    def sent_to_sign(self, at: datetime) -> None:
        contracts.send_contract(self.cycle, contact=self.contact, by=self.ec.actor, at=at)

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
            name=self.contact.name,
            capacity=self.contact.position,
            link=self._link("contract", at),
            by=self.client,
            at=at,
        )

    def signed_by_squad(self, at: datetime) -> None:
        contracts.sign_as_squad(self.cycle, by=self.gc.actor, at=at)

    # 8.3 ------------------------------------------------------------------------------------------------------

    def payment_asked(self, at: datetime, amount: Money, *, due_in: int = 3, invoice: str = "") -> None:
        request_payment(
            self.cycle,
            instalment=1,
            amount=amount,
            due_on=self._later(at, due_in),
            cbu="SQUAD.WEB.COBROS",
            recipients=[self.contact.mail],
            invoice_number=invoice,
            no_invoice_reason="" if invoice else "Se factura al acreditarse",
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

    # 8.4 ------------------------------------------------------------------------------------------------------

    def file_confirmed(self, at: datetime, *, pending: int = 0) -> None:
        now = situation_of(self.cycle, at=at)
        known = file_of(self.cycle, now.evaluation.outcome)
        defaults = {
            "tax_condition": ("registered", "Responsable inscripto"),
            "address": (f"{self.place[1]}, calle 12 n.º 345", ""),
            "billing_mail": (self.contact.mail, ""),
            "domain": (self.contact.mail.rpartition("@")[2], ""),
            "cuit": (self.cuit, ""),
        }
        rows = []
        for place, datum in enumerate(known):
            value = datum.value or defaults.get(datum.key, ("", ""))[0]
            shown = defaults.get(datum.key, ("", ""))[1] or value
            rows.append(
                Confirmation(
                    key=datum.key,
                    label=str(LABELS[datum.key]),
                    value=value,
                    shown=shown,
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

    # ----------------------------------------------------------------------------------------------------------

    @property
    def contact(self) -> Contact:
        found = self.cycle.organisation.contacts.filter(retired_at=None).first()
        assert found is not None
        return found

    @property
    def client(self) -> Actor:
        """Return the client's signatory as an actor."""
        return Actor("person", self.contact.key, role="FC", roles=("FC",))

    def _later(self, at: datetime, days: int) -> date:
        return self.world.calendar.add_business_days(self.world.calendar.local_date(at), days)

    def _link(self, purpose: str, at: datetime) -> Link | None:
        links = Link.objects.filter(cycle_stream=self.cycle.stream, purpose=purpose).order_by("-id")
        return next((link for link in links if link.state(at) == "open"), None)

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
