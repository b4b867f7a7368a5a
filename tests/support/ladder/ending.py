"""Rungs of §8.4: both endings."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from tests.support.ladder.first import walked_to_presented
from tests.support.ladder.offer import client_of, signatory
from tests.support.ladder.payment import walked_to_paid
from tests.support.remembering import remembered

if TYPE_CHECKING:
    from tests.support.cast import Person
    from trato.cycles.models import Cycle
    from trato.links.models import Link


@remembered
def walked_to_lost(*, ec: Person, gc: Person, at: datetime) -> tuple[Cycle, datetime]:
    """Take a cycle through §8.1 and close it without a contract: somebody else was cheaper."""
    from trato.cycles.closing import close_without_contract

    cycle, then = walked_to_presented(ec=ec, gc=gc, at=at)
    return close_without_contract(
        cycle, motive="price", lesson="Llegar antes con un número", by=ec.actor, at=then
    ).cycle, then


@remembered
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
    for datum in file_of(cycle, situation_of(cycle, at=at)):
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


@remembered
def asked_how_it_was(cycle: Cycle, *, gc: Person, at: datetime) -> Link:
    """Send the survey to the signatory; return its link. §8.4.2."""
    from trato.satisfaction.actions import send_survey

    return send_survey(cycle, contact=signatory(cycle), by=gc.actor, at=at).link


@remembered
def answered(cycle: Cycle, *, link: Link, at: datetime, score: int = 9) -> Cycle:
    """Let the signatory answer through their link. §8.4.2."""
    from trato.satisfaction.actions import answer_survey

    answers = (("¿Cómo fue la atención que recibiste?", "Muy buena"),)
    return answer_survey(cycle, answers=answers, score=score, link=link, by=client_of(cycle), at=at).cycle


@remembered
def handed_over(cycle: Cycle, *, gc: Person, at: datetime) -> Cycle:
    """Send the project to Diseño y Funcionalidades with all its records. §8.4.3."""
    from trato.handover.actions import send_handover
    from trato.handover.forms import LABELS
    from trato.handover.rules import ITEMS, checklist

    labels = {item: str(label) for item, label in LABELS.items()}
    return send_handover(
        cycle,
        checklist=checklist(labels, {item: item != "rtp" for item, _kind in ITEMS}, {"brand": "El jueves"}),
        accesses=[{"what": "cPanel del dominio", "holder": "Ana"}],
        commitments="Publicar antes de Pascua.",
        by=gc.actor,
        at=at,
    ).cycle


@remembered
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


@remembered
def walked_to_closed(
    *, ec: Person, gc: Person, pm: Person, po: Person, to: Person, at: datetime
) -> tuple[Cycle, datetime]:  # fmt: skip
    """Take a cycle of USD 4,200 to its hand-over accepted and its closing, the second instalment still to be paid."""
    cycle, then = walked_to_paid(ec=ec, gc=gc, at=at)
    cycle = file_confirmed(cycle, ec=ec, at=then)
    answered(cycle, link=asked_how_it_was(cycle, gc=gc, at=then), at=then)
    handed_over(cycle, gc=gc, at=then)
    return accepted(cycle, pm=pm, po=po, to=to, at=then), then
