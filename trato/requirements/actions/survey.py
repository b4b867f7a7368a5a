"""Issue the RAR. PE-CM-01 §8.2.1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from trato.cycles.evidence import Provided, lock, provide, require
from trato.cycles.models import Cycle
from trato.cycles.refusals import Refusal
from trato.documents.models import File, RecordVersion
from trato.documents.records import latest, versions
from trato.ledger.actors import Actor
from trato.requirements.rules import changes, numbered, qualifies_as_simple, readiness
from trato.requirements.sentences import changed

# What part A takes from the classification, when there is one.
PART_A = ("organisation", "cuit", "project", "priority", "client_type", "origin", "scale", "sector", "needs")


class CannotIssueRar(Refusal):
    """Something the RAR must say is missing; a draft may be kept without it."""


@transaction.atomic
def issue_rar(
    cycle: Cycle,
    *,
    requirements: Sequence[Mapping[str, Any]],
    legal: str,
    self_imposed: str,
    specifics: Mapping[str, Any],
    agreements: Sequence[Mapping[str, Any]] = (),
    attachments: Sequence[File] = (),
    by: Actor,
    at: datetime,
    occurred_at: datetime | None = None,
) -> Provided:
    """Freeze a version of the RAR; a later one reopens depth, RTP, review, proposal and agreement.

    `requirements` rows hold text, kind, source, priority, acceptance, charge and, when they had one, their id.
    `specifics` holds the other keys of the record as plain JSON. Raises CannotIssueRar, ProcedureViolation.
    """
    cycle = lock(cycle)
    require(cycle, "survey-requirements", by=by, at=at)
    earlier = versions(cycle.stream, "rar")
    taken = [row["id"] for record in earlier for row in record.data.get("requirements", ())]
    body: dict[str, Any] = {
        **_part_a(cycle),
        **{key: value for key, value in specifics.items() if value not in ("", None)},
        "requirements": [_clean(row) for row in numbered(requirements, taken=taken)],
        "legal": legal,
        "self_imposed": self_imposed,
    }
    if agreements:
        body["agreements"] = [_clean(row) for row in agreements]
    if lacks := _lacks(body):
        raise CannotIssueRar(lacks)
    if earlier:
        _say_what_changes(earlier[0], body)
    ready = readiness(body)
    provided = provide(
        cycle,
        "rar.issued",
        body=body,
        facts={
            "requirements": ready.requirements,
            "must": ready.must,
            "without_acceptance": ready.without_acceptance,
            "without_charge": ready.without_charge,
            "legal_answered": ready.legal_answered,
            "version": len(earlier) + 1,
        },
        attachments=attachments,
        by=by,
        at=at,
        occurred_at=occurred_at,
    )
    if provided.situation.evaluation.modality == "simplified" and qualifies_as_simple(body):
        # The moment a condition fails the full path applies: an RTP may be needed after all.
        provide(cycle, "modality.chosen", facts={"simplified": False, "qualifies": False}, by=by, at=at)
    return provided


def _say_what_changes(before: RecordVersion, body: dict[str, Any]) -> None:
    told = body.pop("changes", "")
    if body == {key: value for key, value in before.data.items() if key != "changes"}:
        raise CannotIssueRar(
            _("Nothing changes from version %(n)s: there is no need for another one.") % {"n": before.version}
        )
    with translation.override(settings.LANGUAGE_CODE):
        words = told or changed(changes(before.data, body))
    if words:
        body["changes"] = words


def _part_a(cycle: Cycle) -> dict[str, Any]:
    classification = latest(cycle.stream, "classification")
    if classification is None:
        return {"organisation": cycle.organisation.name}
    part = {key: classification.data[key] for key in PART_A if key in classification.data}
    contacts = classification.data.get("contacts") or []
    if contacts:
        part["contact"] = contacts[0]["name"]
    return part


def _lacks(body: Mapping[str, Any]) -> list[str]:
    found = []
    if not body["requirements"]:
        found.append(_("Write at least one requirement."))
    for row in body["requirements"]:
        if row.get("priority") == "must" and not row.get("acceptance"):
            found.append(_("%(id)s is a must have: say how its acceptance is checked.") % {"id": row["id"]})
        if not row.get("charge"):
            found.append(_("%(id)s: say who is in charge, Squad, the client or both.") % {"id": row["id"]})
    if not body["legal"]:
        found.append(_("Answer the legal and normative requirements; «none» is an answer too."))
    if not body["self_imposed"]:
        found.append(_("Answer the self-imposed requirements; «none» is an answer too."))
    return found


def _clean(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if value not in ("", None)}
