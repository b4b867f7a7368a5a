from typing import Any

import pytest

from trato.prospects.catalogues import Option
from trato.prospects.imports.checking import Checked, check
from trato.prospects.imports.sentences import PROBLEMS, problem_sentence

KNOWN = {
    "priority": (Option("high", "Alta", "Alta", "High", 1, active=True, own=False),),
    "sector": (Option("food", "Alimentos", "Alimentos", "Food", 1, active=True, own=False),),
    "need": (
        Option("shop", "Tienda en línea", "Tienda en línea", "Online shop", 1, active=True, own=False),
        Option("site", "Sitio", "Sitio", "Site", 2, active=True, own=False),
    ),
    "source": (Option("event", "Evento", "Evento", "Event", 1, active=True, own=False),),
}


def checked(**row: str) -> Checked:
    return check(list(row.values()), width=len(row), mapping=list(row), catalogues=KNOWN, owners={"martina sosa": 7})


def test_a_row_is_understood_and_every_datum_normalised() -> None:
    values = checked(
        name="  Dulces  QV ", cuit="30852177434", domain="https://www.DULCES.example/", province="cba",
        country="argentina", locality="Córdoba",
        contact_name="Ana", contact_surname="Gómez", contact_mail="ANA@dulces.example",
        contact_mobile="351 555-0101", priority="alta", sector="Food", needs="Tienda en línea / sitio",
        source="Evento", owner="MARTINA SOSA",
    )  # fmt: skip
    assert values.problems == []
    assert values.values == {
        "name": "Dulces QV", "cuit": "30852177434", "domain": "dulces.example", "country": "AR", "province": "AR-X",
        "origin": "AR-X", "locality": "Córdoba", "contact_name": "Ana Gómez", "contact_mail": "ana@dulces.example",
        "contact_phone": "+5493515550101", "contact_whatsapp": True, "priority": "high", "sector": "food",
        "needs": ["shop", "site"], "source": "event", "source_detail": "Evento", "owner": 7,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"name": ""}, "no-name"),
        ({"name": "X", "cuit": "30-85217743-5"}, "cuit-check-digit"),
        ({"name": "X", "cuit": "123"}, "cuit-shape"),
        ({"name": "X", "cuit": "3,08522E+10"}, "cuit-rounded"),
        ({"name": "X", "domain": "no tiene"}, "domain"),
        ({"name": "X", "province": "Narnia"}, "province"),
        ({"name": "X", "country": "Narnia"}, "country"),
        ({"name": "X", "contact_mail": "ana"}, "mail"),
        ({"name": "X", "contact_phone": "12"}, "phone"),
        ({"name": "X", "owner": "Nadie"}, "unknown-owner"),
        ({"name": "X", "notes": "x" * 5_001}, "too-long"),
    ],
)
def test_what_is_wrong_is_named_with_a_sentence(row: dict[str, str], problem: str) -> None:
    [(code, parameters)] = checked(**row).problems
    assert code == problem
    assert problem_sentence(code, parameters)


def test_a_row_of_another_width_is_not_guessed_at() -> None:
    found = check(["Uno", "dos", "tres"], width=2, mapping=["name", "cuit"], catalogues=KNOWN, owners={})
    assert found.problems == [("ragged", {"cells": 3, "width": 2})]
    assert found.values == {}


def test_every_problem_has_a_sentence_that_takes_its_parameters() -> None:
    parameters: dict[str, Any] = {"cells": 3, "width": 2, "text": "x", "line": 4, "most": 5, "name": "x"}
    assert all(problem_sentence(code, parameters) for code in PROBLEMS)


def test_what_no_catalogue_knows_is_kept_among_the_notes() -> None:
    found = checked(name="X", notes="Llamar en abril", sector="Minería", needs="Tienda en línea, Bot")
    assert found.problems == []
    assert found.values["needs"] == ["shop"]
    assert "Minería" in found.values["notes"]
    assert "Bot" in found.values["notes"]
    assert found.values["notes"].startswith("Llamar en abril")


def test_a_person_without_a_name_goes_by_their_mail_or_telephone() -> None:
    assert checked(name="X", contact_mail="ana@x.example").values["contact_name"] == "ana@x.example"
    assert checked(name="X", contact_phone="11 2345-6789").values["contact_name"] == "+541123456789"


def test_formulas_and_markup_are_text_like_any_other() -> None:
    found = checked(name='=HYPERLINK("http://x")', notes="<script>alert(1)</script>")
    assert found.problems == []
    assert found.values["name"] == '=HYPERLINK("http://x")'


def test_a_region_abroad_is_kept_as_the_place() -> None:
    values = checked(name="X", country="Uruguay", province="Canelones").values
    assert (values["country"], values["locality"], values["origin"]) == ("UY", "Canelones", "abroad")
    assert "province" not in values


def test_a_cuit_in_scientific_notation_with_all_its_figures_is_read_and_a_rounded_one_is_not() -> None:
    assert checked(name="X", cuit="3,0852177434E+10").values["cuit"] == "30852177434"
    assert checked(name="X", cuit="3,0852177E+10").problems[0][0] == "cuit-rounded"


def test_several_columns_go_to_the_notes_each_under_its_title() -> None:
    found = check(
        ["X", "10/3/26", "", "2026-03-10"], width=4, mapping=["name", "notes", "notes", "notes"], catalogues=KNOWN,
        owners={}, header=["Empresa", "Alta", "Baja", "Último pago"],
    )  # fmt: skip
    assert found.values["notes"] == "Alta: 10/3/26\nÚltimo pago: 2026-03-10"


def test_a_row_of_a_spreadsheet_may_end_before_the_header_does() -> None:
    known: dict[str, Any] = {"width": 2, "mapping": ["name", "cuit"], "catalogues": KNOWN, "owners": {}}
    assert check(["Uno"], **known, strict=False).problems == []
    assert check(["Uno"], **known).problems[0][0] == "ragged"
    assert check(["Uno", "", "", ""], **known).problems == [], "empty cells too many say nothing"


def test_of_two_telephones_the_mobile_is_the_usual_one_and_the_other_stays_beside_it() -> None:
    found = checked(name="X", contact_phone="351 423-0101", contact_mobile="351 555 0142").values
    assert (found["contact_phone"], found["contact_whatsapp"]) == ("+5493515550142", True)
    assert found["contact_others"] == [["phone", "+543514230101", False]]
