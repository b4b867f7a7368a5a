"""What the panels of §8.2.1 to §8.2.4 read: the records in force, and how they stand to each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from trato.cycles.models import Cycle, Member
from trato.cycles.situation import Situation
from trato.documents.models import RecordVersion
from trato.documents.records import latest
from trato.people.models import User
from trato.procedure import Action, Status
from trato.requirements.models import RtpReturn
from trato.requirements.money import read
from trato.requirements.papers import papers
from trato.requirements.rules import DepthFacts, facts_of, in_dollars, qualifies_as_simple, to_revisit

# What stands on a RAR and is done again over the next one.
OVER_A_RAR = ("decide-depth", "deep-survey", "review-requirements", "submit-proposal", "agree-requirements")
LIMIT = "ec-total-usd"
TWO_LIGHT_WITHIN = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The RTP in force beside the RAR: `revisit` are the ids it no longer answers; `returned` if it came back."""

    rar: RecordVersion | None
    rtp: RecordVersion | None
    over: RecordVersion | None
    revisit: tuple[str, ...]
    approved: bool
    returned: RtpReturn | None

    @property
    def stale(self) -> bool:
        """Tell whether the RAR moved on since the RTP was issued."""
        return self.rtp is not None and (self.over is None or self.rar is None or self.over.hash != self.rar.hash)

    @property
    def to_approve(self) -> bool:
        """Tell whether an RTP over the RAR in force waits for the TO."""
        return self.rtp is not None and not self.stale and not self.approved


def rar_of(cycle: Cycle) -> RecordVersion | None:
    """Return the RAR in force, or None before the first."""
    return latest(cycle.stream, "rar")


def earlier_rar(cycle: Cycle, situation: Situation) -> RecordVersion | None:
    """Return the RAR a next version starts from: the one in force, else that of the cycle it was recovered from."""
    return papers(situation).latest("rar") or (rar_of(cycle.previous) if cycle.previous_id and cycle.previous else None)


def numbers_taken(situation: Situation) -> list[str]:
    """Return every id a requirement of the cycle ever had, removed ones too."""
    return [row["id"] for record in papers(situation).every("rar") for row in record.data.get("requirements", ())]


def depth_facts(cycle: Cycle, *, custom_development: bool, over_limit: bool) -> DepthFacts:
    """Take from the RAR in force what it answers; the other two facts are somebody's judgement. PE-CM-01 §8.2.2."""
    rar = rar_of(cycle)
    said = rar.data if rar else {}
    return facts_of(said, custom_development=custom_development, over_limit=over_limit)


def rests_on_rar(situation: Situation) -> list[Action]:
    """Return what is done and a new version of the RAR would open again."""
    actions = situation.evaluation.actions
    return [situation.definition.action(one) for one in OVER_A_RAR if actions[one].status == Status.DONE]


def surveyed_body(situation: Situation) -> Mapping[str, Any] | None:
    """Return what is known of the needs: the RAR's body, else the classification's, else None."""
    found = papers(situation).latest("rar") or papers(situation).latest("classification")
    return found.data if found else None


def simple_obstacles(situation: Situation) -> list[str]:
    """Return what keeps the cycle out of the simplified modality, by code."""
    body = surveyed_body(situation)
    return qualifies_as_simple(body) if body is not None else ["needs"]


def lately_simplified(cycle: Cycle) -> list[Cycle]:
    """Return the organisation's other simplified cycles opened within 90 days of this one: a sign of splitting."""
    near = (cycle.opened_at - TWO_LIGHT_WITHIN, cycle.opened_at + TWO_LIGHT_WITHIN)
    return list(
        Cycle.objects.filter(
            organisation=cycle.organisation, progress__modality="simplified", opened_at__range=near
        ).exclude(pk=cycle.pk)
    )


def standing(situation: Situation) -> Standing:
    """Compare the RTP in force with the RAR in force."""
    known = papers(situation)
    rar, rtp = known.latest("rar"), known.latest("rtp")
    over = known.by_hash(rtp.data["rar"]) if rtp else None
    approval = situation.latest("rtp.approved")
    approved = bool(rtp and approval and approval.facts.get("rtp") == rtp.hash)
    return Standing(
        rar=rar,
        rtp=rtp,
        over=over,
        revisit=tuple(to_revisit(over.data, rar.data)) if over and rar else (),
        approved=approved,
        returned=RtpReturn.objects.filter(record=rtp).order_by("pk").last() if rtp and not approved else None,
    )


def team(cycle: Cycle) -> dict[str, list[User]]:
    """Return who is on the cycle to answer and to approve, under "EET" and "TO"."""
    members = Member.objects.filter(cycle=cycle, role__in=("EET", "TO"), until=None).select_related("user")
    found: dict[str, list[User]] = {"EET": [], "TO": []}
    for member in members.order_by("pk"):
        found[member.role].append(member.user)
    return found


def found_since(situation: Situation) -> str:
    """Return the new requirements the RTP and the review over the RAR in force found, for its next version."""
    known = papers(situation)
    rar = known.latest("rar")
    later = (known.latest(kind) for kind in ("rtp", "review"))
    texts = [str(one.data.get("new_requirements", "")) for one in later if rar and one and one.data["rar"] == rar.hash]
    return "\n".join(dict.fromkeys(text for text in texts if text))


def chief(situation: Situation) -> str:
    """Return the name of the Commercial Manager who rules now, a substitute included."""
    managers = situation.holders.get("GC")
    return managers[0].name if managers else _("the Commercial Manager")


def limit_of_ec(situation: Situation) -> int:
    """Return what an EC commits alone today, in cents of a dollar."""
    return situation.definition.limit(LIMIT, situation.calendar.local_date(situation.at)).value


def expected_usd(situation: Situation) -> int | None:
    """Return the amount as far as known before the estimate is typed: what was prepared, else a budget in dollars."""
    prepared, rar = situation.latest("review.prepared"), situation.latest("rar.issued")
    if prepared and rar and prepared.facts.get("rar") == rar.record:
        return int(str(prepared.facts["estimate_usd"]))
    body = surveyed_body(situation) or {}
    budget = read(body["budget"]) if body.get("budget") else None
    return in_dollars(budget, rate=0) if budget and budget.currency == "USD" else None


def prepared_review(situation: Situation) -> RecordVersion | None:
    """Return the last review written over the RAR in force, prepared or ruled on; None when the RAR moved on."""
    rar, review = papers(situation).latest("rar"), papers(situation).latest("review")
    return review if rar and review and review.data["rar"] == rar.hash else None
