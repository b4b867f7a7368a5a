from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import translation

from trato.portal.rules import STAGES, greeting, way
from trato.procedure import ActionState, Status

AT = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)


def actions(*statuses: Status) -> dict[str, ActionState]:
    return {
        stage.action: ActionState(id=stage.action, status=status, done_at=AT if status is Status.DONE else None)
        for stage, status in zip(STAGES, statuses, strict=True)
    }


def states(*statuses: Status) -> list[str]:
    return [milestone.state for milestone in way(actions(*statuses), outcome="")]


OPEN, BLOCKED, DONE, NONE = Status.OPEN, Status.BLOCKED, Status.DONE, Status.NOT_APPLICABLE


def test_the_first_thing_undone_is_the_present_one() -> None:
    assert states(DONE, DONE, OPEN, BLOCKED, BLOCKED) == ["done", "done", "current", "next", "next"]
    assert states(OPEN, BLOCKED, BLOCKED, BLOCKED, BLOCKED) == ["current", "next", "next", "next", "next"]
    assert states(DONE, DONE, DONE, DONE, DONE) == ["done"] * 5


def test_money_that_came_early_waits_for_its_place_in_the_line() -> None:
    assert states(DONE, DONE, OPEN, DONE, BLOCKED) == ["done", "done", "current", "next", "next"]


def test_what_is_waived_is_behind_and_what_does_not_apply_is_left_out() -> None:
    assert states(DONE, DONE, DONE, Status.WAIVED, OPEN) == ["done", "done", "done", "done", "current"]
    assert states(DONE, DONE, DONE, NONE, OPEN) == ["done", "done", "done", "current"]


def test_a_client_who_was_not_contracted_is_shown_no_project() -> None:
    assert way(actions(DONE, DONE, NONE, NONE, NONE), outcome="not-contracted") == ()


def test_clients_never_read_the_procedures_abbreviations() -> None:
    with translation.override("es-ar"):
        words = " ".join(f"{stage.before} {stage.after} {stage.when}" for stage in STAGES)
    assert "lo que nos pediste" in words
    assert not {"RAR", "RTP", "CM"} & set(words.split())


@pytest.mark.parametrize(
    ("tasks", "sentence"),
    [
        (0, "Ana, por ahora no necesitamos nada de vos."),
        (1, "Ana, es una sola cosa."),
        (2, "Ana, son dos cosas."),
        (3, "Ana, son tres cosas."),
        (12, "Ana, son 12 cosas."),
    ],
)
def test_how_many_things_are_asked_is_said_in_words(tasks: int, sentence: str) -> None:
    with translation.override("es-ar"):
        assert greeting("Ana", tasks) == sentence
