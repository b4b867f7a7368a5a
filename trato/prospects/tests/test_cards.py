from trato.prospects.imports.cards import HEADER, cards

FOUR = """BEGIN:VCARD
VERSION:4.0
FN:Ana Gómez
N:Gómez;Ana;;;
ORG:Dulces Quebracho\\, SRL;Ventas
TITLE:Dueña
TEL;VALUE=uri;PREF=1;TYPE="cell,voice":tel:+54-351-555-0101
TEL;TYPE=work:351 455-1234
EMAIL;TYPE=work:ana@dulces.example
EMAIL:ana@casa.example
ADR;TYPE=work:;;San Martín 10;Río Cuarto;Córdoba;5800;Argentina
URL:https://dulces.example
NOTE:Llama\\nla semana
  que viene
END:VCARD
"""


def said(text: str) -> list[dict[str, str]]:
    return [dict(zip(HEADER, cells, strict=True)) for _line, cells in cards(text.splitlines(keepends=True))]


def test_a_card_of_version_4_fills_every_column_and_keeps_the_rest_in_the_notes() -> None:
    [card] = said(FOUR)
    assert card == {
        "Organización": "Dulces Quebracho, SRL, Ventas", "Nombre": "Ana", "Apellido": "Gómez", "Cargo": "Dueña",
        "Correo": "ana@dulces.example", "Teléfono": "351 455-1234", "Celular": "+54-351-555-0101",
        "Sitio web": "https://dulces.example", "Localidad": "Río Cuarto", "Provincia": "Córdoba", "País": "Argentina",
        "Notas": "Llama\nla semana que viene\nOtro correo: ana@casa.example\nSan Martín 10, 5800",
    }  # fmt: skip


def test_an_older_card_with_quoted_printable_and_grouped_names_is_read() -> None:
    [card] = said(
        "BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:G=C3=B3mez;An=\n=C3=A1\n"
        "item1.TEL;CELL:11 2345-6789\nitem1.X-ABLabel:Otro\nEND:VCARD\n"
    )
    assert (card["Apellido"], card["Nombre"], card["Celular"]) == ("Gómez", "Aná", "11 2345-6789")


def test_a_person_without_a_firm_is_a_prospect_in_their_own_name() -> None:
    [card] = said("BEGIN:VCARD\nVERSION:3.0\nFN:Ana Gómez\nEND:VCARD\n")
    assert card["Organización"] == card["Nombre"] == "Ana Gómez"


def test_cards_that_are_not_closed_or_hold_nothing_lose_no_other() -> None:
    two = "BEGIN:VCARD\nFN:Una\nBEGIN:VCARD\nFN:Dos\nEND:VCARD\nbasura\nBEGIN:VCARD\nEND:VCARD\nBEGIN:VCARD\nFN:Tres\n"
    assert [card["Nombre"] for card in said(two)] == ["Una", "Dos", "Tres"]
