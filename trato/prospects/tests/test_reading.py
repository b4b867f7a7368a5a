from typing import Any

import pytest

from trato.prospects.imports.headers import guess, looks_like_data
from trato.prospects.imports.reading import UnreadableFile, read, rows

LIST = "Empresa;CUIT;Provincia\nBodega Ñandú;30-85466028-0;Córdoba\nGómez Hnos;;Tucumán\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "cp850", "mac_roman", "utf-16"])
def test_a_list_is_read_in_the_encoding_it_was_written(encoding: str) -> None:
    reading = read(LIST.encode(encoding))
    assert reading.preview[0] == ("Bodega Ñandú", "30-85466028-0", "Córdoba")
    assert (reading.separator, reading.total) == (";", 2)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_the_one_that_cuts_every_line_alike(separator: str) -> None:
    text = LIST.replace(";", separator).replace("Gómez Hnos", '"Gómez, Hnos; SRL"')
    reading = read(text.encode())
    assert reading.separator == separator
    assert reading.preview[1][0] == "Gómez, Hnos; SRL"


def test_the_line_of_a_spreadsheet_that_names_its_separator_is_obeyed_and_skipped() -> None:
    reading = read(("sep=;\n" + LIST).encode())
    assert reading.header == ("Empresa", "CUIT", "Provincia")
    assert reading.total == 2


def test_blank_rows_are_skipped_and_line_numbers_are_those_of_the_file() -> None:
    text = 'Empresa\n\n"Dos\nlíneas"\n;\n,,\nFin\n'
    assert [(number, cells[0]) for number, cells in rows(text, ",")] == [
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
    ],
)
def test_what_is_no_list_gets_a_sentence(content: bytes, told: dict[str, Any]) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read(content, **told)
    assert refused.value.sentence.endswith(".")


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
