"""All catalogues are merged into one: a text translated in two ways would show whichever comes first."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]


def test_a_text_has_one_translation_in_all_packages() -> None:
    found: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for path in sorted(ROOT.glob("trato/*/locale/es_AR/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="es_AR"):
                if message.id and message.string:
                    key = (str(message.id), message.context or "")
                    found[key][str(message.string)].append(path.parts[-5])
    clashes = {key[0]: dict(words) for key, words in found.items() if len(words) > 1}
    assert not clashes, "\n".join(f"{text}: {words}" for text, words in sorted(clashes.items()))
