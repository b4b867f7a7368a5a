"""The simplified modality is suggested where its conditions hold, as far as they are known; a person decides."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from trato.cycles.situation import Situation
from trato.procedure import Money
from trato.requirements.papers import papers
from trato.requirements.queries import expected_usd, simple_obstacles, surveyed_body
from trato.ui.values import money_text

SIMPLIFIED = "simplified"
CHOSEN = "modality.chosen"
TOTAL, GATE = "simplified-total-usd", "simplified-gate-bp"
# From here on a price was told to the client.
OFFERED = ("proposal.prepared", "proposal.sent")


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition of the modality: whether it holds already, else where it is seen."""

    text: str
    holds: bool
    seen_in: str = ""


def suggested_conditions(situation: Situation) -> list[Condition]:
    """Return the conditions of the simplified modality where it is worth suggesting, else nothing.

    It is while the needs known qualify, the budget known is within the limit, no price was told and nobody chose a
    modality since those needs were written down. PE-CM-01, modalidad simplificada.
    """
    definition, evaluation = situation.definition, situation.evaluation
    body = surveyed_body(situation)
    if body is None or not definition.has_event(CHOSEN) or evaluation.modality == SIMPLIFIED or evaluation.outcome:
        return []
    written = situation.latest("rar.issued") or situation.latest("prospect.classified")
    chosen = situation.latest(CHOSEN)
    if simple_obstacles(situation) or any(situation.latest(name) for name in OFFERED):
        return []
    if chosen and written and chosen.pos > written.pos:
        return []
    today = situation.calendar.local_date(situation.at)
    limit, expected = definition.limit(TOTAL, today).value, expected_usd(situation)
    if expected is not None and expected > limit:
        return []
    surveyed = papers(situation).latest("rar") is not None
    share = definition.limit(GATE, today).value // 100
    return [
        Condition(_("Landing page, a site of up to five sections, or a renewal"), holds=True),
        Condition(
            _("No online payments, integrations, migration or sensitive data"),
            holds=surveyed,
            seen_in=_("seen in the RAR"),
        ),
        Condition(
            _("Up to %(limit)s") % {"limit": money_text(Money(limit, "USD"))},
            holds=expected is not None,
            seen_in=_("seen in the proposal"),
        ),
        Condition(_("List price, no deviations from the model contract"), False, _("seen in the proposal")),
        Condition(
            _("At least %(share)s %% enables the start") % {"share": share}, False, _("seen in the payment plan")
        ),
    ]
