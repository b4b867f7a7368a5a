"""`trato procedure` as people run it: exit status, and the verdict on the last line."""

from pathlib import Path

import pytest

from trato.cli import main
from trato.cli.procedure import PROCEDURES

VERSION_01 = PROCEDURES / "PE-CM-01" / "01.toml"


def test_the_files_of_the_house_can_be_issued(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("00.toml", "01.toml"):
        assert main(["procedure", "check", str(PROCEDURES / "PE-CM-01" / name)]) == 0
        assert capsys.readouterr().out.splitlines()[-1] == "Sin problemas."


def test_a_broken_file_is_named_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = VERSION_01.read_text(encoding="utf-8")
    line = text[: text.index('exists = "pitch.prepared"')].count("\n") + 1
    broken = tmp_path / "roto.toml"
    broken.write_text(text.replace('exists = "pitch.prepared"', 'exists = "pitch.prepaired"', 1), encoding="utf-8")
    assert main(["procedure", "check", str(broken)]) == 1
    out = capsys.readouterr().out.splitlines()
    assert f"{broken}:{line}: No existe el hecho «pitch.prepaired». ¿Quisiste decir «pitch.prepared»?" in out
    assert out[-1] == "No se puede emitir: 1 problema."


def test_a_version_that_fails_its_cases_cannot_be_issued(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = VERSION_01.read_text(encoding="utf-8")
    loose = tmp_path / "flojo.toml"
    loose.write_text(text.replace('entry = { hard = { done = "review-requirements" } }\n', "", 1), encoding="utf-8")
    assert main(["procedure", "check", str(loose)]) == 1
    assert "Caso «Sin revisión no hay propuesta" in capsys.readouterr().out


def test_a_file_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["procedure", "check", str(tmp_path / "nada.toml")]) == 2
    assert "No se revisó nada" in capsys.readouterr().out.splitlines()[-1]


@pytest.mark.django_db
@pytest.mark.parametrize(("version", "words"), [("00", "Transcripción incompleta"), ("01", "Firmar el contrato.")])
def test_each_version_is_shown(version: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["procedure", "show", "PE-CM-01", "--version", version]) == 0
    out = capsys.readouterr().out
    assert words in out
    assert out.splitlines()[-1].startswith(f"PE-CM-01 {version} ")


@pytest.mark.django_db
def test_each_version_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for version in ("00", "01"):
        file = tmp_path / f"{version}.pdf"
        assert main(["procedure", "print", "PE-CM-01", "--version", version, "--output", str(file)]) == 0
        assert file.read_bytes().startswith(b"%PDF-1.7")
    assert "PE-CM-01 versión 01" in capsys.readouterr().out


@pytest.mark.django_db
@pytest.mark.parametrize("arguments", [["PE-CM-99"], ["PE-CM-01", "--version", "07"]])
def test_what_does_not_exist_is_told(arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "x.pdf"
    assert main(["procedure", "print", *arguments, "--output", str(file)]) == 1
    assert not file.exists()
    assert capsys.readouterr().out.count("«") >= 1
