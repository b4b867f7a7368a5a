from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.base import ContentFile

from trato.documents.files import store_file
from trato.documents.models import File
from trato.ledger.actors import SYSTEM

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"


@pytest.fixture
def stored_file(db: Any) -> File:
    return store_file(ContentFile(PDF, name="Acuerdo firmado.pdf"), by=SYSTEM, at=datetime(2026, 3, 2, tzinfo=UTC))
