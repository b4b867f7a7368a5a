"""A condition as a sentence: what cannot be said here does not belong in a definition."""

from __future__ import annotations

from trato.procedure.conditions import model as m
from trato.procedure.definition.model import Definition
from trato.procedure.sentences.speaking import Speaker, raised


def condition_sentence(condition: m.Condition, definition: Definition, language: str = "es") -> str:
    """Say a condition in words, es or en; begins in upper case, no full stop."""
    return raised(clause(condition, Speaker.of(definition, language)))


def clause(condition: m.Condition, speaker: Speaker, *, inside: bool = False) -> str:  # noqa: PLR0911
    """Say a condition so that it fits inside a sentence."""
    match condition:
        case m.All(parts=(only,)) | m.AnyOf(parts=(only,)):
            return clause(only, speaker, inside=inside)
        case m.All(parts=parts):
            said = _joined([clause(part, speaker, inside=True) for part in parts], speaker.say("and"), speaker)
            return speaker.say("whole", parts=said) if inside else said
        case m.AnyOf(parts=parts):
            said = speaker.say("or").join(clause(part, speaker, inside=True) for part in parts)
            return speaker.say("either", parts=said) if inside else said
        case m.Not(part=part):
            return _negated(part, speaker)
        case m.Equals() | m.AtMost() | m.AtLeast() | m.Valid() | m.Passed():
            return _of_facts(condition, speaker)
        case m.Exists() | m.Count() | m.Age() | m.DifferentPerson() | m.RoleOf() | m.Every():
            return _of_events(condition, speaker)
        case _:
            return _of_state(condition, speaker)


def _joined(parts: list[str], last: str, speaker: Speaker) -> str:
    return last.join([speaker.say("then").join(parts[:-1]), parts[-1]])


def _negated(condition: m.Condition, speaker: Speaker) -> str:  # noqa: PLR0911
    match condition:
        case m.Exists():
            return speaker.say("if-not-exists", text=_event(condition, speaker))
        case m.Equals(path=path, values=(False,)):
            return speaker.say("if-not-no", fact=speaker.path(path))
        case m.Equals(path=path, to=None, values=values) if not isinstance(values[0], bool):
            said = speaker.values(path.event, path.fact, values)
            return speaker.say("if-not-equals", fact=speaker.path(path), value=said)
        case m.Done(action=action) if action != "*":
            return speaker.say("if-not-done", action=speaker.action(action))
        case m.MilestoneReached(milestone=milestone):
            return speaker.say("if-not-milestone", milestone=speaker.milestone(milestone))
        case m.ModalityIs(modality=modality):
            return speaker.say("if-not-modality", modality=speaker.modality(modality))
        case _:
            return speaker.say("if-not", condition=clause(condition, speaker, inside=True))


def _event(condition: m.Exists, speaker: Speaker) -> str:
    text = speaker.text([condition.event]) + speaker.where(condition.event, condition.where)
    if condition.over:
        facts = speaker.say("and").join(speaker.fact(condition.event, fact) for fact, _ in condition.over)
        text += speaker.say("with-over", facts=facts)
    if condition.same:
        facts = speaker.say("and").join(speaker.fact(condition.event, fact) for fact in condition.same)
        text += speaker.say("with-same", facts=facts)
    if condition.after:
        text += speaker.say("with-after", text=speaker.text(condition.after))
    return text


def _of_facts(condition: m.Condition, speaker: Speaker) -> str:  # noqa: PLR0911
    path = m.paths(condition)[0]
    fact = speaker.path(path)
    match condition:
        case m.Equals(to=m.Path() as to):
            return speaker.say("if-facts-equal", fact=fact, other=speaker.path(to))
        case m.Equals(values=(bool() as wanted,)):
            return speaker.say("if-yes" if wanted else "if-no", fact=fact)
        case m.Equals(values=values):
            number = isinstance(values[0], int)
            return speaker.say(
                "if-number" if number else "if-equals", fact=fact, value=speaker.values(path.event, path.fact, values)
            )
        case m.AtMost(limit="", value=int() as value):
            return speaker.say("if-at-most", fact=fact, bound=speaker.value(path.event, path.fact, value))
        case m.AtLeast(limit="", value=int() as value):
            return speaker.say("if-at-least", fact=fact, bound=speaker.value(path.event, path.fact, value))
        case m.AtMost(limit=limit):
            return speaker.say("if-within", fact=fact, limit=speaker.limit(limit))
        case m.AtLeast(limit=limit):
            return speaker.say("if-reaches", fact=fact, limit=speaker.limit(limit))
        case _:
            return speaker.say("if-valid" if isinstance(condition, m.Valid) else "if-passed", fact=fact)


def _of_events(condition: m.Condition, speaker: Speaker) -> str:
    match condition:
        case m.Exists():
            return speaker.say("if-exists", text=_event(condition, speaker))
        case m.Count(events=events, where=where, distinct=distinct, at_least=least, at_most=most):
            most_of = "if-count-most" if most else "if-count-none"
            phrase = most_of if least is None else "if-count-distinct" if distinct else "if-count-least"
            fact = speaker.fact(events[0], distinct) if distinct else ""
            bound = most if least is None else least
            return speaker.say(
                phrase, bound=bound, text=speaker.text(events), where=speaker.where(events[0], where), fact=fact
            )  # fmt: skip
        case m.Age(events=events, at_least=days, first=first, where=where):
            text, filtered = speaker.text(events), speaker.where(events[0], where)
            return speaker.say("if-age-first" if first else "if-age", bound=days, text=text, where=filtered)
        case m.DifferentPerson(first=first_event, second=second):
            return speaker.say("if-different", first=speaker.text([first_event]), second=speaker.text([second]))
        case m.RoleOf(role=role):
            return speaker.say("if-role", roles=speaker.roles([role]))
        case m.Every(event=event, has=has):
            return speaker.say("if-every", text=speaker.text([event]), has=speaker.text([has]))
        case _:
            raise TypeError(condition)


def _of_state(condition: m.Condition, speaker: Speaker) -> str:  # noqa: PLR0911
    match condition:
        case m.Done(action="*"):
            return speaker.say("if-all-done")
        case m.Done(action=action):
            return speaker.say("if-done", action=speaker.action(action))
        case m.Waived(action=action):
            return speaker.say("if-waived", action=speaker.action(action))
        case m.NotApplicable(action=action):
            return speaker.say("if-not-applicable", action=speaker.action(action))
        case m.MilestoneReached(milestone=milestone):
            return speaker.say("if-milestone", milestone=speaker.milestone(milestone))
        case m.OutcomeKnown(outcome="any"):
            return speaker.say("if-any-outcome")
        case m.OutcomeKnown(outcome=outcome):
            return speaker.say("if-outcome", outcome=speaker.outcome(outcome))
        case m.ModalityIs(modality=modality):
            return speaker.say("if-modality", modality=speaker.modality(modality))
        case _:
            raise TypeError(condition)
