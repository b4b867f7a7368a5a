"""What every journey stands on."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest

from tests.journeys.stage import CAST, House, at_work


@pytest.fixture(scope="module")
def house(browser: Any, make_installation: Any, make_server: Any, request: pytest.FixtureRequest) -> Generator[House]:
    """An installation with its cast and no cycle, at work: server and worker."""
    installation = make_installation(TRATO_DEMO="1")
    installation.python("-c", CAST)
    server = make_server(installation)
    house = House(server, browser)
    failed_before = request.session.testsfailed
    with at_work(installation, server):
        yield house
    errors = house.leave(failed=request.session.testsfailed > failed_before)
    server.stop()
    assert not errors, f"errors on the pages: {errors}"


@pytest.fixture(scope="module")
def approved(house: House) -> House:
    """The same, with version 01 of the procedure in force and a pitch published."""
    for name in ("Diego Altamirano", "Carla Ocampo"):
        seat = house.seat(name)
        seat.open("/documentos/PE-CM-01/01/")
        seat.do("Lo leí: aprobar la versión 01")
    return house
