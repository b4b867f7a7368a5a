"""Everything the page of a cycle shows, gathered once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trato.cycles.adopting import newer_version
from trato.cycles.amounts import amount_of
from trato.cycles.in_flight import from_before, gaps
from trato.cycles.models import Cycle, Progress
from trato.cycles.naming import names_in
from trato.cycles.projection import approval_role, project
from trato.cycles.situation import Situation
from trato.cycles.timeline import Row, filters, narrowed, timeline
from trato.desk.assembly import step_of
from trato.desk.cycle.entries import draw as draw_rows
from trato.desk.cycle.offers import Bench, Offer, offers
from trato.desk.cycle.rail import draw, rail
from trato.documents.definitions import by_hash
from trato.documents.models import RecordVersion
from trato.documents.records.sheets import sheet_of
from trato.procedure import Action, Reason, Status
from trato.requirements.suggestion import suggested_conditions
from trato.ui.sheets import Sheet
from trato.ui.values import numeric_date

PLAIN = "cycles/step.html"

# Steps one person prepares and another rules on.
APPROVED_BY_OTHERS = {"deep-survey", "review-requirements", "submit-proposal"}
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
    on: Bench,
    *,
    action_id: str = "",
    record: str = "",
    as_of: datetime | None = None,
    entries: str = "",
    opened: str = "",
) -> dict[str, Any]:
    """Return the context of `desk/ciclo.html` for one person and one step; read-only when `as_of` is past.

    `entries` narrows those shown, by a code of `timeline.filters`; an unknown one is ignored. `opened` is the slug of
    a verb seldom used whose form is asked for.
    """
    cycle, situation = on.cycle, on.situation
    evaluation, definition = situation.evaluation, situation.definition
    action = definition.action(action_id or evaluation.next_action or "close")
    step = step_of(action.id)
    own, common = ([], []) if as_of else offers(on, step, opened=opened)
    extra = dict(step.context(cycle, situation, on.actor, situation.at)) if step.context and not as_of else {}
    records = list(situation.records.values())
    loaded_at = from_before(cycle, situation)
    rows = timeline(cycle, situation, loaded_at=loaded_at)
    offered = filters(rows)
    shown = narrowed(rows, entries) if entries in dict(offered) else rows
    phases = rail(cycle, situation, action.id)
    section_order = [row.section for phase in phases for row in phase.rows]
    return {
        "cycle": cycle,
        "progress": project(cycle, Progress(), situation) if as_of else cycle.progress,  # then no amount is known
        "amount": amount_of(cycle),
        "situation": situation,
        "evaluation": evaluation,
        "definition": definition,
        "action": action,
        "action_label": action.label(_language()),
        "action_text": action.text_en if _language() == "en" and action.text_en else action.text,
        "action_state": evaluation.actions[action.id],
        "reopened": _reopened(cycle, situation, action),
        "next_label": definition.action(evaluation.next_action).label(_language()) if evaluation.next_action else "",
        "next_url": _next_url(cycle, situation, action),
        "today": situation.calendar.local_date(situation.at),
        "due_days": _due_days(situation),
        "deadline": deadline_text(action),
        "rail": draw(phases),
        "position": section_order.index(action.section) + 1 if action.section in section_order else 0,
        "positions": len(section_order),
        "panel": {
            "verbs": own,
            "common": common,
            "seq": cycle.seq,
            "template": PLAIN if as_of else step.template,  # the step's own asks for a context that only today has
            "url": reverse("desk:step", args=[cycle.code, action.section]),
            "waiver": any(offer.verb.slug == "pedir-desvio" for offer in common),
            "why_not": "" if own else _why_not(on, action),
            **extra,
        },
        "waiver": next((one for one in reversed(on.waivers) if one.action == action.id), None),
        "missing": missing(cycle, situation, action),
        "record_tabs": _tabs(records),
        "sheet": _sheet(cycle, _chosen(records, situation, record, action), situation, rows),
        "rows": len(shown),
        "rows_drawn": draw_rows(shown),
        "entry_filters": [("", _("every entry")), *offered] if offered else [],
        "entries": entries if entries in dict(offered) else "",
        "since": rows[-1].recorded_at if rows else cycle.opened_at,
        "team": _team(rows),
        "recovered_by": sorted((getattr(cycle, "recovered_codes", None) or "").split()) if evaluation.outcome else [],
        "may_close": on.acts
        and bool(set(definition.event("closing.decided").by) & set(on.actor.roles))
        and not (evaluation.outcome or action.id == "close" or as_of),
        "contact_url": _contact_url(on, action) if not as_of else "",
        "gaps": [(gap.section, gap.label(_language())) for gap in gaps(cycle, situation)],
        "loaded_at": loaded_at,
        "stands_at": definition.action(cycle.in_flight_at).label(_language())
        if definition.has_action(cycle.in_flight_at)
        else "",
        "newer": None if as_of else newer_version(situation, governing=getattr(cycle, "governing", None)),
        **({} if as_of else _suggestion(on)),
        "as_of": as_of,
        "read_only": bool(as_of) or not (own or common),
    }


def missing(cycle: Cycle, situation: Situation, action: Action) -> list[Missing]:
    """Answer «¿Por qué no puedo avanzar?»: what the step on screen lacks, then what the following one waits for."""
    state = situation.evaluation.actions[action.id]
    if state.settled:
        return []
    reasons = tuple(dict.fromkeys((*state.blocked_by, *state.missing)))
    roles = {_role(situation, action, reason) for reason in reasons} - {"EC", "FC", ""}
    held = {role: situation.holders.get(role, ()) for role in roles}
    names = {role: ", ".join(user.name for user in people[:2]) for role, people in held.items()}
    return [_missing(cycle, situation, action, reason, names) for reason in reasons]


def deadline_text(action: Action) -> str:
    """Say the deadline of an action in business days."""
    deadline = action.deadline
    if deadline is None:
        return ""
    if deadline.on:
        return _("On the date set")
    if deadline.days == 0:
        return _("Due the same day")
    if deadline.days == 1:
        return _("1 business day")
    return _("%(days)s business days") % {"days": deadline.days}


def find(own: list[Offer], common: list[Offer], slug: str) -> Offer | None:
    """Return the offer of that slug, if the person has it now."""
    return next((offer for offer in (*own, *common) if offer.verb.slug == slug), None)


def _missing(
    cycle: Cycle, situation: Situation, action: Action, reason: Reason, names: Mapping[str, str]
) -> Missing:  # fmt: skip
    other = _other(situation, action, reason)
    target = situation.definition.action(other)
    role = _role(situation, action, reason)
    return Missing(
        text=situation.sentence(_asked(situation, reason)),
        holder=_holder(cycle, role, names),
        url=reverse("desk:step", args=[cycle.code, target.section]) if other != action.id else "",
        icon="user-round" if role == "FC" else "stamp" if role in {"GC", "TO"} else "circle-dashed",
    )


def _asked(situation: Situation, reason: Reason) -> Reason:
    """Return the reason as whoever has it would say it: a proposal the GC has to approve is not theirs to send."""
    if reason.params.get("event") != "proposal.sent" or approval_role(situation) != "GC":
        return reason
    return replace(reason, params={**reason.params, "event": "proposal.approved"})


def _suggestion(on: Bench) -> dict[str, Any]:
    """Return the conditions of the simplified modality where it is suggested, and where whoever may chooses it."""
    if not on.acts or not (conditions := suggested_conditions(on.situation)):
        return {}
    may = bool(set(on.situation.definition.event("modality.chosen").by) & set(on.actor.roles))
    section = on.situation.section("survey-requirements")
    url = reverse("desk:act", args=[on.cycle.code, section, "modalidad-simplificada"])
    return {"simple": conditions, "simple_url": url if may else ""}


def _next_url(cycle: Cycle, situation: Situation, action: Action) -> str:
    """Return where the next action is done, when another one is on screen."""
    following = situation.evaluation.next_action
    if not following or following == action.id:
        return ""
    return reverse("desk:step", args=[cycle.code, situation.definition.action(following).section])


def _team(rows: Sequence[Row]) -> list[str]:
    """Name who was put on the cycle in a role other than its owner's, each once."""
    joined = (row.detail for row in reversed(rows) if row.event == "cycle.assigned" and not row.detail.endswith(", EC"))
    return list(dict.fromkeys(detail for detail in joined if detail))


def _contact_url(on: Bench, action: Action) -> str:
    """Return where a contact is logged now: the first one in §8.1.2, the rest as follow-up."""
    if not on.acts or on.situation.evaluation.closed or not {"EC", "GC"} & set(on.actor.roles):
        return ""
    first = on.situation.definition.action("schedule-first-contact")
    target = (
        first if not on.situation.evaluation.actions[first.id].settled else on.situation.definition.action("follow-up")
    )
    return "" if target.id == action.id else reverse("desk:step", args=[on.cycle.code, target.section])


def _why_not(on: Bench, action: Action) -> str:
    """Say why there is nothing for this person to do at the step."""
    if "AUDITOR" in on.actor.roles:
        return _("You read everything and change nothing.")
    if not on.acts:
        if on.cycle.owner is None:
            return _("Nobody has this cycle yet.")
        return _("%(name)s has this cycle. Ask them or the Commercial Manager to assign it to you.") % {
            "name": on.cycle.owner.name
        }
    if on.situation.evaluation.actions[action.id].settled or on.situation.evaluation.closed:
        return ""
    return _("This step is for %(who)s.") % {"who": action.encargado}


def _other(situation: Situation, action: Action, reason: Reason) -> str:
    """Return the action a reason speaks of."""
    other = str(reason.params.get("action", "")) or action.id
    return other if other in situation.evaluation.actions else action.id


def _role(situation: Situation, action: Action, reason: Reason) -> str:
    """Return the role that has what is missing: who may record the event, and of them the one whose turn it is."""
    target = _other(situation, action, reason)
    event = str(reason.params.get("event", ""))
    definition = situation.definition
    by = definition.event(event).by if definition.has_event(event) else definition.action(target).by
    where = str(reason.params.get("where", ""))
    waits = situation.evaluation.waiting_for_client and target == situation.evaluation.next_action
    if ("FC" in by and '"client"' in where) or (waits and '"squad"' not in where):
        return "FC"
    asked = approval_role(situation) if target in APPROVED_BY_OTHERS else ""
    if asked in by:
        return asked
    if "EC" in by:
        return "EC"
    return next((role for role in by if role not in {"system", "FC"}), "FC" if "FC" in by else "")


def _holder(cycle: Cycle, role: str, names: Mapping[str, str]) -> str:
    if role == "EC" and cycle.owner:
        return cycle.owner.name
    if role == "FC":
        return cycle.organisation.name
    return names.get(role, "")


def _reopened(cycle: Cycle, situation: Situation, action: Action) -> str:
    seq = situation.evaluation.actions[action.id].reopened_by
    event = next((event for event in situation.events if event.seq == seq), None) if seq else None
    if event is None or situation.evaluation.actions[action.id].status == Status.DONE:
        return ""
    kind = situation.kind(event.name)
    who = names_in(cycle, situation, [event.actor_key])[event.actor_key]
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


def _tabs(records: Sequence[RecordVersion]) -> list[tuple[RecordVersion, str]]:
    latest = {record.kind: record for record in records if record.kind in TABS}
    ordered = sorted(latest.values(), key=lambda record: TABS.index(record.kind))
    return [(record, record.number.partition("-")[0]) for record in ordered]


def _chosen(
    records: Sequence[RecordVersion], situation: Situation, wanted: str, action: Action
) -> RecordVersion | None:  # fmt: skip
    """Pick the record asked for, else the last one of the step on screen, else the last of all."""
    if wanted:
        return next((record for record in records if record.hash == wanted), None)
    kinds = {kind.record for kind in situation.definition.events if kind.action == action.id and kind.record}
    own = next((record for record in reversed(records) if record.kind in kinds), None)
    return own or (records[-1] if records else None)


def _sheet(cycle: Cycle, chosen: RecordVersion | None, situation: Situation, rows: Sequence[Row]) -> Sheet | None:
    if chosen is None:
        return None
    names = {row.actor: row.who for row in rows}
    if chosen.issued_by not in names:
        names |= names_in(cycle, situation, [chosen.issued_by])
    governed_by = by_hash(chosen.definition_id) if situation.formers else situation.definition
    return sheet_of(chosen, chosen.kind, governed_by, language=_language(), names=names, known=situation.records)


def _language() -> str:
    return "en" if (get_language() or "es").startswith("en") else "es"
