import os

import pytest

from trato.cli import main, messages


@pytest.fixture
def package(tmp_path, monkeypatch):
    folder = tmp_path / "sample"
    (folder / "templates" / "sample").mkdir(parents=True)
    (folder / "views.py").write_text('from django.utils.translation import gettext as _\nx = _("Sign %(name)s")\n')
    (folder / "templates" / "sample" / "page.html").write_text(
        "{% load i18n %}\n  <p title='it''s'>{% translate \"Hello\" %}</p>\n"
        "    {% blocktranslate count n=n %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}\n"
        " {{ _('Bye')|upper }}\n"
    )
    monkeypatch.setattr(messages, "PACKAGES", tmp_path)
    return "sample"


def catalogue():
    return messages._catalogue_path("sample")


def translate(*pairs):
    text = catalogue().read_text()
    for untranslated, translated in pairs:
        assert untranslated in text
        text = text.replace(untranslated, translated)
    catalogue().write_text(text)


def test_texts_of_code_and_templates_are_gathered(package):
    messages.update(package)
    text = catalogue().read_text()
    assert all(f'msgid "{expected}"' in text for expected in ("Sign %(name)s", "Hello", "Bye", "%(n)s day"))
    assert 'msgid_plural "%(n)s days"' in text


def test_missing_and_untranslated_texts_are_named(package):
    assert {problem.reason for problem in messages.check(package)} == {"is not in the catalogue"}
    messages.update(package)
    assert {problem.reason for problem in messages.check(package)} == {"is not translated"}


def test_translated_catalogue_has_no_problem_and_keeps_its_translations(package):
    messages.update(package)
    translate(
        ('msgid "Hello"\nmsgstr ""', 'msgid "Hello"\nmsgstr "Hola"'),
        ('msgid "Bye"\nmsgstr ""', 'msgid "Bye"\nmsgstr "Chau"'),
        ('msgid "Sign %(name)s"\nmsgstr ""', 'msgid "Sign %(name)s"\nmsgstr "Firmá %(name)s"'),
        ('msgstr[0] ""\nmsgstr[1] ""', 'msgstr[0] "%(n)s día"\nmsgstr[1] "%(n)s días"'),
    )
    before = catalogue().read_text()
    messages.update(package)
    assert catalogue().read_text() == before
    assert messages.check(package) == []


def test_translation_with_other_placeholders_is_named(package):
    messages.update(package)
    translate(('msgid "Sign %(name)s"\nmsgstr ""', 'msgid "Sign %(name)s"\nmsgstr "Firmá %(nombre)s"'))
    assert any(problem.reason == "has other placeholders in its translation" for problem in messages.check(package))


def test_only_changed_catalogues_are_compiled(package):
    messages.update(package)
    assert messages.compile_stale() == 1
    assert messages.compile_stale() == 0
    os.utime(catalogue(), (2_000_000_000, 2_000_000_000))
    assert messages.compile_stale() == 1


def test_check_fails_while_a_text_lacks_its_translation(package, capsys):
    assert main(["messages", "extract", "--check", package]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "4 texts need a translator."
    assert not catalogue().exists()


def test_unknown_package_is_refused(capsys):
    assert main(["messages", "extract", "nowhere"]) == 2
    assert "There is no package nowhere." in capsys.readouterr().err
