"""Name things as the definition names them, in one language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from trato.procedure.conditions.model import Filter, Path, Scalar
from trato.procedure.definition.facts import FactKind, FactType
from trato.procedure.definition.model import Definition
from trato.procedure.sentences.phrases import ENGLISH, SPANISH

CENTS = 100
# Labels bring their article: what comes before it contracts with it.
CONTRACTED = re.compile(r"\b([Dd]e|[Aa]) el\b")


@dataclass(frozen=True, slots=True)
class Speaker:
    definition: Definition
    english: bool

    @classmethod
    def of(cls, definition: Definition, language: str) -> Speaker:
        return cls(definition, language.lower().startswith("en"))

    def say(self, phrase: str, **pieces: object) -> str:
        if self.english:
            return ENGLISH[phrase].format(**pieces)
        return CONTRACTED.sub(r"\1l", SPANISH[phrase].format(**pieces))

    def one(self, es: str, en: str) -> str:
        return en if self.english and en else es

    def action(self, action_id: str) -> str:
        """Return «8.2.4 Revisar la capacidad de cumplir»."""
        if not self.definition.has_action(action_id):
            return action_id
        action = self.definition.action(action_id)
        return f"{action.section} {action.label('en' if self.english else 'es')}"

    def todo(self, names: Iterable[str]) -> str:
        kinds = [self.definition.event(name) for name in names if self.definition.has_event(name)]
        return self.say("or").join(self.one(kind.todo or kind.text, kind.todo_en or kind.text_en) for kind in kinds)

    def text(self, names: Iterable[str]) -> str:
        kinds = [self.definition.event(name) for name in names if self.definition.has_event(name)]
        return self.say("or").join(lowered(self.one(kind.text, kind.text_en)) for kind in kinds)

    def fact(self, event: str, fact: str) -> str:
        labels = self.definition.fact_labels
        label = labels.get(f"{event}.{fact}") or labels.get(fact)
        return self.one(label.label, label.label_en) if label else fact

    def path(self, path: Path) -> str:
        return self.fact(path.event, path.fact)

    def value(self, event: str, fact: str, value: Scalar) -> str:
        """Return a fact's value as people read it: an option's label, an amount, a percentage, sí or no."""
        kind = self._kind(event, fact)
        if isinstance(value, bool):
            return self.say("yes" if value else "no")
        if isinstance(value, int):
            return self.number(
                value, "usd-minor" if fact.endswith("_usd") else "basis-points" if fact.endswith("_bp") else ""
            )
        if kind and kind.kind is FactKind.CODE and kind.choice in self.definition.choices:
            return self.definition.choice(kind.choice).label_of(value, "en" if self.english else "es")
        return value

    def values(self, event: str, fact: str, values: Iterable[Scalar]) -> str:
        said = [self.value(event, fact, value) for value in values]
        quoted = [f"“{text}”" if self.english else f"«{text}»" for text in said]
        return self.say("or").join(said if len(said) == 1 and said[0][:1].isdigit() else quoted)

    def number(self, value: int, unit: str) -> str:
        if unit == "usd-minor":
            return f"USD {self._decimal(value)}"
        if unit == "basis-points":
            whole = self._decimal(value)
            return f"{whole.rstrip('0').rstrip('.,')} %"
        return str(value)

    def _decimal(self, hundredths: int) -> str:
        text = f"{hundredths // CENTS:,}.{hundredths % CENTS:02d}"
        return text if self.english else text.translate(str.maketrans(",.", ".,"))

    def where(self, event: str, where: Filter) -> str:
        if not where:
            return ""
        return self.say("with-where", where=", ".join(self._filtered(event, fact, values) for fact, values in where))

    def roles(self, codes: Iterable[str]) -> str:
        return self.say("or").join(self._role(code) for code in codes)

    def day(self, iso: str) -> str:
        """Return 12/03/2026, or 12/03/2026 a las 10:00."""
        if "T" not in iso:
            return date.fromisoformat(iso).strftime("%d/%m/%Y")
        moment = datetime.fromisoformat(iso)
        return self.say("at-time", day=moment.strftime("%d/%m/%Y"), time=moment.strftime("%H:%M"))

    def milestone(self, milestone_id: str) -> str:
        return next(
            (self.one(each.label, each.label_en) for each in self.definition.milestones if each.id == milestone_id),
            milestone_id,
        )

    def outcome(self, outcome_id: str) -> str:
        """Return an ending's label; `any` returns all of them."""
        chosen = [each for each in self.definition.outcomes if outcome_id in {"any", each.id}]
        return self.say("or").join(lowered(self.one(each.label, each.label_en)) for each in chosen) or outcome_id

    def modality(self, modality_id: str) -> str:
        return next(
            (self.one(each.label, each.label_en) for each in self.definition.modalities if each.id == modality_id),
            modality_id,
        )

    def limit(self, limit_id: str) -> str:
        texts = [self.one(each.text, each.text_en) for each in self.definition.limits if each.id == limit_id]
        return texts[-1].rstrip(".") if texts else limit_id

    def unit(self, limit_id: str) -> str:
        return next((each.unit for each in self.definition.limits if each.id == limit_id), "")

    def _kind(self, event: str, fact: str) -> FactType | None:
        return self.definition.event(event).facts.get(fact) if self.definition.has_event(event) else None

    def _filtered(self, event: str, fact: str, values: tuple[Scalar, ...]) -> str:
        if values == (True,):
            return self.fact(event, fact)
        kind = self._kind(event, fact)
        if kind and kind.kind is FactKind.CODE:
            # An option says by itself what it is: «la firma del contrato (Cliente)».
            return self.say("or").join(self.value(event, fact, value) for value in values)
        return f"{self.fact(event, fact)}: {self.values(event, fact, values)}"

    def _role(self, code: str) -> str:
        for role in self.definition.roles:
            if role.code == code:
                return f"{code} ({self.one(role.label, role.label_en)})"
        return self.say("system") if code == "system" else code


def lowered(text: str) -> str:
    """Begin in lower case, unless the first word is an acronym."""
    return text if len(text) > 1 and text[1].isupper() else text[:1].lower() + text[1:]


def raised(text: str) -> str:
    return text[:1].upper() + text[1:]
