"""Prospects and lists of them as people export them."""

from __future__ import annotations

from datetime import UTC, datetime

from django.core.files.base import ContentFile

from tests.support.cast import Person
from trato.cycles.models import Cycle
from trato.jobs.worker import run_until_idle
from trato.ledger.actors import Actor
from trato.organisations.actions import NewContact, NewOrganisation
from trato.prospects.actions import NewProspect, list_prospects
from trato.prospects.imports.batches import match_columns, upload
from trato.prospects.imports.running import start_import
from trato.prospects.models import Import
from trato.prospects.rules import Classification

AT = datetime(2026, 3, 10, 13, 0, tzinfo=UTC)
DULCES = NewOrganisation(
    name="Dulces Quebracho Viejo SRL",
    cuit="30-85217743-4",
    domain="dulces.example",
    province="AR-X",
    locality="Córdoba",
    contacts=(NewContact(name="Ana Gómez", mail="ana@dulces.example", phone="+5493515550101", is_whatsapp=True),),
)
COMPLETE = Classification(
    priority="high", client_type="company", origin="AR-X", scale="small", sector="food", needs=("shop", "site")
)


def csv_file(text: str, name: str = "lista.csv", encoding: str = "utf-8") -> ContentFile:
    return ContentFile(text.encode(encoding), name=name)


def uploaded(text: str, *, by: Actor, at: datetime = AT) -> Import:
    """Upload a list and accept the columns as guessed."""
    batch = upload(file=csv_file(text), by=by, at=at)
    return match_columns(batch=batch, mapping=batch.mapping, source="list", owner=None, by=by, at=at)


def imported(text: str, *, by: Actor, at: datetime = AT) -> Import:
    """Upload a list and let everything that is right come in."""
    batch = uploaded(text, by=by, at=at)
    start_import(batch=batch, by=by, at=at)
    run_until_idle(at=at)
    batch.refresh_from_db()
    return batch


def listed_many(person: Person, names: list[str]) -> list[Cycle]:
    """List prospects of which only the name is known."""
    news = [NewProspect(organisation=NewOrganisation(name=name)) for name in names]
    return list_prospects(news=news, by=person.actor, at=AT)
