"""A deadline as a sentence."""

from __future__ import annotations

from trato.procedure.definition.flow import Action, Deadline
from trato.procedure.definition.model import Definition
from trato.procedure.sentences.conditions import clause
from trato.procedure.sentences.speaking import Speaker, raised


def deadline_sentence(action: Action, definition: Definition, language: str = "es") -> str:
    """Say by when an action is due, es or en: «2 días hábiles desde que abrió el ciclo»; empty without a deadline."""
    speaker = Speaker.of(definition, language)
    return raised("; ".join(_said(deadline, speaker) for deadline in action.deadlines))


def _said(deadline: Deadline, speaker: Speaker) -> str:
    said = _span(deadline, speaker)
    return f"{said}{speaker.say('deadline-when', condition=clause(deadline.when, speaker))}" if deadline.when else said


def _span(deadline: Deadline, speaker: Speaker) -> str:
    if deadline.on:
        return speaker.say("deadline-on", date=_date(deadline.on, speaker))
    since = _since(deadline.after, speaker)
    if deadline.series:
        return speaker.say("deadline-series", days=speaker.say("and-list").join(map(str, deadline.series)), since=since)
    phrase = {0: "deadline-same-day", 1: "deadline-day"}.get(deadline.days, "deadline-days")
    return speaker.say(phrase, days=deadline.days, since=since)


def _since(after: str, speaker: Speaker) -> str:
    definition = speaker.definition
    if after == "outcome":
        return speaker.say("since-outcome")
    if after == "*":
        return speaker.say("since-all")
    if definition.has_action(after):
        return speaker.say("since-action", action=speaker.action(after))
    if definition.has_event(after):
        return speaker.say("since-event", text=speaker.text([after]))
    return speaker.say("since-date", date=_date(after, speaker))


def _date(path: str, speaker: Speaker) -> str:
    event, _, fact = path.rpartition(".")
    return speaker.fact(event, fact)
