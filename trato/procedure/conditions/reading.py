"""Read a condition from the data of a definition file, and write it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from trato.procedure.conditions import model as m

type Data = Mapping[str, Any]


class NotACondition(Exception):
    """The data is no condition of the closed set; `sentence` says why, `token` is the piece to look for."""

    def __init__(self, sentence: str, token: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.token = token


@dataclass(frozen=True, slots=True)
class _Form:
    """How one kind is written: its leading key, the keys that may stand beside it, and how to read it."""

    beside: frozenset[str]
    read: Callable[[Data], m.Condition]


def read_condition(data: object) -> m.Condition:
    """Read one condition; raises NotACondition with a sentence in Spanish."""
    if not isinstance(data, Mapping):
        raise NotACondition('una condición se escribe entre llaves, por ejemplo { done = "identify" }')
    leading = [key for key in FORMS if key in data]
    if len(leading) > 1 and set(leading) <= {"count", "age", "at_least", "at_most"}:
        leading = [key for key in leading if key in {"count", "age"}]
    if len(leading) != 1:
        raise NotACondition(_neither(data, leading), next(iter(data), ""))
    form = FORMS[leading[0]]
    if strangers := [key for key in data if key != leading[0] and key not in form.beside]:
        raise NotACondition(f"la condición «{leading[0]}» no lleva «{strangers[0]}»", strangers[0])
    return form.read(data)


def _neither(data: Data, leading: list[str]) -> str:
    if leading:
        return f"una condición dice una sola cosa, y esta dice {' y '.join(f'«{key}»' for key in leading)}"
    named = ", ".join(f"«{key}»" for key in data) or "nada"
    return f"la condición dice {named}, que no está entre las que existen: {', '.join(FORMS)}"


def _text(data: Data, key: str) -> str:
    value = data[key]
    if not isinstance(value, str) or not value:
        raise NotACondition(f"«{key}» espera un nombre entre comillas", key)
    return value


def _texts(data: Data, key: str) -> tuple[str, ...]:
    value = data.get(key, [])
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list | tuple) or not all(isinstance(item, str) for item in values):
        raise NotACondition(f"«{key}» espera un nombre o una lista de nombres", key)
    return tuple(values)


def _number(data: Data, key: str) -> int | None:
    value = data.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise NotACondition(f"«{key}» espera un número entero", key)
    return value


def _flag(data: Data, key: str) -> bool:
    value = data.get(key, False)
    if not isinstance(value, bool):
        raise NotACondition(f"«{key}» espera true o false", key)
    return value


def _scalars(value: object, key: str) -> tuple[m.Scalar, ...]:
    values = value if isinstance(value, list | tuple) else [value]
    if not values or not all(isinstance(item, int | bool | str) for item in values):
        raise NotACondition(f"«{key}» espera un número, true, false, un código o una lista de ellos", key)
    return tuple(values)


def _path(text: str) -> m.Path:
    event, _, fact = text.rpartition(".")
    if "." not in event or not fact:
        raise NotACondition(f"«{text}» no nombra un dato de un hecho, como «proposal.sent.total_usd»", text)
    return m.Path(event, fact)


def _where(data: Data) -> m.Filter:
    where = data.get("where", {})
    if not isinstance(where, Mapping):
        raise NotACondition("«where» espera datos entre llaves, por ejemplo { answered = true }", "where")
    return tuple((key, _scalars(where[key], key)) for key in sorted(where))


def _pairs(data: Data, key: str) -> m.Pairs[str]:
    pairs = data.get(key, {})
    if not isinstance(pairs, Mapping) or not all(isinstance(value, str) for value in pairs.values()):
        raise NotACondition(f'«{key}» espera pares dato = hecho, por ejemplo {{ rar = "rar.issued" }}', key)
    return tuple((fact, pairs[fact]) for fact in sorted(pairs))


def _exists(data: Data) -> m.Condition:
    same, as_ = _texts(data, "same"), _text(data, "as") if "as" in data else ""
    if bool(same) != bool(as_):
        raise NotACondition(
            "«same» y «as» van juntas: los mismos datos que el último de otro hecho", "same" if same else "as"
        )
    return m.Exists(
        event=_text(data, "exists"), where=_where(data), over=_pairs(data, "over"), same=same, as_=as_,
        after=_texts(data, "after"),
    )  # fmt: skip


def _equals(data: Data) -> m.Condition:
    if ("value" in data) == ("to" in data):
        raise NotACondition("«equals» lleva «value» (un valor o varios) o «to» (otro dato), una de las dos", "equals")
    path = _path(_text(data, "equals"))
    if "to" in data:
        return m.Equals(path=path, to=_path(_text(data, "to")))
    return m.Equals(path=path, values=_scalars(data["value"], "value"))


def _bound(data: Data, key: str) -> tuple[m.Path, int | None, str]:
    if ("value" in data) == ("limit" in data):
        raise NotACondition(f"«{key}» lleva «value» (un número) o «limit» (un límite fechado), una de las dos", key)
    return _path(_text(data, key)), _number(data, "value"), _text(data, "limit") if "limit" in data else ""


def _at_most(data: Data) -> m.Condition:
    path, value, limit = _bound(data, "at_most")
    return m.AtMost(path=path, value=value, limit=limit)


def _at_least(data: Data) -> m.Condition:
    path, value, limit = _bound(data, "at_least")
    return m.AtLeast(path=path, value=value, limit=limit)


def _count(data: Data) -> m.Condition:
    low, high = _number(data, "at_least"), _number(data, "at_most")
    if (low is None) == (high is None):
        raise NotACondition("«count» lleva «at_least» o «at_most», una de las dos", "count")
    distinct = _text(data, "distinct") if "distinct" in data else ""
    return m.Count(events=_texts(data, "count"), where=_where(data), distinct=distinct, at_least=low, at_most=high)


def _age(data: Data) -> m.Condition:
    days = _number(data, "at_least")
    if days is None:
        raise NotACondition("«age» lleva «at_least»: cuántos días hábiles tienen que haber pasado", "age")
    return m.Age(events=_texts(data, "age"), at_least=days, first=_flag(data, "first"), where=_where(data))


def _different_person(data: Data) -> m.Condition:
    names = _texts(data, "different_person")
    if len(names) != 2:  # noqa: PLR2004
        raise NotACondition("«different_person» compara dos hechos", "different_person")
    return m.DifferentPerson(first=names[0], second=names[1], same=_texts(data, "same"))


def _role(data: Data) -> m.Condition:
    if "of" not in data:
        raise NotACondition("«role» lleva «of»: el hecho de quien hablamos", "role")
    return m.RoleOf(role=_text(data, "role"), event=_text(data, "of"))


def _every(data: Data) -> m.Condition:
    if "has" not in data or "by" not in data:
        raise NotACondition("«every» lleva «has» (el hecho que responde) y «by» (el dato que dice a cuál)", "every")
    return m.Every(event=_text(data, "every"), has=_text(data, "has"), by=_text(data, "by"))


def _parts(data: Data, key: str) -> tuple[m.Condition, ...]:
    parts = data[key]
    if not isinstance(parts, list | tuple) or not parts:
        raise NotACondition(f"«{key}» espera una lista de condiciones", key)
    return tuple(read_condition(part) for part in parts)


FORMS: dict[str, _Form] = {
    "exists": _Form(frozenset({"where", "over", "same", "as", "after"}), _exists),
    "equals": _Form(frozenset({"value", "to"}), _equals),
    "count": _Form(frozenset({"where", "distinct", "at_least", "at_most"}), _count),
    "age": _Form(frozenset({"first", "at_least", "where"}), _age),
    "at_most": _Form(frozenset({"value", "limit"}), _at_most),
    "at_least": _Form(frozenset({"value", "limit"}), _at_least),
    "valid": _Form(frozenset(), lambda data: m.Valid(path=_path(_text(data, "valid")))),
    "passed": _Form(frozenset(), lambda data: m.Passed(path=_path(_text(data, "passed")))),
    "different_person": _Form(frozenset({"same"}), _different_person),
    "role": _Form(frozenset({"of"}), _role),
    "done": _Form(frozenset(), lambda data: m.Done(action=_text(data, "done"))),
    "waived": _Form(frozenset(), lambda data: m.Waived(action=_text(data, "waived"))),
    "not_applicable": _Form(frozenset(), lambda data: m.NotApplicable(action=_text(data, "not_applicable"))),
    "milestone": _Form(frozenset(), lambda data: m.MilestoneReached(milestone=_text(data, "milestone"))),
    "outcome": _Form(frozenset(), lambda data: m.OutcomeKnown(outcome=_text(data, "outcome"))),
    "modality": _Form(frozenset(), lambda data: m.ModalityIs(modality=_text(data, "modality"))),
    "every": _Form(frozenset({"has", "by"}), _every),
    "all": _Form(frozenset(), lambda data: m.All(_parts(data, "all"))),
    "any": _Form(frozenset(), lambda data: m.AnyOf(_parts(data, "any"))),
    "not": _Form(frozenset(), lambda data: m.Not(read_condition(data["not"]))),
}
