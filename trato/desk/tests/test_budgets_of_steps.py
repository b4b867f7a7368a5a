"""The pages of a cycle, at every step it may stand at, ask little of the database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import product
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.support import ladder
from trato.contracts.actions import send_contract
from trato.cycles.situation import situation_of
from trato.documents.definitions import by_hash

from .pages import address, browser_of
from .test_budgets import QUERIES

if TYPE_CHECKING:
    from tests.support.cast import Person
    from trato.cycles.models import Cycle

ROLES = ("ec", "gc", "eet", "sgc", "auditor")


@pytest.fixture
def house(in_force: None, request: pytest.FixtureRequest) -> dict[str, Person]:
    return {role: request.getfixturevalue(role) for role in (*ROLES, "to", "pm", "po")}


def climb(house: dict[str, Person], now: datetime) -> Iterator[Cycle]:
    """Take a cycle with an RTP from its opening to its acceptance by Diseño, telling each rung."""
    ec, gc, eet, to = (house[role] for role in ("ec", "gc", "eet", "to"))
    start, hour = now - timedelta(days=6), timedelta(hours=1)
    cycle = ladder.opened(ec=ec, at=start)
    yield cycle
    yield (cycle := ladder.classified(cycle, ec=ec, at=start))
    cycle = ladder.contacted(cycle, ec=ec, at=start)
    yield (cycle := ladder.scheduled(cycle, ec=ec, at=start + hour, starts_at=start + 2 * hour))
    yield (cycle := ladder.pitched(cycle, ec=ec, gc=gc, at=start + hour))
    at = start + 3 * hour
    yield (cycle := ladder.presented(cycle, ec=ec, at=at))
    yield (cycle := ladder.surveyed(cycle, ec=ec, at=at, deep=True))
    yield (cycle := ladder.depth_decided(cycle, ec=ec, at=at))
    yield (cycle := ladder.rtp_approved(cycle, ec=ec, eet=eet, to=to, at=at))
    yield (cycle := ladder.reviewed(cycle, by=ec, at=at))
    yield (cycle := ladder.proposed(cycle, ec=ec, at=at))
    yield (cycle := ladder.planned(ladder.agreed(cycle, at=at), ec=ec, at=at))
    cycle = ladder.drafted(cycle, ec=ec, gc=gc, at=at)
    send_contract(cycle, by=ec.actor, at=at)
    yield cycle
    yield (cycle := ladder.contracted(cycle, ec=ec, gc=gc, at=at))
    yield (cycle := ladder.requested(cycle, ec=ec, at=at))
    yield (cycle := ladder.paid(cycle, ec=ec, gc=gc, at=at))
    cycle = ladder.file_confirmed(cycle, ec=ec, at=at)
    link = ladder.asked_how_it_was(cycle, gc=gc, at=at)
    yield (cycle := ladder.handed_over(cycle, gc=gc, at=at))
    cycle = ladder.accepted(cycle, pm=house["pm"], po=house["po"], to=to, at=at)
    yield ladder.answered(cycle, link=link, at=at)


def test_the_page_of_every_step_asks_little_of_whoever_opens_it(house: dict[str, Person], now: datetime) -> None:
    browsers = {role: browser_of(house[role]) for role in ROLES}
    asked: dict[tuple[str, str], int] = {}

    def measure(cycle: Cycle, sections: list[str], roles: Sequence[str]) -> None:
        for section, role in product(sections, roles):
            with CaptureQueriesContext(connection) as captured:
                assert browsers[role].get(address(cycle, section)).status_code == 200
            asked[section, role] = max(len(captured), asked.get((section, role), 0))

    order: list[str] = []
    for rung in climb(house, now):
        if not order:
            # The first page ever reads the definition; the first of a session keeps in it who proved the second factor.
            for browser in browsers.values():
                browser.get(address(rung))
        order = order or [action.section for action in by_hash(rung.definition_id).actions]
        situation = situation_of(rung, at=timezone.now())
        here = situation.evaluation.next_action
        place = order.index(situation.definition.action(here).section) if here else len(order) - 1
        # Where the cycle stands, and what was just done: the other steps show less.
        readers = ("ec", "gc", "auditor") if place <= order.index("8.2.3") else ROLES[:3] + ROLES[4:]
        measure(rung, order[max(place - 1, 0) : place + 1], readers)
    measure(rung, order, ("gc", "sgc"))
    assert {step: count for step, count in asked.items() if count > QUERIES} == {}
