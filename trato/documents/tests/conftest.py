from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.base import ContentFile

from tests.support.cast import Person
from trato.documents.files import store_file
from trato.documents.models import File, RecordVersion
from trato.documents.records import issue
from trato.documents.tests import bodies
from trato.ledger.actors import SYSTEM
from trato.procedure import Definition

type Give = Callable[..., RecordVersion]

AT = datetime(2026, 3, 2, 19, 20, tzinfo=UTC)
CYCLE = "cycle/42"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"


@pytest.fixture
def stored_file(db: Any) -> File:
    return store_file(ContentFile(PDF, name="Acuerdo firmado.pdf"), by=SYSTEM, at=datetime(2026, 3, 2, tzinfo=UTC))


@pytest.fixture
def give(procedure_in_force: Definition, ec: Person) -> Give:
    def give(
        kind: str = "pitch",
        body: dict[str, Any] | None = None,
        *,
        stream: str = CYCLE,
        number: str = "",
        **changes: Any,
    ) -> RecordVersion:
        return issue(
            stream=stream,
            kind=kind,
            definition=procedure_in_force,
            body=getattr(bodies, kind)(**changes) if body is None else body,
            number=number,
            by=ec.actor.exercising("EC"),
            at=AT,
        )

    return give
