from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import pytest

from tests.support.cast import make_person
from trato.cli import worker
from trato.ledger.checkpoints import covered
from trato.ledger.models import Entry


@pytest.mark.once
@pytest.mark.django_db
def test_a_worker_that_stops_signs_what_was_recorded(monkeypatch: Any, settings: Any, tmp_path: Path) -> None:
    settings.TRATO_DATA_DIR = tmp_path
    make_person("Diego Altamirano", "GC")
    monkeypatch.setattr("signal.signal", lambda _number, _handler: None)
    monkeypatch.setattr("trato.jobs.worker.run", lambda _stop: None)
    assert worker.work(argparse.Namespace()) == 0
    assert covered() == Entry.objects.count() > 0
