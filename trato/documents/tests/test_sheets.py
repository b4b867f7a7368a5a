from datetime import UTC, datetime

from trato.documents.models import RecordVersion
from trato.documents.records import sheet_of
from trato.procedure import Choice, Definition, Field, Option, RecordKind

CHARGE = Choice("charge", "A cargo de", "In charge", (Option("client", "El cliente", "The client"),))
KIND = RecordKind(
    id="rar",
    title="Relevamiento",
    title_en="Survey",
    code_prefix="RAR",
    retention_years=10,
    fields=(
        Field(key="who", title="Prospecto", title_en="Prospect", width=4, section="A. Prospecto", section_en="A. Who"),
        Field(key="price", title="Precio", type="money", width=2),
        Field(key="discount", title="Descuento", type="percent", width=2),
        Field(key="rate", title="Tipo de cambio", type="rate", width=2),
        Field(key="index", title="Índice", type="rate", decimals=4, width=2),
        Field(key="on", title="Desde", type="date", width=1),
        Field(key="at", title="Reunión", type="datetime"),
        Field(key="legal", title="Legales", type="bool"),
        Field(key="charge", title="A cargo", type="code", choices="charge"),
        Field(
            key="rows",
            title="Requisitos",
            type="table",
            of=(Field(key="id", title="N.º"), Field(key="n", title="Cantidad", type="int")),
        ),
        Field(key="notes", title="Notas", type="longtext", section="Z. Final"),
    ),
    choices={"charge": CHARGE},
)
DEFINITION = Definition(
    code="PE-CM-01", version="01", status="draft", title="Gestión", records=(KIND,), choices={"charge": CHARGE},
    organisation="SQUAD",
)  # fmt: skip
BODY = {
    "who": "user/7",
    "price": {"minor": 1_480_050, "currency": "USD"},
    "discount": 1050,
    "rate": 148_000,
    "index": 1_234_567,
    "on": "2026-04-20",
    "at": "2026-03-02T19:20:00+00:00",
    "legal": False,
    "charge": "client",
    "rows": [{"id": "R1", "n": 1200}],
}


def values(language: str = "es") -> dict[str, str | None]:
    sheet = sheet_of(BODY, "rar", DEFINITION, language=language, names={"user/7": "Martina Sosa"})
    return {cell.label: cell.value for section in sheet.sections for cell in section.cells}


def test_every_kind_of_datum_is_written_as_people_here_read_it() -> None:
    assert values() == {
        "Prospecto": "Martina Sosa",
        "Precio": "USD 14.800,50",
        "Descuento": "10,5 %",
        "Tipo de cambio": "1.480,00",
        "Índice": "123,4567",
        "Desde": "20/04/2026",
        "Reunión": "02/03/2026 16:20",
        "Legales": "No",
        "A cargo": "El cliente",
        "Notas": None,
    }


def test_in_english_labels_and_separators_change() -> None:
    english = values("en")
    assert (english["Prospect"], english["Precio"], english["A cargo"]) == (
        "Martina Sosa",
        "USD 14,800.50",
        "The client",
    )


def test_sections_and_tables_stand_in_the_order_of_the_fields() -> None:
    sheet = sheet_of(BODY, "rar", DEFINITION)
    assert [section.title for section in sheet.sections] == ["A. Prospecto", "Requisitos", "Z. Final"]
    table = sheet.sections[1].table
    assert table is not None
    assert (table.columns, table.rows) == (("N.º", "Cantidad"), (("R1", "1.200"),))
    assert [cell.width for cell in sheet.sections[0].cells] == [4, 2, 2, 2, 2, 2, 6, 6, 6]


def test_a_draft_is_wet_and_has_no_hash() -> None:
    sheet = sheet_of({}, "rar", DEFINITION)
    assert not sheet.issued
    assert sheet.hash == ""
    assert all(section.draft for section in sheet.sections)


def test_an_erased_record_says_so_and_keeps_its_hash() -> None:
    record = RecordVersion(
        stream="cycle/1", kind="rar", number="RAR-2026-0001", version=1, hash="ab" * 32, issued_by="user/7",
        issued_at=datetime(2026, 3, 2, tzinfo=UTC), erased_at=datetime(2027, 1, 5, 15, tzinfo=UTC),
    )  # fmt: skip
    record._state.adding = False
    record.pk = -1
    for other in ("superseded_by", "annulment"):
        record._state.fields_cache[other] = None
    sheet = sheet_of(record, "rar", DEFINITION)
    assert sheet.hash == "ab" * 32
    assert "05/01/2027" in str(sheet.sections[0].cells[0].value)
