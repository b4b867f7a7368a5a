"""Everything the page of a cycle shows, gathered once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trato.cycles.amounts import amount_of
from trato.cycles.models import Cycle, WaiverRequest
from trato.cycles.situation import Situation
from trato.cycles.timeline import timeline
from trato.desk.assembly import step_of
from trato.desk.cycle.offers import Offer, offers
from trato.desk.cycle.rail import rail
from trato.documents.models import RecordVersion
from trato.documents.records import records_of
from trato.documents.records.sheets import sheet_of
from trato.ledger.actors import Actor
from trato.people.actors import holders, names_of
from trato.procedure import Action, Reason, Status
from trato.ui.sheets import Sheet
from trato.ui.values import numeric_date

# The records people look for first, as tabs over the sheet.
TABS = (
    "rar",
    "rtp",
    "review",
    "proposal",
    "conformity",
    "contract",
    "signature",
    "minutes",
    "client-file",
    "survey",
    "handover",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """One thing that is lacking: what, who has it, and where it is done."""

    text: str
    holder: str
    url: str
    icon: str


def page(
    cycle: Cycle,
    situation: Situation,
    actor: Actor,
    *,
    action_id: str = "",
    record: str = "",
    as_of: datetime | None = None,
) -> dict[str, Any]:
    """Return the context of `desk/ciclo.html` for one person and one step; read-only when `as_of` is past."""
    evaluation, definition = situation.evaluation, situation.definition
    action = definition.action(action_id or evaluation.next_action or "close")
    step = step_of(action.id)
    own, common = ([], []) if as_of else offers(step, cycle, situation, actor)
    extra = dict(step.context(cycle, situation, actor, situation.at)) if step.context and not as_of else {}
    rows = timeline(situation)
    phases = rail(cycle, situation, action.id)
    section_order = [row.section for phase in phases for row in phase.rows]
    return {
        "cycle": cycle,
        "progress": cycle.progress,
        "amount": amount_of(cycle),
        "situation": situation,
        "evaluation": evaluation,
        "definition": definition,
        "action": action,
        "action_label": action.label(_language()),
        "action_text": action.text_en if _language() == "en" and action.text_en else action.text,
        "action_state": evaluation.actions[action.id],
        "reopened": _reopened(situation, action),
        "next_label": definition.action(evaluation.next_action).label(_language()) if evaluation.next_action else "",
        "due_days": _due_days(situation),
        "deadline": deadline_text(action),
        "phases": phases,
        "position": section_order.index(action.section) + 1 if action.section in section_order else 0,
        "positions": len(section_order),
        "panel": {"verbs": own, "common": common, "seq": cycle.seq, "template": step.template, **extra},
        "waiver": WaiverRequest.objects.filter(cycle=cycle, action=action.id).select_related("decision").last(),
        "missing": missing(cycle, situation, action),
        "record_tabs": _tabs(cycle, situation),
        "sheet": _sheet(cycle, situation, record, action),
        "rows": rows,
        "since": rows[-1].recorded_at if rows else cycle.opened_at,
        "as_of": as_of,
        "read_only": bool(as_of) or not (own or common),
    }


def missing(cycle: Cycle, situation: Situation, action: Action) -> list[Missing]:
    """Answer «¿Por qué no puedo avanzar?»: what the step on screen lacks, then what the following one waits for."""
    state = situation.evaluation.actions[action.id]
    if state.settled:
        return []
    return [_missing(cycle, situation, action, reason) for reason in (*state.blocked_by, *state.missing)]


def deadline_text(action: Action) -> str:
    """Say the deadline of an action in business days."""
    deadline = action.deadline
    if deadline is None:
        return ""
    if deadline.days == 0:
        return _("Due the same day")
    if deadline.days == 1:
        return _("1 business day")
    return _("%(days)s business days") % {"days": deadline.days}


def find(own: list[Offer], common: list[Offer], slug: str) -> Offer | None:
    """Return the offer of that slug, if the person has it now."""
    return next((offer for offer in (*own, *common) if offer.verb.slug == slug), None)


def _missing(cycle: Cycle, situation: Situation, action: Action, reason: Reason) -> Missing:
    other = str(reason.params.get("action", "")) or action.id
    if other not in situation.evaluation.actions:
        other = action.id
    target = situation.definition.action(other)
    role = next((role for role in target.by if role != "system"), "")
    client = role == "FC" or (other == situation.evaluation.next_action and situation.evaluation.waiting_for_client)
    return Missing(
        text=situation.sentence(reason),
        holder=_holder(cycle, situation, role),
        url=reverse("desk:step", args=[cycle.code, target.section]) if other != action.id else "",
        icon="user-round" if client else "stamp" if role == "GC" and cycle.owner else "circle-dashed",
    )


def _holder(cycle: Cycle, situation: Situation, role: str) -> str:
    if role in {"EC", "GC"} and cycle.owner:
        return cycle.owner.name
    if role == "FC":
        return cycle.organisation.name
    names = [user.name for user in holders(role, situation.at)[:2]] if role else []
    return ", ".join(names)


def _reopened(situation: Situation, action: Action) -> str:
    seq = situation.evaluation.actions[action.id].reopened_by
    event = next((event for event in situation.events if event.seq == seq), None) if seq else None
    if event is None or situation.evaluation.actions[action.id].status == Status.DONE:
        return ""
    kind = situation.definition.event(event.name)
    who = names_of([event.actor_key])[event.actor_key]
    text = kind.text_en if _language() == "en" and kind.text_en else kind.text
    return _("Reopened on %(day)s: %(who)s, «%(what)s».") % {
        "day": numeric_date(event.recorded_at),
        "who": who,
        "what": text,
    }


def _due_days(situation: Situation) -> int | None:
    due: date | None = situation.evaluation.due_on
    if due is None:
        return None
    today = situation.calendar.local_date(situation.at)
    return situation.calendar.business_days_between(due, today)


def _tabs(cycle: Cycle, situation: Situation) -> list[tuple[RecordVersion, str]]:
    latest = {record.kind: record for record in records_of(cycle.stream) if record.kind in TABS}
    ordered = sorted(latest.values(), key=lambda record: TABS.index(record.kind))
    return [(record, situation.definition.record(record.kind).code_prefix) for record in ordered]


def _sheet(cycle: Cycle, situation: Situation, wanted: str, action: Action) -> Sheet | None:
    records = list(records_of(cycle.stream))
    if wanted:
        chosen = next((record for record in records if record.hash == wanted), None)
    else:
        kinds = {kind.record for kind in situation.definition.events if kind.action == action.id and kind.record}
        chosen = next((record for record in reversed(records) if record.kind in kinds), None) or (
            records[-1] if records else None
        )
    if chosen is None:
        return None
    names = names_of({chosen.issued_by})
    return sheet_of(chosen, chosen.kind, situation.definition, language=_language(), names=names)


def _language() -> str:
    return "en" if (get_language() or "es").startswith("en") else "es"
