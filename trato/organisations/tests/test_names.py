import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.organisations.names import fold, name_blocks, name_key, search_copy


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Gómez Hermanos S.R.L.", "GOMEZ HERMANOS SRL"),
        ("Dulces Quebracho Viejo SRL", "Dulces Quebracho Viejo, Sociedad de Responsabilidad Limitada"),
        ("Transportes Sauce Torcido S. A.", "transportes sauce torcido"),
        ("Bodega Cuatro Acequias Sociedad Anónima", "Bodega  Cuatro  Acequias SA"),
        ("Peña & Cía", "pena cia"),
    ],
)
def test_two_ways_of_writing_a_name_have_one_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_different_names_keep_different_keys() -> None:
    assert name_key("Ferretería Los Tres SA") != name_key("Ferretería Las Tres SA")


def test_a_name_that_is_only_a_legal_form_keeps_it() -> None:
    assert name_key("S.A.") == "sa"


def test_the_search_copy_has_no_accents_and_no_word_twice() -> None:
    assert search_copy("Ñandú Pampeano SA", "Ñandú Pampeano Sociedad Anónima", "Córdoba") == "nandu pampeano sa cordoba"


def test_common_words_do_not_open_a_block_when_others_do() -> None:
    assert name_blocks("Estudio Arrayán Chico") == ("arra", "chic")
    assert name_blocks("Estudio") == ("estu",)


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
