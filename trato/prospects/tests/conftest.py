"""A procedure in force, and a prospect on the list."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.support.cast import Person
    from trato.cycles.models import Cycle


@pytest.fixture
def in_force(db: Any, gc: Person, sgc: Person) -> None:
    from tests.support.ladder import approve_procedure
    from trato.prospects.tests.lists import AT

    approve_procedure(gc=gc.actor, sgc=sgc.actor, at=AT - timedelta(days=5))


@pytest.fixture
def listed(in_force: None, ec: Person) -> Cycle:
    """A prospect of the EC's, listed and not classified."""
    from trato.prospects.actions import NewProspect, list_prospect
    from trato.prospects.tests.lists import AT, DULCES

    return list_prospect(
        new=NewProspect(organisation=DULCES, title="Tienda en línea", source="referral"), by=ec.actor, at=AT
    )
