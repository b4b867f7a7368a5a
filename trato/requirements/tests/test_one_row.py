"""The rows of a RAR are read on the page and written one at a time; the draft keeps the rest."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from tests.support.cast import signed_in
from trato.cycles.drafts import as_data, draft_of
from trato.cycles.models import Cycle
from trato.cycles.rows import rows_of
from trato.documents.records import latest
from trato.requirements.tests.posting import ROW, address, post, rar, text

if TYPE_CHECKING:
    from tests.support.cast import Person

TEXTS = [f"Requisito {n}: vender el producto con tarjeta o transferencia y avisar por correo" for n in range(1, 61)]
FULL = 500


@pytest.fixture
def hers(presented: Cycle, ec: Person) -> Client:
    client = signed_in(Client(), ec)
    post(client, presented, "8.2.1", "emitir-rar", {**rar(*TEXTS), "_save": "1", "draft": "0"})
    return client


def opened(browser: Client, cycle: Cycle, number: int) -> dict[str, str]:
    """Return what the page posts once a row is open: the open row, and no other."""
    page = text(browser.get(address(cycle, "8.2.1"), {"fila": number}))  # type: ignore[arg-type]
    names = set(re.findall(r'name="(rows-[^"]+)"', page))
    assert names == {"rows-kept", *(f"rows-{number - 1}-{name}" for name in (*ROW, "text", "was"))}
    was = re.findall(r'name="rows-\d+-was" value="([^"]+)"', page)[0]
    revision = re.findall(r'name="draft" value="(\d+)"', page)[0]
    row = {**ROW, "text": TEXTS[number - 1], "was": was}
    rest = {name: value for name, value in rar().items() if not name.startswith("rows-")}
    return {**rest, "draft": revision, "rows-kept": "1"} | {f"rows-{number - 1}-{name}": v for name, v in row.items()}


def kept(cycle: Cycle) -> list[str]:
    draft = draft_of(cycle, "emitir-rar")
    return ["".join(row["text"]) for row in rows_of(as_data(draft))] if draft else []


def save(browser: Client, cycle: Cycle, number: int, data: dict[str, str], **headers: str) -> Any:
    again = {"_again": f"save-{number - 1}", "seq": str(cycle.seq)}
    return browser.post(address(cycle, "8.2.1", "emitir-rar"), {**data, **again}, headers=headers or None)


def test_a_row_saved_leaves_the_others_as_they_are_and_is_looked_at(hers: Client, presented: Cycle) -> None:
    answer = save(hers, presented, 3, opened(hers, presented, 3) | {"rows-2-text": "Otra cosa"})
    assert answer.status_code == 302
    assert kept(presented) == [*TEXTS[:2], "Otra cosa", *TEXTS[3:]]
    page = text(hers.get(answer["Location"]))  # type: ignore[arg-type]
    assert re.findall(r'id="([^"]+)"[^>]* autofocus', page) == ["rows-2"]


def test_in_place_only_the_row_and_the_revision_come_back(hers: Client, presented: Cycle) -> None:
    data = opened(hers, presented, 3) | {"rows-2-text": "Otra cosa"}
    page = text(save(hers, presented, 3, data, **{"HX-Request": "true", "HX-Target": "rows-2"}))
    assert len(page) < 1_000
    assert "Otra cosa" in page
    assert 'name="draft" value="2"' in page
    headers = {"HX-Request": "true", "HX-Target": "rows-2"}
    shown = text(hers.get(address(presented, "8.2.1"), {"fila": 3}, headers=headers))  # type: ignore[arg-type]
    assert shown.lstrip().startswith("<fieldset")
    assert "Otra cosa" in shown
    was = re.findall(r'name="rows-2-was" value="([^"]+)"', shown)[0]
    wrong = save(hers, presented, 3, data | {"draft": "2", "rows-2-was": was, "rows-2-text": ""}, **headers)
    assert wrong.status_code == 422
    assert kept(presented)[2] == "Otra cosa"


def test_of_two_who_write_a_row_the_second_is_told_and_no_text_takes_the_place_of_another(
    hers: Client, presented: Cycle, gc: Person
) -> None:
    mine, theirs = opened(hers, presented, 3), opened(signed_in(Client(), gc), presented, 3)
    first = save(hers, presented, 3, mine | {"rows-2-text": "Lo primero", "_again": "save-2"})
    assert first.status_code == 302
    second = save(signed_in(Client(), gc), presented, 3, theirs | {"rows-2-text": "Lo segundo"})
    assert second.status_code == 409
    assert "Martina Sosa guardó este borrador" in text(second)
    assert "Lo primero" in text(second)
    assert "Lo segundo" in text(second)
    assert kept(presented)[2] == "Lo primero"
    issued = post(hers, presented, "8.2.1", "emitir-rar", theirs | {"rows-2-text": "Lo segundo"})
    assert issued.status_code == 409, "nor is what nobody saw issued"
    assert latest(presented.stream, "rar") is None


def test_the_rar_is_issued_with_what_is_open_and_what_is_kept(hers: Client, presented: Cycle) -> None:
    data = opened(hers, presented, 60) | {"rows-59-text": "El último"}
    assert post(hers, presented, "8.2.1", "emitir-rar", data).status_code == 302
    record = latest(presented.stream, "rar")
    assert record is not None
    assert [row["text"] for row in record.data["requirements"]] == [*TEXTS[:-1], "El último"]
    assert draft_of(presented, "emitir-rar") is None
    shown = hers.get(address(presented, "8.2.1"), {"fila": 2})
    again = opened(hers, presented, 2) | {"rows-1-text": "Cambia"}
    assert "Igual que la v1" in text(shown)  # type: ignore[arg-type]
    assert post(hers, presented, "8.2.1", "emitir-rar", again).status_code == 302
    record = latest(presented.stream, "rar")
    assert record is not None
    assert record.data["changes"] == "cambió R2", "a row keeps its number"


def test_as_many_rows_as_a_rar_may_have_are_written_and_issued(hers: Client, presented: Cycle) -> None:
    more = {"draft": "1", "rows-kept": "1", "legal": "Ninguno", "self_imposed": "Ninguno"}
    for place in range(60, FULL, 200):
        lines = "\n".join(f"Requisito {n} del pliego" for n in range(place + 1, min(place + 200, FULL) + 1))
        post(hers, presented, "8.2.1", "emitir-rar", {**rar_questions(), **more, "paste": lines, "_again": "paste"})
        more["draft"] = str(int(more["draft"]) + 1)
    page = text(hers.get(address(presented, "8.2.1"), {"fila": FULL}))  # type: ignore[arg-type]
    assert f"R{FULL}" in page
    assert "R40<" not in page
    assert post(hers, presented, "8.2.1", "emitir-rar", {**rar_questions(), **more}).status_code == 302
    record = latest(presented.stream, "rar")
    assert record is not None
    assert len(record.data["requirements"]) == FULL


def rar_questions() -> dict[str, str]:
    return {name: value for name, value in rar().items() if not name.startswith("rows-")}
