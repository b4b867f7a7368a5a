"""Rules of a runnable definition: who acts, what is printed, how a waiver is given, how a cycle ends."""

from __future__ import annotations

from trato.procedure.conditions import model as m
from trato.procedure.definition.model import Definition
from trato.procedure.definition.reading.table import Source

REQUESTED, AUTHORISED = "waiver.requested", "waiver.authorised"


def check_rules(definition: Definition, source: Source) -> None:
    if not definition.phases:
        source.problem("El procedimiento no tiene secciones de acciones ([[phase]]).")
    if not definition.runnable:
        _check_transcription(definition, source)
        return
    _check_actions(definition, source)
    _check_events(definition, source)
    _check_endings(definition, source)
    _check_waivers(definition, source)
    _check_indicators(definition, source)


def _check_transcription(definition: Definition, source: Source) -> None:
    """A transcription adds nothing: all of it comes from the document, and no cycle runs on it."""
    sources = {
        "section": [section.source for section in definition.sections],
        "phase": [phase.source for phase in definition.phases],
        "action": [action.source for action in definition.actions],
    }
    for table, values in sources.items():
        for index, value in enumerate(values):
            if value != "document":
                source.problem('Una transcripción no agrega nada: todo lleva source = "document".', table, index)
    if definition.events:
        source.problem("Una transcripción no registra hechos ([[event]]).", "event", 0)


def _check_actions(definition: Definition, source: Source) -> None:
    for index, action in enumerate(definition.actions):
        if not action.by:
            source.problem(f"Nadie puede hacer {action.section} «{action.label()}»: falta «by».", "action", index, "by")
        if not definition.events_of(action.id):
            source.problem(f"Ningún hecho es de {action.section} «{action.label()}».", "action", index)
        if action.serves and all(outcome.drops != action.serves for outcome in definition.outcomes):
            source.problem(f"Ningún final deja de lado lo que sirve a «{action.serves}».", "action", index, "serves")
        for deadline in action.deadlines:
            every = [leaf.event for leaf in m.leaves(action.done_when) if isinstance(leaf, m.Every)]
            if deadline.pending and deadline.after not in every:
                source.problem(
                    "Un plazo con «pending» cuenta desde el hecho que espera respuesta (every) en «done_when».",
                    "action",
                    index,
                    "deadline",
                )
    for phase in definition.phases:
        if not definition.actions_of(phase.number):
            source.problem(f"La sección {phase.number} no tiene acciones.", "phase", definition.phases.index(phase))


def _check_events(definition: Definition, source: Source) -> None:
    for index, kind in enumerate(definition.events):
        if not kind.by:
            source.problem(f"Nadie puede asentar el hecho «{kind.name}»: falta «by».", "event", index, "by")
        if not kind.todo:
            source.problem(f"Al hecho «{kind.name}» le falta «todo»: cómo se pide, en infinitivo.", "event", index)


def _check_endings(definition: Definition, source: Source) -> None:
    if not definition.outcomes:
        source.problem("El procedimiento no dice cómo termina un ciclo ([[outcome]]).")
    if definition.modalities and all(modality.when is not None for modality in definition.modalities):
        source.problem("Una de las modalidades tiene que valer siempre, sin «when».", "modality", 0)


def _check_waivers(definition: Definition, source: Source) -> None:
    waivable = [action for action in definition.actions if action.waiver != "never"]
    if not waivable:
        return
    if not definition.has_event(REQUESTED) or not definition.has_event(AUTHORISED):
        index = definition.actions.index(waivable[0])
        source.problem(
            f"Hay acciones que admiten desvío y faltan los hechos «{REQUESTED}» y «{AUTHORISED}».", "action", index
        )
        return
    kind = definition.event(AUTHORISED)
    index = definition.events.index(kind)
    for name in (REQUESTED, AUTHORISED):
        place = definition.events.index(definition.event(name))
        for fact in ("action", "reason", "regularise_by"):
            if fact not in definition.event(name).facts:
                source.problem(f"El hecho «{name}» tiene que decir «{fact}».", "event", place, "facts")
    parts = kind.requires.parts if isinstance(kind.requires, m.All) else (kind.requires,)
    if not any(
        isinstance(part, m.DifferentPerson) and part.first == REQUESTED and part.second == AUTHORISED for part in parts
    ):
        source.problem(
            "Un desvío no lo puede autorizar quien lo pide: falta «different_person».", "event", index, "requires"
        )
    outsiders = {role.code for role in definition.roles if role.outside}
    if outsiders & set(kind.by):
        source.problem("Un desvío no lo autoriza alguien de afuera.", "event", index, "by")


def _check_indicators(definition: Definition, source: Source) -> None:
    needed = {"share": ("of",), "count": ("of",), "days": ("start", "end"), "average": ("path",), "on-time": ()}
    moments = {
        *(milestone.id for milestone in definition.milestones),
        *(kind.name for kind in definition.events),
        "outcome",
    }
    for index, indicator in enumerate(definition.indicators):
        for key in needed[indicator.formula]:
            if not getattr(indicator, key):
                source.problem(f"El indicador «{indicator.label}» necesita «{key}».", "indicator", index)
        for key in ("start", "end"):
            if (name := getattr(indicator, key)) and name not in moments:
                source.problem(f"«{name}» no es un hito ni un hecho.", "indicator", index, key)
        if indicator.action and not definition.has_action(indicator.action):
            source.problem(f"No existe la acción «{indicator.action}».", "indicator", index, "action")
        path = indicator.path
        if path and (not definition.has_event(path.event) or path.fact not in definition.event(path.event).facts):
            source.problem(f"«{path}» no es un dato de un hecho.", "indicator", index, "path")
