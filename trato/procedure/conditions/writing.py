"""Write a condition back as the data it was read from."""

from __future__ import annotations

from typing import Any

from trato.procedure.conditions import model as m


def condition_data(condition: m.Condition) -> dict[str, Any]:  # noqa: C901, PLR0911, PLR0912
    """Return the TOML shape of a condition: `read_condition(condition_data(c)) == c`."""
    match condition:
        case m.Exists(event=event, where=where, over=over, same=same, as_=as_, after=after):
            beside: dict[str, Any] = {
                "where": _where(where),
                "over": dict(over),
                "same": list(same),
                "as": as_,
                "after": list(after),
            }
            return {"exists": event, **{key: value for key, value in beside.items() if value}}
        case m.Equals(path=path, values=values, to=to):
            return {"equals": str(path), **({"to": str(to)} if to else {"value": _one_or_more(values)})}
        case m.AtMost(path=path, value=value, limit=limit):
            return {"at_most": str(path), **({"limit": limit} if limit else {"value": value})}
        case m.AtLeast(path=path, value=value, limit=limit):
            return {"at_least": str(path), **({"limit": limit} if limit else {"value": value})}
        case m.Valid(path=path):
            return {"valid": str(path)}
        case m.Passed(path=path):
            return {"passed": str(path)}
        case m.Count(events=events, where=where, distinct=distinct, at_least=low, at_most=high):
            beside = {"where": _where(where), "distinct": distinct}
            bound = {"at_most": high} if low is None else {"at_least": low}
            return {"count": list(events), **{key: value for key, value in beside.items() if value}, **bound}
        case m.Age(events=events, at_least=days, first=first, where=where):
            beside = {"where": _where(where), "first": first}
            return {"age": list(events), **{key: value for key, value in beside.items() if value}, "at_least": days}
        case m.DifferentPerson(first=one, second=two, same=same):
            return {"different_person": [one, two], **({"same": list(same)} if same else {})}
        case m.RoleOf(role=role, event=event):
            return {"role": role, "of": event}
        case m.Done(action=action):
            return {"done": action}
        case m.Waived(action=action):
            return {"waived": action}
        case m.NotApplicable(action=action):
            return {"not_applicable": action}
        case m.MilestoneReached(milestone=milestone):
            return {"milestone": milestone}
        case m.OutcomeKnown(outcome=outcome):
            return {"outcome": outcome}
        case m.ModalityIs(modality=modality):
            return {"modality": modality}
        case m.Every(event=event, has=has, by=by):
            return {"every": event, "has": has, "by": by}
        case m.All(parts=parts):
            return {"all": [condition_data(part) for part in parts]}
        case m.AnyOf(parts=parts):
            return {"any": [condition_data(part) for part in parts]}
        case m.Not(part=part):
            return {"not": condition_data(part)}


def _where(where: m.Filter) -> dict[str, Any]:
    return {key: _one_or_more(values) for key, values in where}


def _one_or_more(values: tuple[m.Scalar, ...]) -> Any:
    return values[0] if len(values) == 1 else list(values)
