import shutil
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from trato.procedure import Definition
from trato.procedure.printing import Stamp, print_procedure
from trato.procedure.printing.content import content


@pytest.mark.parametrize("language", ["es", "en"])
def test_equal_input_gives_equal_bytes(definition: Definition, language: str) -> None:
    assert print_procedure(definition, language=language) == print_procedure(definition, language=language)


def test_it_is_archival_and_accessible(definition: Definition, transcription: Definition) -> None:
    for each in (definition, transcription):
        document = print_procedure(each)
        assert document.startswith(b"%PDF-1.7")
        for mark in (b"<pdfaid:part>2<", b"<pdfaid:conformance>A<", b"<pdfuaid:part>1<"):
            assert mark in document


def test_the_stamp_says_where_the_version_stands(definition: Definition) -> None:
    draft = content(definition, Stamp(), "es")
    assert draft["watermark"] == "BORRADOR"
    assert draft["footer"][0].startswith("Sin vigencia")
    in_force = content(
        definition,
        Stamp(state="in-force", effective_on=date(2026, 3, 3), approvals=("Gabriela Ruiz (GC)", "Sol Paz (SGC)")),
        "es",
    )
    assert in_force["watermark"] == ""
    assert in_force["footer"][:2] == ["Vigente desde el 03/03/2026", "Aprobó: Gabriela Ruiz (GC), Sol Paz (SGC)"]
    assert content(definition, Stamp(state="obsolete"), "es")["watermark"] == "OBSOLETO"
    assert content(definition, Stamp(state="obsolete"), "en")["watermark"] == "OBSOLETE"


def test_only_what_version_01_proposes_carries_the_line(definition: Definition, transcription: Definition) -> None:
    marked = {
        phase["number"]: [row[3] for row in phase["actions"]] for phase in content(definition, Stamp(), "es")["phases"]
    }
    assert marked["8.1"] == [False, False, False, True, True, True, True]
    assert all(all(rows) for number, rows in marked.items() if number != "8.1")
    plain = content(transcription, Stamp(), "es")
    assert not any(row[3] for phase in plain["phases"] for row in phase["actions"])
    assert plain["annexes"] == []


def test_the_transcription_prints_the_odd_dots_and_what_is_not_known(transcription: Definition) -> None:
    printed = content(transcription, Stamp(), "es")
    assert ".posibles requerimientos." in printed["phases"][0]["actions"][0][0]
    assert printed["footer"] == ["Vigencia: no consta · Preparó: No consta", "Aprobó: No consta"]
    assert printed["notes"][0]["text"] == "Transcripción incompleta de PE-CM-01 versión 00"


def test_another_moment_or_state_gives_other_bytes(definition: Definition) -> None:
    first = print_procedure(definition)
    assert first != print_procedure(definition, stamp=Stamp(state="in-force", effective_on=date(2026, 3, 3)))
    assert first != print_procedure(definition, stamp=Stamp(at=datetime(2026, 5, 1, tzinfo=UTC)))


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
def test_the_pages_say_what_the_source_says(transcription: Definition, tmp_path: Path) -> None:
    file = tmp_path / "00.pdf"
    file.write_bytes(print_procedure(transcription))
    text = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True).stdout
    for words in (
        "Proceso de Comercialización",
        "Procedimiento: Gestión del Cliente",
        "Versión: 00",
        "8.4- Actualizar información",
        "Acciones",
        "Encargado",
        "Registros",
        "Pitch SQUAD",
        "Página 1 de 3",
        "No consta",
    ):
        assert words in text
    assert text.count("PE-CM-01") >= 3
