import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from trato.prospects.imports import reading
from trato.prospects.imports.headers import guess, looks_like_data
from trato.prospects.imports.programs import program_of
from trato.prospects.imports.reading import Reading, Wishes, lay_out
from trato.prospects.imports.text import LONGEST_ROW, MIXED, UnreadableFile, rows_of

LIST = "Empresa;CUIT;Provincia\nBodega Ñandú;30-85466028-0;Córdoba\nGómez Hnos;;Tucumán\n"


@pytest.fixture
def read(tmp_path: Path) -> Any:
    """Lay out a file and say how it reads."""

    def lay(content: bytes, name: str = "lista.csv", **told: Any) -> Reading:
        source = tmp_path / name
        source.write_bytes(content)
        return lay_out(source, tmp_path / "rows", extension=source.suffix[1:], wishes=Wishes(**told))

    return lay


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "cp850", "mac_roman", "utf-16"])
def test_a_list_is_read_in_the_encoding_it_was_written(read: Any, encoding: str) -> None:
    reading = read(LIST.encode(encoding))
    assert reading.preview[0] == ["Bodega Ñandú", "30-85466028-0", "Córdoba"]
    assert (reading.separator, reading.total) == (";", 2)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_the_one_that_cuts_every_line_alike(read: Any, separator: str) -> None:
    text = LIST.replace(";", separator).replace("Gómez Hnos", '"Gómez, Hnos; SRL"')
    reading = read(text.encode())
    assert reading.separator == separator
    assert reading.preview[1][0] == "Gómez, Hnos; SRL"


def test_the_line_of_a_spreadsheet_that_names_its_separator_is_obeyed_and_skipped(read: Any) -> None:
    reading = read(("sep=;\n" + LIST).encode())
    assert reading.header == ["Empresa", "CUIT", "Provincia"]
    assert reading.total == 2


def test_blank_rows_are_skipped_and_line_numbers_are_those_of_the_file() -> None:
    text = 'Empresa\n\n"Dos\nlíneas"\n;\n,,\nFin\n'
    assert [(number, cells[0]) for number, cells in rows_of(text.splitlines(keepends=True), ",")] == [
        (1, "Empresa"),
        (3, "Dos\nlíneas"),
        (5, ";"),
        (7, "Fin"),
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", {}),
        (b"  \n\n ", {}),
        (b"Empresa;CUIT\n", {}),
        (b"PK\x03\x04\x14\x00\x06\x00\x08\x00", {}),
        (b"Empresa\n\xd1and\xfa\n", {"encoding": "utf-8"}),
        (b'Empresa,CUIT\nUno,"' + b"x" * 1_100_000, {}),
        (b"Empresa;CUIT\n" + b"x;" * LONGEST_ROW, {}),
        (b"Empresa;CUIT\n" + b'"x\n";' * LONGEST_ROW, {"separator": ";"}),
    ],
)
def test_what_is_no_list_gets_a_sentence(read: Any, content: bytes, told: dict[str, Any]) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read(content, **told)
    assert refused.value.sentence.endswith(".")


def test_a_list_of_a_hundred_megabytes_is_refused_in_the_memory_of_a_small_one(
    read: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "enorme.csv"
    with source.open("wb") as file:
        for _piece in range(100):
            file.write(b"Bodega;30-85466028-0;Salta\n" * 38_000)
    assert source.stat().st_size > 100 * 1024 * 1024 * 0.97
    monkeypatch.setattr(reading, "MOST_ROWS", 2_000)
    tracemalloc.start()
    with pytest.raises(UnreadableFile) as refused:
        lay_out(source, tmp_path / "rows", extension="csv", wishes=Wishes())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "2.000" in refused.value.sentence
    assert peak < 24 * 1024 * 1024, "bytes"


def test_headers_in_spanish_and_english_are_recognised() -> None:
    spanish = ["Razón Social", "C.U.I.T.", "Teléfono", "Celular", "E-mail", "Contacto", "Rubro", "Loclidad", "Saldo"]
    assert guess(spanish) == [
        "name", "cuit", "contact_phone", "contact_mobile", "contact_mail", "contact_name", "sector", "locality", "",
    ]  # fmt: skip
    english = ["First Name", "Last Name", "Email Address", "Company Name", "Job Title", "Country/Region", "Website URL"]
    assert guess(english) == [
        "contact_name", "contact_surname", "contact_mail", "name", "contact_position", "country", "domain",
    ]  # fmt: skip


def test_a_field_is_given_once_and_the_legal_name_serves_when_there_is_no_other() -> None:
    assert guess(["Empresa", "Organización"]).count("name") == 1
    assert guess(["Empresa", "Razón social"]) == ["name", "legal_name"]


def test_a_first_row_of_data_is_noticed() -> None:
    assert looks_like_data(["Bodega Sur", "ana@bodega.example", "4555-1234"])
    assert not looks_like_data(["Empresa", "Mail"])
    assert not looks_like_data(["Columna A", "Columna B"])


def test_titles_below_a_heading_are_found_and_can_be_said(read: Any) -> None:
    content = "Listado de clientes\nSucursal Córdoba;;\n\nEmpresa;CUIT;Provincia\nBodega;;Salta\n".encode()
    assert (read(content).header_line, read(content).total) == (4, 1)
    assert read(content, header_line=2).header == ["Sucursal Córdoba", "", ""]
    assert read(content, header_line=3).header_line == 4, "a blank line is no row of titles"


def test_a_file_put_together_from_two_encodings_keeps_the_accents_of_both(read: Any) -> None:
    reading = read("Empresa\nÑandú\n".encode() + "Junín\n".encode("cp1252"))
    assert (reading.encoding, reading.preview) == (MIXED, [["Ñandú"], ["Junín"]])


@pytest.mark.parametrize(
    ("program", "titles", "fields"),
    [
        (
            "HubSpot",
            "Record ID,Company name,Company Domain Name,Phone Number,City",
            ",name,domain,contact_phone,locality",
        ),
        ("HubSpot", "ID de registro,Nombre,Apellidos,Empresa asociada", ",contact_name,contact_surname,name"),
        ("Pipedrive", "Deal - Title,Deal - Organization,Deal - Value", "title,name,notes"),
        (
            "Google Contacts",
            "First Name,Last Name,Organization Name,E-mail 1 - Value,Phone 1 - Value",
            "contact_name,contact_surname,name,contact_mail,contact_phone",
        ),
        ("Odoo", "Nombre mostrado,Identificación externa,NIF,Comercial", "name,,cuit,owner"),
        ("Salesforce", "Account Name,Account Owner,Billing City,Phone", "name,owner,locality,contact_phone"),
    ],
)
def test_the_exports_of_other_programs_are_recognised(program: str, titles: str, fields: str) -> None:
    assert program_of(titles.split(",")) == program
    assert guess(titles.split(",")) == fields.split(",")


def test_titles_of_ones_own_are_of_no_program() -> None:
    assert program_of(["Empresa", "Mail", "Nombre"]) == ""
