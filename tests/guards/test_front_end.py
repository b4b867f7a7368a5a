import re

import pytest

from tests.guards.house import TRATO, front_end_files

TEMPLATE_CODE = re.compile(r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}", re.DOTALL)
FORBIDDEN = {
    "an inline style": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "an event handler": re.compile(r"<[^>]*\s(?:on[a-z]+|hx-on[^\s=]*)\s*=", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", re.IGNORECASE),
    "a number field for what people type": re.compile(r"""type=["']?(?:number|date|datetime-local|time)\b"""),
}
# What makes a browser fetch; a link that a person follows is not among them.
FETCHES = re.compile(
    r"""(?:\bsrc(?:set)?\s*=\s*["']?|<(?:link|use|image)\b[^>]*href\s*=\s*["']?|url\(\s*["']?|@import\s+["']?"""
    r"""|\b(?:from|import)\s+["']|\bfetch\(\s*["'`]|\bimport\(\s*["'`])\s*(?:https?:)?//""",
    re.IGNORECASE,
)
TEMPLATES = [path for path in front_end_files() if path.suffix == ".html"]


def name(path):
    return str(path.relative_to(TRATO))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_template_needs_nothing_that_the_content_policy_refuses(path):
    text = TEMPLATE_CODE.sub("", path.read_text(encoding="utf-8"))
    found = [f"{what}: {match.group(0)[:80]}" for what, rule in FORBIDDEN.items() for match in rule.finditer(text)]
    assert not found


@pytest.mark.parametrize("path", front_end_files(), ids=name)
def test_file_of_the_front_end_fetches_from_no_other_host(path):
    assert not FETCHES.search(TEMPLATE_CODE.sub("", path.read_text(encoding="utf-8")))


def test_guards_above_see_what_they_forbid():
    bad = (
        '<p style="color:red">', "<style>", '<a onclick="x()">', '<a hx-on:click="x()">', '<a href="javascript:x">',
        "<script>x</script>", '<input type="number">',
    )  # fmt: skip
    assert all(any(rule.search(text) for rule in FORBIDDEN.values()) for text in bad)
    assert not any(rule.search('<script src="/x.js" defer></script>') for rule in FORBIDDEN.values())
    foreign = ('<img src="https://x/y.png">', "@import '//x/y.css'", "url(http://x/y)", 'import "https://x/y.js"')
    assert all(FETCHES.search(text) for text in foreign)
