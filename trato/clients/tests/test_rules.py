"""Which data are asked for after each ending, and what comes proven. No database."""

from __future__ import annotations

from trato.clients.rules import CONTRACTED, NOT_CONTRACTED, asked_for, data_of

KNOWN = {"legal_name": "Quebracho", "mail": "ana@quebracho.example", "contact": "Ana"}


def by_key(outcome="contracted", contract=None, confirmed=None):
    return {datum.key: datum for datum in data_of(outcome, KNOWN, contract or {}, confirmed)}


def test_without_a_contract_only_how_to_reach_the_person_is_asked() -> None:
    assert asked_for("not-contracted") == NOT_CONTRACTED
    assert set(by_key("not-contracted")) == {"contact", "mail", "phone"}
    assert tuple(by_key()) == CONTRACTED


def test_what_the_contract_says_comes_proven_and_shows_what_it_was() -> None:
    datum = by_key(contract={"legal_name": "Dulces Quebracho Viejo SRL"})["legal_name"]
    assert (datum.value, datum.previous, datum.proof) == ("Dulces Quebracho Viejo SRL", "Quebracho", "contract")


def test_what_nothing_proves_waits_for_somebody() -> None:
    datum = by_key()["mail"]
    assert (datum.value, datum.proof) == ("ana@quebracho.example", "")
    assert by_key()["cuit"].value == ""


def test_what_was_confirmed_before_stays_confirmed_by_whoever_said_so() -> None:
    datum = by_key(contract={"mail": "otra@quebracho.example"}, confirmed={"mail": "client"})["mail"]
    assert (datum.value, datum.proof) == ("ana@quebracho.example", "client")
