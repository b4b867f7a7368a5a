"""Rungs of §8.2.5 to §8.2.7 and §8.3.1: proposed, agreed, planned."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from tests.support.ladder.requirements import walked_to_reviewed
from tests.support.remembering import remembered

if TYPE_CHECKING:
    from tests.support.cast import Person
    from trato.cycles.models import Cycle
    from trato.ledger.actors import Actor
    from trato.organisations.models import Contact
    from trato.proposals.actions import Offer


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


@remembered
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


@remembered
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


@remembered
def planned(cycle: Cycle, *, ec: Person, at: datetime) -> Cycle:
    """Agree the payment plan as it was offered. §8.3.1."""
    from trato.proposals.actions import agree_payment_plan, plan_offered

    return agree_payment_plan(cycle, instalments=plan_offered(cycle, at=at), by=ec.actor, at=at).cycle


@remembered
def walked_to_planned(*, ec: Person, gc: Person, at: datetime) -> tuple[Cycle, datetime]:
    """Take a cycle of USD 4,200 to its payment plan in one day."""
    cycle, then = walked_to_reviewed(ec=ec, gc=gc, at=at)
    cycle = agreed(proposed(cycle, ec=ec, at=then), at=then)
    return planned(cycle, ec=ec, at=then), then
