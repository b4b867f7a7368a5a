"""Rungs of §8.2.1 to §8.2.4: surveyed, decided, answered, reviewed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from tests.support.ladder.first import walked_to_presented
from tests.support.remembering import remembered

if TYPE_CHECKING:
    from tests.support.cast import Person
    from trato.cycles.models import Cycle


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


@remembered
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


@remembered
def depth_decided(cycle: Cycle, *, ec: Person, at: datetime) -> Cycle:
    """Decide as the criteria say over the RAR in force. §8.2.2."""
    from trato.requirements.actions import decide_depth
    from trato.requirements.queries import depth_facts

    facts = depth_facts(cycle, custom_development=False, over_limit=False)
    return decide_depth(
        cycle, facts=facts, needed=facts.needed, reason="Así lo dicen los criterios.", by=ec.actor, at=at
    ).cycle


@remembered
def rtp_issued(cycle: Cycle, *, ec: Person, eet: Person, to: Person, at: datetime, verdict: str = "feasible") -> Cycle:
    """Put the EET and the TO on the cycle; the EET issues an RTP answering everything. §8.2.3."""
    from trato.cycles.assigning import assign
    from trato.documents.records import latest
    from trato.requirements.actions import issue_rtp

    for person, role in ((eet, "EET"), (to, "TO")):
        assign(cycle, user=person.user, role=role, by=ec.actor, at=at)
    rar = latest(cycle.stream, "rar")
    assert rar is not None
    return issue_rtp(
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
    ).cycle


@remembered
def rtp_approved(
    cycle: Cycle, *, ec: Person, eet: Person, to: Person, at: datetime, verdict: str = "feasible"
) -> Cycle:
    """Have the EET issue an RTP and the TO approve it. §8.2.3."""
    from trato.requirements.actions import approve_rtp

    rtp_issued(cycle, ec=ec, eet=eet, to=to, at=at, verdict=verdict)
    return approve_rtp(cycle, by=to.actor, at=at).cycle


@remembered
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


@remembered
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
