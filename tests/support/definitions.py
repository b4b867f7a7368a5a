"""The procedure in force, approved through the actions: ask for `procedure_in_force`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.cast import SINCE, Person
from tests.support.remembering import remembered

if TYPE_CHECKING:
    from trato.procedure import Definition

CODE = "PE-CM-01"


@remembered
def approve_procedure(*, gc: Person, sgc: Person, version: str = "01") -> Definition:
    """Load the seeds and approve one version with both signatures, at the beginning of the cast's time."""
    from django.conf import settings

    from trato.documents.approving import approve_definition
    from trato.documents.definitions import by_hash, load_seeds

    loaded = {one.version: one for one in load_seeds(settings.TRATO_PROCEDURES_DIR, SINCE).loaded}
    for person in (gc, sgc):
        approve_definition(code=CODE, version=version, hash=loaded[version].hash, by=person.actor, at=SINCE)
    return by_hash(loaded[version].hash)


@pytest.fixture
def procedure_in_force(gc: Person, sgc: Person) -> Definition:
    """PE-CM-01 version 01, in force since the cast holds its roles."""
    return approve_procedure(gc=gc, sgc=sgc)
