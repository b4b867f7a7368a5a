import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from trato.organisations.names import (
    COMMON_WORDS,
    LEGAL_FORMS,
    alike,
    name_blocks,
    name_key,
)
from trato.search.folding import fold


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


def test_common_words_tell_nothing_when_others_do() -> None:
    assert name_blocks("Estudio Arrayán Chico") == name_blocks("Consultora Arrayán Chico SRL")
    assert name_blocks("Estudio") == name_blocks("ESTUDIO S.A.")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dulces Quebracho Viejo", "Dulses Kebracho Biejo"),
        ("Cervecería Nahuel", "Serveseria Nahuel"),
        ("Yerbatera Ñandú", "Llerbatera Nandu"),
        ("Herrería Giménez", "Erreria Jimenez"),
        ("Quebracho Viejo", "Viejo Quebracho"),
        ("Bioplast", "Bioplats"),
    ],
)
def test_names_that_sound_the_same_or_come_in_another_order_meet_and_are_alike(one: str, other: str) -> None:
    assert set(name_blocks(one)) & set(name_blocks(other))
    assert alike(name_key(one), name_key(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Escuela Técnica 4012", "Escuela Técnica 4013"),
        ("Dulces del Valle", "Dulces Artesanales del Sur"),
        ("Norte", "Corte"),
    ],
)
def test_another_number_or_another_word_is_another_name(one: str, other: str) -> None:
    assert not alike(name_key(one), name_key(other))


words = st.lists(st.text("abcdefgijklmnopqrstuvz", min_size=4, max_size=12), min_size=1, max_size=4).map(" ".join)


@given(words, st.integers(min_value=0), st.sampled_from(["wrong", "missing", "extra"]), st.sampled_from("bdgmnrstz"))
def test_one_letter_off_is_always_looked_up_and_alike_in_a_name_of_six_letters(
    name: str, place: int, how: str, letter: str
) -> None:
    places = [number for number, one in enumerate(name) if one != " "]
    at = places[place % len(places)]
    off = {
        "wrong": name[:at] + letter + name[at + 1 :],
        "missing": name[:at] + name[at + 1 :],
        "extra": name[:at] + letter + name[at:],
    }[how]
    # A letter may turn a word into a legal form or a common one: those tell nothing, and are left out on purpose.
    ordinary = not (set(f"{name} {off}".split()) & (COMMON_WORDS | LEGAL_FORMS))
    assume(ordinary and len(off) >= 6 and len(name) >= 6)
    assert set(name_blocks(name)) & set(name_blocks(off))
    assert alike(name, off)


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
