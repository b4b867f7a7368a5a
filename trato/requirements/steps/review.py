"""`review-requirements` on the page of a cycle: the EC rules within the limit, over it the GC. PE-CM-01 §8.2.4."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from trato.cycles.models import Cycle
from trato.cycles.naming import names_in
from trato.cycles.situation import Situation, situation_of
from trato.cycles.steps import Step, Text, Verb
from trato.documents.models import RecordVersion
from trato.ledger.actors import Actor
from trato.procedure import Event
from trato.requirements.actions import CannotRule, prepare_review, rule_on_requirements
from trato.requirements.forms import ReviewForm
from trato.requirements.forms.review import ASK, BUTTONS, next_step
from trato.requirements.papers import papers
from trato.requirements.queries import chief, expected_usd, limit_of_ec, standing
from trato.requirements.rules import in_dollars
from trato.requirements.sentences import CHARGES
from trato.requirements.steps.amounts import dollars
from trato.ui.values import money_text, to_local_date

LEGAL = frozenset({"legal", "normative", "self-imposed"})


def _review(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    situation = situation_of(cycle, at=at)
    pressed = data.pop("pressed")
    usd = (
        in_dollars(data["estimate"], rate=data["rate"]) if data["rate"] or data["estimate"].currency == "USD" else None
    )
    does = next_step(by, usd, situation)
    if pressed and pressed != does:
        raise CannotRule(_other_button(does, usd, situation))
    if does == ASK:
        prepare_review(cycle, **data, by=by, at=at)
        return _("You asked %(name)s to rule.") % {"name": chief(situation)}
    provided = rule_on_requirements(cycle, **data, by=by, at=at)
    verdict = situation.definition.choice("review-verdict").label_of(str(provided.recorded.facts["verdict"]))
    return _("You ruled: %(verdict)s.") % {"verdict": verdict.lower()}


def _other_button(does: str, usd: int | None, situation: Situation) -> str:
    words = {
        "amount": money_text(dollars(usd or 0)),
        "limit": money_text(dollars(limit_of_ec(situation))),
        "button": BUTTONS[does],
    }
    if does == ASK:
        return (
            _("It is %(amount)s and your limit is %(limit)s: the Commercial Manager rules. Press «%(button)s».") % words
        )
    return _("%(amount)s is within your limit of %(limit)s: you rule on it yourself. Press «%(button)s».") % words


def _label(situation: Situation, actor: Actor) -> Text:
    if _waits_for_gc(situation, actor):
        return _("Correct what you prepared")
    return BUTTONS[next_step(actor, expected_usd(situation), situation)]


def _context(cycle: Cycle, situation: Situation, actor: Actor, at: datetime) -> Mapping[str, Any]:
    stands = situation.once(standing)
    rar = stands.rar
    minutes = papers(situation).latest("minutes")
    return {
        "stands": stands,
        "limit": dollars(limit_of_ec(situation)),
        "chief": chief(situation),
        "rules_alone": "GC" in actor.roles,
        "asked": _asked(cycle, situation),
        "legal": _legal(rar) if rar else [],
        "minutes": minutes,
        "minutes_on": to_local_date(datetime.fromisoformat(minutes.data["held_at"])) if minutes else None,
        "risky": _risky(stands.rtp) if not stands.stale else [],
    }


def _waits_for_gc(situation: Situation, actor: Actor) -> bool:
    return "GC" not in actor.roles and _asking(situation) is not None


def _asked(cycle: Cycle, situation: Situation) -> dict[str, Any] | None:
    """Return who asked for the ruling, and when."""
    prepared = _asking(situation)
    if prepared is None:
        return None
    by = names_in(cycle, situation, [prepared.actor_key])[prepared.actor_key]
    return {"by": by, "key": prepared.actor_key, "at": prepared.recorded_at}


def _asking(situation: Situation) -> Event | None:
    """Return the preparation that asks for a ruling, while nobody has ruled since over the same RAR."""
    prepared, ruled, rar = (
        situation.latest(name) for name in ("review.prepared", "requirements.reviewed", "rar.issued")
    )
    if prepared is None or rar is None or prepared.facts.get("rar") != rar.record:
        return None
    return None if ruled is not None and ruled.seq > prepared.seq else prepared


def _legal(rar: RecordVersion) -> list[dict[str, Any]]:
    """Return the legal, normative and self-imposed requirements, each with who is in charge."""
    return [{**row, "charge_label": CHARGES[row["charge"]]} for row in rar.data["requirements"] if row["kind"] in LEGAL]


def _risky(rtp: RecordVersion | None) -> list[str]:
    return [row["requirement"] for row in rtp.data["answers"] if row["risk"] == "high"] if rtp else []


REVIEW = Step(
    action="review-requirements",
    template="requirements/review.html",
    context=_context,
    verbs=(
        Verb(
            slug="revisar",
            label=BUTTONS["dictaminar"],
            label_for=_label,
            run=_review,
            form=ReviewForm,
            form_template="requirements/review_form.html",
            folded=_waits_for_gc,
            event="requirements.reviewed",
            drafts=True,
        ),
    ),
)
