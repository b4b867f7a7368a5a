"""The two controlled documents: what the source says is there, word for word, and version 01 tells its cases."""

import pytest

from trato.procedure import Definition, case_events, check_cases, load
from trato.procedure.tests.story import sha

IDS = (
    ("8.1", "identify schedule-first-contact prepare-pitch present follow-up handle-enquiry sign-nda"),
    ("8.2", "survey-requirements decide-depth deep-survey review-requirements submit-proposal follow-proposal"),
    ("8.2", "agree-requirements draft-contract sign-contract amend"),
    ("8.3", "agree-payment-plan request-payment verify-payment follow-up-payment"),
    ("8.4", "update-information verify-satisfaction hand-over accept-handover close"),
)

SAID = """
Establecer las responsabilidades y requisitos para el contacto, consultas y retroalimentación relativa a la \
comercialización de productos web.
Se inicia con la clasificación del cliente y/o proyecto para su posterior contacto por parte del equipo de \
comercialización.
- Firma de contrato, verificación de satisfacción de la atención recibida y envío al proceso de Diseño y \
Funcionalidades.
- Cierre de la operación sin contratación y verificación de satisfacción de la atención recibida.
Un ciclo por prospecto / cliente.
d. instructivos - Manual de Calidad.
"""


def test_both_versions_say_what_the_source_says(definition: Definition, transcription: Definition) -> None:
    for each in (definition, transcription):
        text = "\n".join(section.text for section in each.sections)
        for words in SAID.strip().splitlines():
            assert words in text
        assert [section.number for section in each.sections] == list("1234567")
        assert [term.term for term in each.sections[4].definitions] == ["CM", "Pitch", "RAR", "RTP", "Prospecto"]


def test_the_transcription_holds_nothing_else(transcription: Definition) -> None:
    assert not transcription.runnable
    assert transcription.note == "Transcripción incompleta de PE-CM-01 versión 00"
    assert (transcription.prepared_by, transcription.approved_by) == ("No consta", ())
    assert [role.code for role in transcription.roles] == ["EC", "EET", "FC", "GC", "PM", "PO", "TO"]
    assert [(action.encargado, action.registros) for action in transcription.actions] == [
        ("GC/EC", "RAR"),
        ("GC/EC", ""),
        ("GC/EC", "Pitch SQUAD"),
    ]
    assert ".tipo de cliente, .origen geográfico, .escala" in transcription.action("identify").literal
    assert (transcription.events, transcription.records, transcription.cases) == ((), (), ())


def test_version_01_keeps_the_three_actions_word_for_word(definition: Definition, transcription: Definition) -> None:
    for printed in transcription.actions:
        kept = definition.action(printed.id)
        assert (kept.text, kept.encargado, kept.registros, kept.source) == (
            printed.text,
            printed.encargado,
            printed.registros,
            "document",
        )
    assert {phase.title for phase in transcription.phases} == {phase.title for phase in definition.phases}


def test_version_01_marks_what_it_proposes(definition: Definition, transcription: Definition) -> None:
    known = {action.id for action in transcription.actions}
    assert {action.id for action in definition.actions if action.source == "document"} == known
    assert definition.status == "draft"


def test_the_ids_are_those_of_the_design(definition: Definition) -> None:
    expected = [(phase, action) for phase, actions in IDS for action in actions.split()]
    assert [(action.phase, action.id) for action in definition.actions] == expected


def test_version_01_tells_its_golden_cases(definition: Definition) -> None:
    assert len(definition.cases) >= 10
    assert check_cases(definition) == ()


@pytest.mark.parametrize(
    ("right", "wrong", "case"),
    [
        ('entry = { hard = { done = "review-requirements" } }', "", "no-review-no-proposal"),
        ('waiver = "never"\niso = ["8.2.3"]', 'iso = ["8.2.3"]', "handed-over-before-payment"),
        ('{ exists = "depth.decided", over = { rar = "rar.issued" } }', '{ exists = "depth.decided" }', "new-rar"),
    ],
)  # fmt: skip
def test_a_version_that_lets_go_of_a_rule_fails_its_own_cases(text: str, right: str, wrong: str, case: str) -> None:
    assert right in text
    loose = load(text.replace(right, wrong, 1).encode())
    title = next(each.title for each in loose.cases if each.id == case)
    problems = check_cases(loose, file="01.toml", text=text)
    assert any(title in problem.sentence for problem in problems)
    assert all(problem.line > 1 for problem in problems)


def test_short_names_of_a_case_stand_for_hashes(definition: Definition) -> None:
    events = case_events(definition, definition.cases[0])
    assert next(event.record for event in events if event.name == "rar.issued") == sha("rar-1")
