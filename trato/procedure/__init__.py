"""The controlled document as a program: definitions, conditions and `evaluate`. Pure: no Django, clock or database."""

from trato.procedure.calendar import Calendar
from trato.procedure.cases import case_events, check_cases
from trato.procedure.definition.canonical import canonical
from trato.procedure.definition.cases import Case, CaseStep
from trato.procedure.definition.document import Clause, Limit, Modality, Phase, Role, Section, Term
from trato.procedure.definition.facts import FactKind, FactType
from trato.procedure.definition.flow import Action, Deadline, Entry, EventKind, Milestone, Outcome
from trato.procedure.definition.indicators import Indicator
from trato.procedure.definition.model import Definition
from trato.procedure.definition.reading.whole import from_canonical, load, parse
from trato.procedure.definition.records import Choice, Field, Option, RecordKind
from trato.procedure.evaluation.ending import still_admits
from trato.procedure.evaluation.evaluate import evaluate
from trato.procedure.evaluation.permitting import may_try, permits
from trato.procedure.evaluation.states import ActionState, Evaluation, Former, Permission, Status
from trato.procedure.events import Event
from trato.procedure.money import CurrencyMismatch, Money, round_half_up
from trato.procedure.reasons import InvalidDefinition, Problem, Reason
from trato.procedure.sentences.conditions import condition_sentence
from trato.procedure.sentences.deadlines import deadline_sentence
from trato.procedure.sentences.reasons import sentence

__all__ = [
    "Action",
    "ActionState",
    "Calendar",
    "Case",
    "CaseStep",
    "Choice",
    "Clause",
    "CurrencyMismatch",
    "Deadline",
    "Definition",
    "Entry",
    "Evaluation",
    "Event",
    "EventKind",
    "FactKind",
    "FactType",
    "Field",
    "Former",
    "Indicator",
    "InvalidDefinition",
    "Limit",
    "Milestone",
    "Modality",
    "Money",
    "Option",
    "Outcome",
    "Permission",
    "Phase",
    "Problem",
    "Reason",
    "RecordKind",
    "Role",
    "Section",
    "Status",
    "Term",
    "canonical",
    "case_events",
    "check_cases",
    "condition_sentence",
    "deadline_sentence",
    "evaluate",
    "from_canonical",
    "load",
    "may_try",
    "parse",
    "permits",
    "round_half_up",
    "sentence",
    "still_admits",
]
