"""Priority is suggested by points anybody can read; a person has the last word and the GC changes the points."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.support.cast import signed_in
from trato.cycles.refusals import NotYours
from trato.ledger.entries import stream_entries
from trato.organisations.actions import NewOrganisation
from trato.prospects.actions import NewProspect, classify, list_prospects
from trato.prospects.actions.scoring import STREAM, CannotSetRule, history, rule_in_force, set_rule
from trato.prospects.models import Prospect
from trato.prospects.rules import Classification
from trato.prospects.scoring import USUAL, Rule, score
from trato.prospects.tests.lists import AT, COMPLETE

if TYPE_CHECKING:
    from django.test import Client

    from tests.support.cast import Person
    from trato.cycles.models import Cycle

RULE = Rule(
    points={"client_type": {"company": 40}, "scale": {"one": -30}, "needs": {"shop": 20, "site": 5}},
    high_from=50,
    medium_from=20,
)


@pytest.mark.parametrize(
    ("known", "total", "priority"),
    [
        (COMPLETE, 60, "high"),  # of «shop» and «site» only the best counts
        (Classification(client_type="company"), 40, ""),  # one criterion says too little
        (Classification(client_type="company", origin="AR-X"), 40, "medium"),
        (Classification(client_type="company", scale="one"), 10, "low"),
        (Classification(priority="high"), 0, ""),
    ],
)
def test_points_add_up_against_two_thresholds(known: Classification, total: int, priority: str) -> None:
    found = score(RULE, known)
    assert (found.total, found.priority) == (total, priority)
    assert sum(line.points for line in found.lines) == total
    assert len(found.lines) + len(found.unknown) == 5


def test_only_the_gc_sets_the_rule_and_says_why(in_force: None, gc: Person, ec: Person) -> None:
    assert rule_in_force() == USUAL
    with pytest.raises(NotYours):
        set_rule(rule=RULE, reason="Porque sí", by=ec.actor, at=AT)
    for wrong, reason in (
        (RULE, " "),
        (replace(RULE, high_from=20), "x"),
        (replace(RULE, points={"scale": {"one": 101}}), "x"),
        (USUAL, "x"),
    ):
        with pytest.raises(CannotSetRule):
            set_rule(rule=wrong, reason=reason, by=gc.actor, at=AT)
    row = set_rule(rule=RULE, reason="Apuntamos a empresas con tienda", by=gc.actor, at=AT)
    assert rule_in_force() == replace(RULE, points={**RULE.points, "origin": {}, "sector": {}})
    entry = stream_entries(STREAM)[-1]
    assert (entry.event, entry.role, entry.facts["rule"]) == ("priority-rule.set", "GC", row.pk)
    changed = history()[0]["changes"]
    assert ("client_type", "company", 20, 40) in changed
    assert ("", "high_from", 60, 50) in changed


def test_an_imported_row_without_priority_gets_the_suggested_one_and_a_person_keeps_their_own(
    in_force: None, gc: Person, ec: Person, listed: Cycle
) -> None:
    set_rule(rule=RULE, reason="x", by=gc.actor, at=AT)
    rows = [replace(COMPLETE, priority=""), replace(COMPLETE, priority="low"), Classification()]
    news = [NewProspect(organisation=NewOrganisation(name=f"Uno {n}"), known=known) for n, known in enumerate(rows)]
    cycles = list_prospects(news=news, by=ec.actor, at=AT, imported=True)
    found = [Prospect.objects.get(pk=cycle.pk) for cycle in cycles]
    assert [(one.priority, one.suggested, one.score) for one in found] == [
        ("high", "high", 60), ("low", "high", 60), ("", "", None),
    ]  # fmt: skip
    classify(cycle=listed, classification=replace(COMPLETE, priority="low"), by=ec.actor, at=AT)
    mine = Prospect.objects.get(pk=listed.pk)
    assert (mine.priority, mine.suggested, mine.score) == ("low", "high", 60)


def test_the_form_says_how_the_suggestion_came_about_and_takes_it_when_nothing_is_chosen(
    listed: Cycle, ec: Person, gc: Person, client: Client
) -> None:
    signed_in(client, ec)
    said = client.get("/prospectos/prioridad-sugerida/", {"client_type": "company", "needs": ["shop", "site"]})
    text = said.content.decode()
    assert "Sugerida: <b>Media</b>, 45 puntos: Empresa +20, Tienda en línea +25." in text
    assert "Todavía no se sabe: origen geográfico, escala, sector / actividad económica." in text
    data = {
        "client_type": "company", "origin": "AR-X", "scale": "small", "sector": "food", "needs": ["shop"],
        "seq": listed.seq,
    }  # fmt: skip
    assert client.post(f"/ciclos/{listed.code}/8.1.1/clasificar/", data).status_code == 302
    assert Prospect.objects.get(pk=listed.pk).priority == "high"
    assert client.post("/ajustes/prioridad/", {"motivo": "x"}).status_code == 403
    signed_in(client, gc)
    rule = {"client_type.company": "30", "high_from": "50", "medium_from": "doce", "motivo": "Empresas primero"}
    refused = client.post("/ajustes/prioridad/", rule)
    assert refused.status_code == 422
    assert 'value="Empresas primero"' in refused.content.decode()
    assert client.post("/ajustes/prioridad/", {**rule, "medium_from": "12"}).status_code == 302
    assert "Empresa: 20 → 30" in client.get("/ajustes/prioridad/").content.decode()
