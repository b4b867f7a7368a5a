"""Rungs of a cycle, each reached through the public actions of the package that owns it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.support.cast import Person
    from trato.cycles.models import Cycle
    from trato.documents.models import File
    from trato.ledger.actors import Actor
    from trato.links.models import Link
    from trato.organisations.models import Contact
    from trato.proposals.actions import Offer


def approve_procedure(*, gc: Actor, sgc: Actor, at: datetime) -> None:
    """Load the definitions and put version 01 in force."""
    from django.conf import settings

    from trato.documents.approving import approve_definition
    from trato.documents.definitions import load_seeds, versions_of

    load_seeds(settings.TRATO_PROCEDURES_DIR, at)
    version = next(version for version in versions_of("PE-CM-01") if version.version == "01")
    for actor in (gc, sgc):
        approve_definition(code="PE-CM-01", version="01", hash=version.hash, by=actor, at=at)


def opened(*, ec: Person, at: datetime, name: str = "Dulces Quebracho Viejo SRL", cuit: str = "30852177434") -> Cycle:
    """Register an organisation with one signatory and open a cycle owned by the EC."""
    from trato.cycles.opening import NewCycle, open_cycle
    from trato.organisations.actions import NewContact, NewOrganisation, register_organisation

    organisation = register_organisation(
        new=NewOrganisation(
            name=name,
            cuit=cuit,
            province="AR-X",
            locality="Córdoba",
            contacts=(
                NewContact(
                    name="Ana Clara Villafañe",
                    position="Socia gerente",
                    mail="ana@quebracho.example",
                    phone="+5493515550101",
                    is_whatsapp=True,
                    is_signatory=True,
                ),
            ),
        ),
        by=ec.actor,
        at=at,
    )
    new = NewCycle(organisation=organisation, title="Tienda en línea", owner=ec.user, source="inbound")
    return open_cycle(new, by=ec.actor, at=at)


def classified(cycle: Cycle, *, ec: Person, at: datetime) -> Cycle:
    """Classify: all six groups. §8.1.1."""
    from trato.prospects.actions import classify
    from trato.prospects.rules import Classification

    complete = Classification(
        priority="high", client_type="company", origin="AR-X", scale="small", sector="food", needs=("shop",)
    )
    return classify(cycle=cycle, classification=complete, by=ec.actor, at=at).cycle


def contacted(cycle: Cycle, *, ec: Person, at: datetime) -> Cycle:
    """Log a conversation that was answered. §8.1.2."""
    from trato.agenda.actions import Conversation, log_contact
    from trato.cycles.calendars import working_calendar

    calendar = working_calendar()
    said = Conversation(
        medium="whatsapp",
        answered=True,
        summary="Quiere una tienda en línea",
        next_on=calendar.add_business_days(calendar.local_date(at), 2),
    )
    return log_contact(cycle, conversation=said, by=ec.actor, at=at).cycle


def scheduled(cycle: Cycle, *, ec: Person, at: datetime, starts_at: datetime) -> Cycle:
    """Set a video call with everybody of the organisation. §8.1.2."""
    from trato.agenda.actions import NewMeeting, schedule_meeting

    new = NewMeeting(
        starts_at=starts_at,
        medium="video",
        link="https://meet.example/arrayan",
        invited=tuple(cycle.organisation.contacts.filter(retired_at=None)),
    )
    return schedule_meeting(cycle, new=new, by=ec.actor, at=at).provided.cycle


def pitch_material(*, gc: Person, at: datetime) -> object:
    """Publish the first version of the pitch, once."""
    from django.core.files.base import ContentFile

    from trato.documents.files import store_file
    from trato.pitch.actions import publish_material
    from trato.pitch.models import Material

    if standing := Material.objects.in_force(at).first():
        return standing
    file = store_file(ContentFile(b"%PDF-1.7 pitch\n", name="pitch.pdf"), by=gc.actor, at=at)
    return publish_material(title="Pitch SQUAD", version="1", file=file, by=gc.actor, at=at)


def pitched(cycle: Cycle, *, ec: Person, gc: Person, at: datetime) -> Cycle:
    """Fix the version of the pitch to be used. §8.1.3."""
    from trato.pitch.actions import prepare_pitch
    from trato.pitch.models import Material

    pitch_material(gc=gc, at=at)
    material = Material.objects.in_force(at)[0]
    return prepare_pitch(cycle, material=material, by=ec.actor, at=at).cycle


def presented(cycle: Cycle, *, ec: Person, at: datetime) -> Cycle:
    """Send the minutes of the meeting to everybody of the organisation; `at` is after it started. §8.1.4."""
    from trato.agenda.actions import Commitment, Minutes, send_minutes

    minutes = Minutes(
        held_at=at,
        attendees=(ec.user.name, "Ana Clara Villafañe"),
        topics="La tienda, el catálogo y los plazos",
        agreements=(Commitment(text="Mandar las fotos", charge="client"),),
    )
    people = tuple(cycle.organisation.contacts.filter(retired_at=None))
    return send_minutes(cycle, minutes=minutes, recipients=people, by=ec.actor, at=at).provided.cycle


def walked_to_presented(*, ec: Person, gc: Person, at: datetime) -> tuple[Cycle, datetime]:
    """Open a cycle and take it through §8.1 in one day; return it and a moment after all that."""
    from datetime import timedelta

    hour = timedelta(hours=1)
    cycle = classified(opened(ec=ec, at=at), ec=ec, at=at + hour / 4)
    cycle = contacted(cycle, ec=ec, at=at + hour / 2)
    cycle = scheduled(cycle, ec=ec, at=at + hour, starts_at=at + 2 * hour)
    cycle = pitched(cycle, ec=ec, gc=gc, at=at + hour * 3 / 2)
    cycle = presented(cycle, ec=ec, at=at + 3 * hour)
    return cycle, at + 4 * hour


REQUIREMENTS: tuple[dict[str, str], ...] = (
    {
        "text": "Vender 42 productos, con existencias por depósito",
        "kind": "functional",
        "source": "meeting",
        "priority": "must",
        "acceptance": "Un producto sin existencias no se puede comprar",
        "charge": "squad",
    },
    {
        "text": "Cobrar con tarjeta y transferencia",
        "kind": "functional",
        "source": "client",
        "priority": "must",
        "acceptance": "Un pago de prueba de cada medio queda registrado",
        "charge": "squad",
    },
    {
        "text": "Mostrar sellos y rotulado por producto",
        "kind": "legal",
        "source": "law",
        "priority": "should",
        "charge": "client",
    },
)


def surveyed(cycle: Cycle, *, ec: Person, at: datetime, deep: bool = True) -> Cycle:
    """Issue a RAR of three requirements; with `deep` it takes online payments and handles sensitive data. §8.2.1."""
    from trato.requirements.actions import issue_rar

    return issue_rar(
        cycle,
        requirements=REQUIREMENTS,
        legal="Ley 24.240, botón de arrepentimiento: a cargo de Squad.",
        self_imposed="Accesibilidad AA: a cargo de Squad.",
        specifics={
            "summary": "Vender alfajores en todo el país",
            "hosting": "Lo provee Squad",
            "online_payments": deep,
            "integrations": False,
            "migration": False,
            "sensitive_data": deep,
            "sections_count": 4,
        },
        agreements=({"text": "Las fotos las manda el cliente", "charge": "client"},),
        by=ec.actor,
        at=at,
    ).cycle


def depth_decided(cycle: Cycle, *, ec: Person, at: datetime) -> Cycle:
    """Decide as the criteria say over the RAR in force. §8.2.2."""
    from trato.requirements.actions import decide_depth
    from trato.requirements.queries import depth_facts

    facts = depth_facts(cycle, custom_development=False, over_limit=False)
    return decide_depth(
        cycle, facts=facts, needed=facts.needed, reason="Así lo dicen los criterios.", by=ec.actor, at=at
    ).cycle


def rtp_approved(
    cycle: Cycle, *, ec: Person, eet: Person, to: Person, at: datetime, verdict: str = "feasible"
) -> Cycle:
    """Put the EET and the TO on the cycle; one issues an RTP answering everything, the other approves it. §8.2.3."""
    from trato.cycles.assigning import assign
    from trato.documents.records import latest
    from trato.requirements.actions import approve_rtp, issue_rtp

    for person, role in ((eet, "EET"), (to, "TO")):
        assign(cycle, user=person.user, role=role, by=ec.actor, at=at)
    rar = latest(cycle.stream, "rar")
    assert rar is not None
    issue_rtp(
        cycle,
        answers=[
            {
                "requirement": row["id"],
                "feasibility": "yes",
                "approach": "Con el módulo que ya usamos",
                "effort_hours_low": 8,
                "effort_hours_high": 16,
                "risk": "low",
            }
            for row in rar.data["requirements"]
        ],
        third_parties="Mercado Pago, cobro con tarjeta: acuerdo vigente.",
        hosting="DonWeb, plan Cloud.",
        verdict=verdict,
        conditions="Existencias sincronizadas una vez por día." if verdict == "conditions" else "",
        by=eet.actor,
        at=at,
    )
    return approve_rtp(cycle, by=to.actor, at=at).cycle


def reviewed(cycle: Cycle, *, by: Person, at: datetime, usd: int = 4_200) -> Cycle:
    """Rule that the house can deliver, on an estimate of so many whole dollars; over 5,000 `by` is a GC. §8.2.4."""
    from datetime import timedelta

    from trato.procedure import Money
    from trato.requirements.actions import rule_on_requirements

    return rule_on_requirements(
        cycle,
        who="Equipo Comercio 2",
        from_on=(at + timedelta(days=30)).date(),
        estimate=Money(usd * 100, "USD"),
        findings={
            "third_parties": "Mercado Pago, con acuerdo vigente.",
            "legal": "Con responsable cada uno.",
            "differences": "Ninguna.",
            "risks": "Pico de pedidos en Pascua.",
        },
        verdict="fit",
        by=by.actor,
        at=at,
    ).cycle


def walked_to_reviewed(
    *,
    ec: Person,
    gc: Person,
    at: datetime,
    usd: int = 4_200,
    deep: bool = False,
    to: tuple[Person, Person] | None = None,
) -> tuple[Cycle, datetime]:
    """Take a cycle through §8.1 and §8.2.1 to §8.2.4; with `deep`, `to` holds the EET and the TO of its RTP."""
    cycle, then = walked_to_presented(ec=ec, gc=gc, at=at)
    cycle = depth_decided(surveyed(cycle, ec=ec, at=then, deep=deep), ec=ec, at=then)
    if deep and to:
        cycle = rtp_approved(cycle, ec=ec, eet=to[0], to=to[1], at=then)
    return reviewed(cycle, by=gc if usd > 5_000 else ec, at=then, usd=usd), then


def offer(*, at: datetime, usd: int = 4_200, discount_bp: int = 0, days: int = 15) -> Offer:
    """Return a proposal of so many whole dollars, 40/30/30, good for `days` more days."""
    from datetime import timedelta

    from trato.procedure import Money
    from trato.proposals.actions import Offer
    from trato.proposals.rules import Share

    return Offer(
        lines=(("Tienda en línea", Money(usd * 100, "USD")),),
        shares=(
            Share(concept="Anticipo", share_bp=4000, due="al firmar", gates_start=True),
            Share(concept="Diseño", share_bp=3000, due="con el diseño aprobado"),
            Share(concept="Publicación", share_bp=3000, due="al publicar"),
        ),
        currency="USD",
        discount_bp=discount_bp,
        term_days=60,
        valid_until=(at + timedelta(days=days)).date(),
    )


def proposed(cycle: Cycle, *, ec: Person, at: datetime, by: Person | None = None, usd: int = 4_200) -> Cycle:
    """Prepare a proposal and send it to the signatory by link; over the limit `by` is the GC. §8.2.5."""
    from trato.cycles.models import Cycle as Cycles
    from trato.proposals.actions import approve_proposal, prepare_proposal, send_proposal

    prepare_proposal(cycle, offer=offer(at=at, usd=usd), by=ec.actor, at=at)
    if by:
        approve_proposal(cycle, by=by.actor, at=at)
    send_proposal(cycle, contact=signatory(cycle), by=ec.actor, at=at)
    return Cycles.objects.get(pk=cycle.pk)


def signatory(cycle: Cycle) -> Contact:
    """Return the first signatory of the cycle's organisation."""
    return cycle.organisation.contacts.filter(is_signatory=True, retired_at=None)[0]


def client_of(cycle: Cycle) -> Actor:
    """Return the signatory as who acts through a link."""
    from trato.ledger.actors import Actor

    return Actor("person", signatory(cycle).key, "FC", ("FC",))


def agreed(cycle: Cycle, *, at: datetime) -> Cycle:
    """Let the signatory accept the proposal sent, through their link. §8.2.7."""
    from trato.documents.records import latest
    from trato.links.models import Link
    from trato.proposals.actions import give_conformity

    proposal, rar = latest(cycle.stream, "proposal"), latest(cycle.stream, "rar")
    assert proposal is not None
    assert rar is not None
    return give_conformity(
        cycle,
        proposal_hash=proposal.hash,
        rar_hash=rar.hash,
        name=signatory(cycle).name,
        position="Socia gerente",
        means="link",
        statement="Acepto lo pedido y el precio.",
        link=Link.objects.of_cycle(cycle.stream).filter(purpose="conformity", revoked_at=None, done_at=None).first(),
        by=client_of(cycle),
        at=at,
    ).cycle


def planned(cycle: Cycle, *, ec: Person, at: datetime) -> Cycle:
    """Agree the payment plan as it was offered. §8.3.1."""
    from trato.proposals.actions import agree_payment_plan, plan_offered

    return agree_payment_plan(cycle, instalments=plan_offered(cycle, at=at), by=ec.actor, at=at).cycle


def walked_to_planned(*, ec: Person, gc: Person, at: datetime) -> tuple[Cycle, datetime]:
    """Take a cycle of USD 4,200 to its payment plan in one day."""
    cycle, then = walked_to_reviewed(ec=ec, gc=gc, at=at)
    cycle = agreed(proposed(cycle, ec=ec, at=then), at=then)
    return planned(cycle, ec=ec, at=then), then


def contract_model(*, gc: Person, at: datetime) -> object:
    """Publish the model contract, once."""
    from trato.contracts.publishing import publish_seed
    from trato.contracts.queries import model_in_force

    if standing := model_in_force(at):
        return standing
    squad = {
        "squad_cuit": "30-71234567-1",
        "squad_domicilio": "Av. Corrientes 1234, CABA",
        "squad_firmante": gc.user.name,
    }
    return publish_seed(values=squad, by=gc.actor, at=at)


def empowered(cycle: Cycle, *, by: Person, at: datetime, expires_on: date | None = None) -> None:
    """Record and verify the power of the signatory: the office they hold, or until a day. §8.2.8."""
    from trato.organisations.actions import record_power, verify_power

    person = signatory(cycle)
    power = record_power(contact=person, kind="office", expires_on=expires_on, document=None, by=by.actor, at=at)
    verify_power(power=power, by=by.actor, at=at)


def drafted(cycle: Cycle, *, ec: Person, gc: Person, at: datetime) -> Cycle:
    """Draft the contract from the model in force and issue it; the signatory has a power. §8.2.8."""
    from trato.contracts.actions import Terms, issue_contract, prepare_contract

    contract_model(gc=gc, at=at)
    empowered(cycle, by=ec, at=at)
    terms = Terms(signatory=signatory(cycle), capacity="Socia gerente", address="Bv. San Juan 450, Córdoba")
    prepare_contract(cycle, terms=terms, by=ec.actor, at=at)
    return issue_contract(cycle, by=ec.actor, at=at).cycle


def contracted(cycle: Cycle, *, ec: Person, gc: Person, at: datetime) -> Cycle:
    """Draft, send, and sign by both: the client through their link, then the GC. §8.2.8 and §8.2.9."""
    from trato.contracts.actions import send_contract, sign_as_client, sign_as_squad

    cycle = drafted(cycle, ec=ec, gc=gc, at=at)
    link = send_contract(cycle, by=ec.actor, at=at).link
    contract = str(link.subject["contract"])
    sign_as_client(
        cycle,
        contract_hash=contract,
        name=signatory(cycle).name,
        capacity="Socia gerente",
        statement="Leí el contrato y lo acepto en nombre de mi organización.",
        link=link,
        by=client_of(cycle),
        at=at,
    )
    return sign_as_squad(cycle, contract_hash=contract, by=gc.actor, at=at).cycle


def walked_to_contracted(*, ec: Person, gc: Person, at: datetime) -> tuple[Cycle, datetime]:
    """Take a cycle of USD 4,200 to a contract signed by both in one day."""
    cycle, then = walked_to_planned(ec=ec, gc=gc, at=at)
    return contracted(cycle, ec=ec, gc=gc, at=then), then


def proof_file(*, by: Person, at: datetime) -> File:
    """Keep the proof of a transfer."""
    from django.core.files.base import ContentFile

    from trato.documents.files import store_file

    return store_file(ContentFile(b"%PDF-1.7 transferencia\n", name="comprobante.pdf"), by=by.actor, at=at)


def requested(cycle: Cycle, *, ec: Person, at: datetime, rate: int = 148_000) -> Cycle:
    """Ask for the first instalment: dollars in pesos at `rate` centavos. §8.3.2."""
    from trato.cycles.calendars import working_calendar
    from trato.payments.actions import request_payment
    from trato.payments.queries import plan
    from trato.payments.rules import Exchange, in_pesos

    calendar = working_calendar()
    today = calendar.local_date(at)
    first = plan(cycle)[0].amount
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


def paid(cycle: Cycle, *, ec: Person, gc: Person, at: datetime) -> Cycle:
    """Ask for the first instalment, and verify it whole with its bank movement. §8.3.2 and §8.3.3."""
    from trato.cycles.calendars import working_calendar
    from trato.cycles.situation import situation_of
    from trato.payments.actions import verify_payment
    from trato.payments.queries import accounts

    cycle = requested(cycle, ec=ec, at=at)
    first = accounts(cycle, situation_of(cycle, at=at))[0]
    return verify_payment(
        cycle,
        instalment=1,
        credited=first.remaining,
        credited_on=working_calendar().local_date(at),
        bank_reference="TRF 000042",
        by=gc.actor,
        at=at,
    ).cycle


def walked_to_paid(*, ec: Person, gc: Person, at: datetime) -> tuple[Cycle, datetime]:
    """Take a cycle of USD 4,200 to its first payment verified, in one day."""
    cycle, then = walked_to_contracted(ec=ec, gc=gc, at=at)
    return paid(cycle, ec=ec, gc=gc, at=then), then


def walked_to_lost(*, ec: Person, gc: Person, at: datetime) -> tuple[Cycle, datetime]:
    """Take a cycle through §8.1 and close it without a contract: somebody else was cheaper."""
    from trato.cycles.closing import close_without_contract

    cycle, then = walked_to_presented(ec=ec, gc=gc, at=at)
    return close_without_contract(
        cycle, motive="price", lesson="Llegar antes con un número", by=ec.actor, at=then
    ).cycle, then


def file_confirmed(cycle: Cycle, *, ec: Person, at: datetime) -> Cycle:
    """Confirm every datum the ending asks for. §8.4.1."""
    from trato.clients.actions import Confirmation, confirm_file
    from trato.clients.labels import LABELS, shown
    from trato.clients.queries import file_of
    from trato.cycles.situation import situation_of

    said = {
        "tax_condition": "registered",
        "billing_mail": "pagos@quebracho.example",
        "domain": "quebracho.example",
    }
    rows = []
    for datum in file_of(cycle, situation_of(cycle, at=at).evaluation.outcome):
        value = datum.value or said[datum.key]
        rows.append(
            Confirmation(
                key=datum.key,
                label=str(LABELS[datum.key]),
                value=value,
                shown=shown(datum.key, value),
                source=datum.proof or "client",
                confirmed=True,
            )
        )
    return confirm_file(cycle, data=rows, by=ec.actor, at=at).cycle


def asked_how_it_was(cycle: Cycle, *, gc: Person, at: datetime) -> Link:
    """Send the survey to the signatory; return its link. §8.4.2."""
    from trato.satisfaction.actions import send_survey

    return send_survey(cycle, contact=signatory(cycle), by=gc.actor, at=at).link


def answered(cycle: Cycle, *, link: Link, at: datetime, score: int = 9) -> Cycle:
    """Let the signatory answer through their link. §8.4.2."""
    from trato.satisfaction.actions import answer_survey

    answers = (("¿Cómo fue la atención que recibiste?", "Muy buena"),)
    return answer_survey(cycle, answers=answers, score=score, link=link, by=client_of(cycle), at=at).cycle


def handed_over(cycle: Cycle, *, gc: Person, at: datetime) -> Cycle:
    """Send the project to Diseño y Funcionalidades with all its records. §8.4.3."""
    from trato.handover.actions import send_handover
    from trato.handover.rules import ITEMS, checklist

    labels = {item: item for item, _kind in ITEMS}
    return send_handover(
        cycle, checklist=checklist(labels, {item: True for item, _kind in ITEMS}, {}), by=gc.actor, at=at
    ).cycle


def accepted(cycle: Cycle, *, pm: Person, po: Person, to: Person, at: datetime) -> Cycle:
    """Receive the project, its PO and TO named. §8.4.4."""
    from datetime import timedelta

    from trato.handover.actions import accept_handover

    return accept_handover(
        cycle,
        product_owner=po.user,
        technical_owner=to.user,
        proposed_start=(at + timedelta(days=7)).date(),
        by=pm.actor,
        at=at,
    ).cycle
