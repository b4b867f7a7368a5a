import re

import pytest

from trato.procedure import Definition, Reason, condition_sentence, deadline_sentence, sentence
from trato.procedure.conditions.model import Exists
from trato.procedure.conditions.reading import read_condition
from trato.procedure.conditions.writing import condition_data
from trato.procedure.definition.checking.conditions import stated
from trato.procedure.evaluation.explaining import condition_reason
from trato.procedure.sentences.phrases import ENGLISH, SPANISH
from trato.procedure.tests.story import Story

LEFT_OVER = re.compile(r"[{}_]|\b[a-z]+\.[a-z]+\b|\s{2}|\(\)|«»|“”")


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_condition_prints_as_a_sentence(definition: Definition, language: str) -> None:
    for place in stated(definition):
        said = condition_sentence(place.condition, definition, language)
        assert said
        assert not LEFT_OVER.search(said), said


def test_every_condition_is_written_as_it_was_read(definition: Definition) -> None:
    for place in stated(definition):
        assert read_condition(condition_data(place.condition)) == place.condition


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_reason_of_an_unfinished_cycle_is_a_sentence(
    proposed: Story, definition: Definition, language: str
) -> None:
    for state in proposed.state(30).actions.values():
        for reason in (*state.missing, *state.blocked_by):
            assert not LEFT_OVER.search(sentence(reason, definition, language)), reason


@pytest.mark.parametrize(
    ("reason", "es", "en"),
    [
        (
            Reason("action-not-done", {"action": "review-requirements"}),
            "Falta 8.2.4 Revisar la capacidad de cumplir",
            "Still to do: 8.2.4 Review the ability to deliver",
        ),
        (
            Reason("expired", {"event": "proposal.sent", "fact": "valid_until", "on": "2026-03-12"}),
            "La propuesta venció el 12/03/2026",
            "The proposal expired on 12/03/2026",
        ),
        (
            Reason("missing-event", {"event": "contract.signed", "where": '{"party": ["squad"]}'}),
            "Falta la firma del contrato (Squad)",
            "Still to do: the signature of the contract (Squad)",
        ),
        (
            Reason("needs-role", {"role": "GC", "event": "proposal.sent"}),
            "Lo puede hacer GC (Gerente Comercial)",
            "It can be done by GC (Commercial Manager)",
        ),
        (
            Reason("not-yet", {"event": "meeting.scheduled", "fact": "starts_at", "on": "2026-03-05T10:00:00-03:00"}),
            "La reunión es el 05/03/2026 a las 10:00: todavía no pasó",
            "The meeting is on 05/03/2026 at 10:00: it has not come yet",
        ),
        (
            Reason("outdated", {"event": "conformity.given", "over": "rar", "other": "rar.issued"}),
            "Falta la conformidad del cliente: cambió el RAR",
            "Still to do: the client's conformity, because the RAR changed",
        ),
        (
            Reason("fact-value", {"event": "rar.issued", "fact": "without_acceptance", "actual": 2, "value": 0}),
            "Requisitos imprescindibles sin criterio de aceptación: todavía 2",
            "Must-have requirements without an acceptance criterion: still 2",
        ),
        (
            Reason("fact-value", {"event": "payment.verified", "fact": "gate_covered", "actual": False, "value": True}),
            "Falta: el pago cubre lo que habilita el inicio",
            "Missing: the payment covers what enables the start",
        ),
        (
            Reason("never-waived", {"action": "sign-contract"}),
            "8.2.9 Firmar el contrato no admite desvío",
            "8.2.9 Sign the contract cannot be waived",
        ),
        (
            Reason("unknown-code", {"event": "closing.decided", "fact": "motive", "value": "boredom"}),
            "«boredom» no está en el catálogo del motivo",
            "“boredom” is not in the catalogue of the reason",
        ),
    ],
)
def test_a_reason_says_what_to_do(definition: Definition, reason: Reason, es: str, en: str) -> None:
    assert sentence(reason, definition) == es
    assert sentence(reason, definition, "en") == en


def test_no_sentence_in_spanish_leaves_an_article_uncontracted(definition: Definition) -> None:
    said = [condition_sentence(place.condition, definition) for place in stated(definition)]
    said += [deadline_sentence(action, definition) for action in definition.actions]
    said += [
        sentence(Reason(code, {"event": kind.name, "fact": fact, "value": "x", "kind": "code"}), definition)
        for kind in definition.events
        for fact in kind.facts
        for code in ("unknown-code", "bad-fact", "missing-fact")
    ]
    assert not [text for text in said if re.search(r"\b(de|a) el\b", text, re.IGNORECASE)]


def test_any_condition_can_be_a_reason(definition: Definition) -> None:
    reason = condition_reason(Exists(event="rar.issued", after=("meeting.missed",)))
    assert sentence(reason, definition).startswith("Tiene que darse que consta que emitió el RAR")


def test_deadlines_are_said_too(definition: Definition) -> None:
    assert deadline_sentence(definition.action("draft-contract"), definition) == (
        "2 días hábiles desde 8.3.1 Registrar el plan de pagos"
    )
    assert deadline_sentence(definition.action("follow-proposal"), definition, "en") == (
        "After 3, 7, 12 business days since this was recorded: sent the proposal"
    )


def test_both_languages_have_the_same_phrases_with_the_same_gaps() -> None:
    assert SPANISH.keys() == ENGLISH.keys()
    gaps = re.compile(r"\{(\w+)\}")
    differing = {key for key in SPANISH if set(gaps.findall(SPANISH[key])) != set(gaps.findall(ENGLISH[key]))}
    assert differing == set()
