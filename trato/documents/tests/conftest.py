from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from trato.documents.files import store_file
from trato.documents.models import File
from trato.ledger.actors import SYSTEM

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"


@pytest.fixture(autouse=True)
def files_of_its_own(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test keeps its files in a folder of its own."""
    monkeypatch.setattr(default_storage, "_location", str(tmp_path))
    for name in ("base_location", "location"):
        default_storage.__dict__.pop(name, None)


@pytest.fixture
def stored_file(db: Any) -> File:
    return store_file(ContentFile(PDF, name="Acuerdo firmado.pdf"), by=SYSTEM, at=datetime(2026, 3, 2, tzinfo=UTC))
