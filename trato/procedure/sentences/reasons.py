"""A reason as one sentence a person can act on."""

from __future__ import annotations

import json
from collections.abc import Mapping

from trato.procedure.conditions.reading import read_condition
from trato.procedure.definition.facts import FactKind
from trato.procedure.definition.model import Definition
from trato.procedure.reasons import Parameter, Reason
from trato.procedure.sentences.conditions import clause
from trato.procedure.sentences.speaking import Speaker, raised


def sentence(reason: Reason, definition: Definition, language: str = "es") -> str:
    """Say a reason: «Falta 8.2.4 Revisar la capacidad de cumplir». `language` is es (voseo) or en; no full stop."""
    speaker = Speaker.of(definition, language)
    said = _said(reason, speaker)
    if or_role := reason.params.get("or_role"):
        said = speaker.say("or-role", sentence=said, roles=speaker.roles(str(or_role).split("/")))
    return raised(said)


def _said(reason: Reason, speaker: Speaker) -> str:
    params = reason.params
    event, fact = str(params.get("event", "")), str(params.get("fact", ""))
    match reason.code:
        case "fact-value":
            return _fact_value(event, fact, params, speaker)
        case "over-limit" | "under-limit":
            return _limit(reason.code, event, fact, params, speaker)
        case "too-few" if params.get("distinct"):
            first = str(params["events"]).split("/")[0]
            pieces = {**_pieces(params, speaker), "fact": speaker.fact(first, str(params["distinct"]))}
            return speaker.say("too-few-distinct", **pieces)
        case "condition":
            return speaker.say(
                "condition", condition=clause(read_condition(json.loads(str(params["condition"]))), speaker)
            )
        case code:
            return speaker.say(code, **_pieces(params, speaker))


def _pieces(params: Mapping[str, Parameter], speaker: Speaker) -> dict[str, object]:
    """Turn the parameters into words."""
    event, fact = str(params.get("event", "")), str(params.get("fact", ""))
    names = str(params.get("has") or params.get("second") or params.get("events") or event).split("/")
    pieces: dict[str, object] = {"name": fact, **params, "todo": speaker.todo(names), "text": speaker.text(names)}
    if "where" in params:
        where = tuple((key, tuple(values)) for key, values in sorted(json.loads(str(params["where"])).items()))
        pieces["todo"] = f"{pieces['todo']}{speaker.where(event, where)}"
    for key, name in (
        ("action", speaker.action),
        ("milestone", speaker.milestone),
        ("on", speaker.day),
        ("after", lambda value: speaker.text([value])),
        ("first", lambda value: speaker.text([value])),
        ("roles", lambda value: speaker.roles(value.split("/"))),
        ("role", lambda value: speaker.roles([value])),
    ):
        if key in params:
            pieces[key] = name(str(params[key]))
    pieces.setdefault("roles", pieces.get("role", ""))
    pieces["outcomes"] = speaker.outcome(str(params.get("outcome", "any")))
    if fact:
        pieces["fact"] = speaker.fact(event, fact)
    if "over" in params:
        pieces["other"] = speaker.fact(event, str(params["over"]))
    if "to" in params:
        pieces["other"] = speaker.fact(*str(params["to"]).rsplit(".", 1))
    return pieces


def _fact_value(event: str, fact: str, params: Mapping[str, Parameter], speaker: Speaker) -> str:
    said = speaker.fact(event, fact)
    wanted = json.loads(str(params["values"])) if "values" in params else [params["value"]]
    kind = speaker.definition.event(event).facts.get(fact) if speaker.definition.has_event(event) else None
    if wanted[0] is True or wanted[0] is False:
        return speaker.say("fact-yes" if wanted[0] else "fact-no", fact=said)
    actual, value = params["actual"], speaker.values(event, fact, wanted)
    if kind is not None and kind.kind is FactKind.INT:
        phrase = "fact-zero" if wanted == [0] else "fact-number"
        return speaker.say(phrase, fact=said, actual=speaker.value(event, fact, actual), value=value)
    if actual == "":
        return speaker.say("fact-none", fact=said, value=value)
    return speaker.say("fact-code", fact=said, actual=speaker.value(event, fact, actual), value=value)


def _limit(code: str, event: str, fact: str, params: Mapping[str, Parameter], speaker: Speaker) -> str:
    unit = speaker.unit(str(params["limit"]))
    actual, bound = (
        speaker.number(int(params[key]), unit) if unit else speaker.value(event, fact, params[key])
        for key in ("actual", "bound")
    )
    return speaker.say(code, fact=speaker.fact(event, fact), actual=actual, bound=bound)
