"""The small drawings: comb, seal, states, keys, icons."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from trato.ui import marks
from trato.ui.comb import STATES, comb_label, comb_svg, comb_ticks
from trato.ui.seal import seal_svg

HASH = "9b41c7d2e05f3a8671be0c94d8a25f176e3b90cd42f81b7aac05e61983d42f60"
SPRITE = Path(marks.__file__).parent / "static/ui/icons.svg"


def test_comb_groups_sections_by_phase() -> None:
    pairs = [("8.1.1", "d"), ("8.1.2", "x"), ("8.2.1", "c"), ("8.3.1", "w")]
    assert comb_ticks(pairs) == "dx|c|w"


def test_comb_says_the_step_in_words() -> None:
    with override("es-ar"):
        assert comb_label("ddxd|dddcwwww|www|wwwww") == "Paso 8 de 20, un desvío"
        assert comb_label("ddd|v|w") == "Paso 4 de 5, vencido"
        assert comb_label("dd|dd") == "4 de 4 pasos hechos"


def test_actions_that_do_not_apply_are_not_counted() -> None:
    with override("en"):
        assert comb_label("dn|c") == "Step 2 of 2"


@given(st.lists(st.text(alphabet=STATES, min_size=1, max_size=9), min_size=1, max_size=5))
def test_comb_draws_one_tick_per_action_whatever_the_language(phases: list[str]) -> None:
    ticks = "|".join(phases)
    with override("es-ar"):
        spanish = comb_svg(ticks, "-")
    with override("en"):
        assert comb_svg(ticks, "-") == spanish
    assert len(re.findall(r"M[\d.]+ \d+v\d+", spanish)) == sum(map(len, phases))


def test_decorative_comb_is_hidden_from_screen_readers() -> None:
    assert 'aria-hidden="true"' in comb_svg("dc|w", "-")
    assert 'aria-label="a &lt;b&gt;"' in comb_svg("dc|w", "a <b>")


def test_seal_has_a_ray_for_every_byte() -> None:
    assert seal_svg(HASH).count("M") == 32


@given(st.binary(min_size=32, max_size=32), st.integers(0, 31), st.integers(1, 255))
def test_seal_changes_with_any_byte(digest: bytes, place: int, change: int) -> None:
    other = bytes(byte ^ change if at == place else byte for at, byte in enumerate(digest))
    assert seal_svg(digest.hex(), label="x") != seal_svg(other.hex(), label="x")


@pytest.mark.parametrize("digest", ["", "9b41", "z" * 64])
def test_seal_refuses_what_is_no_sha256(digest: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        seal_svg(digest)


def test_state_is_word_and_shape_and_colour() -> None:
    pill = marks.state_pill("late", "Vencido", pill=True)
    assert 'class="st late pill"' in pill
    assert "#octagon-alert" in pill
    assert "Vencido" in pill


def test_words_in_states_are_escaped() -> None:
    assert "<script>" not in marks.state_pill("late", "<script>")


def test_one_key_cap_holds_a_combination() -> None:
    assert marks.key_caps("J", "K") == "<kbd>J</kbd><kbd>K</kbd>"
    assert marks.key_caps("Ctrl+Enter").count("<kbd>") == 1
    assert "#corner-down-left" in marks.key_caps("Ctrl+Enter")
    assert marks.key_caps("+") == "<kbd>+</kbd>"


def test_every_icon_named_in_code_and_templates_is_in_the_sprite() -> None:
    drawn = set(re.findall(r'id="([\w-]+)"', SPRITE.read_text()))
    package = Path(marks.__file__).parent.parent
    named = set(marks.TONES.values()) | set(marks.KEY_ICONS.values())
    for template in package.rglob("templates/**/*.html"):
        named |= set(re.findall(r'{% icon "([\w-]+)"', template.read_text()))
    assert named - drawn == set()
