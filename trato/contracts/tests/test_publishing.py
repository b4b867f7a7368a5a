"""The model contract is published in versions by the Commercial Manager, and contracts in flight keep theirs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from trato.contracts.models import ContractModel
from trato.contracts.publishing import STREAM, CannotPublishModel, publish_model, publish_seed, seed
from trato.contracts.queries import model_in_force
from trato.contracts.rules import FROM_THE_CYCLE, variables_in
from trato.contracts.tests.conftest import AT
from trato.contracts.variables import LABELS
from trato.cycles.refusals import NotYours
from trato.ledger.entries import entries_of

if TYPE_CHECKING:
    from tests.support.cast import Person


def test_the_seed_has_the_clauses_of_an_argentine_contract_and_names_every_variable() -> None:
    text = seed()
    assert len(text.clauses) >= 12
    assert {clause.kind for clause in text.clauses} == {"legal", "technical", "normative", "self-imposed"}
    assert any("25.326" in clause.text for clause in text.clauses)
    used = set(variables_in(clause.text for clause in text.clauses))
    assert used == (set(FROM_THE_CYCLE) | set(text.values)) & used
    assert set(LABELS) >= used | set(text.values)


def test_publishing_leaves_the_version_and_an_entry_with_its_hash(gc: Person) -> None:
    model = publish_seed(values={"squad_cuit": "30-71234567-1"}, by=gc.actor, at=AT)
    entry = entries_of([STREAM])[STREAM][-1]
    assert (entry.event, entry.facts["model"], entry.facts["version"]) == ("contract-model.published", model.hash, 1)
    assert model.clauses.count() == len(seed().clauses)
    assert model.values["squad_cuit"] == "30-71234567-1"
    assert model_in_force(AT) == model


def test_a_new_version_withdraws_the_earlier_one(gc: Person) -> None:
    first = publish_seed(values={}, by=gc.actor, at=AT)
    second = publish_seed(values={"garantia": "un año"}, by=gc.actor, at=AT)
    first.refresh_from_db()
    assert (first.until, second.version, model_in_force(AT)) == (AT, 2, second)


def test_the_same_text_twice_is_no_version(gc: Person) -> None:
    publish_seed(values={}, by=gc.actor, at=AT)
    with pytest.raises(CannotPublishModel, match="palabra por palabra"):
        publish_seed(values={}, by=gc.actor, at=AT)
    assert ContractModel.objects.count() == 1


def test_an_ec_does_not_publish(ec: Person) -> None:
    with pytest.raises(NotYours):
        publish_seed(values={}, by=ec.actor, at=AT)


def test_a_clause_says_something(gc: Person) -> None:
    text = seed()
    with pytest.raises(CannotPublishModel) as refused:
        publish_model(replace(text, clauses=(replace(text.clauses[0], text=" ", kind="poetic"),)), by=gc.actor, at=AT)
    assert len(refused.value.sentences) == 2
