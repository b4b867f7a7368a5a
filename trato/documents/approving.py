"""Approving a version of a controlled document: two people, two roles, exactly these bytes."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from trato.documents import rules
from trato.documents.definitions import by_hash
from trato.documents.models import Approval, DefinitionVersion
from trato.documents.refusals import Refused
from trato.ledger.actors import Actor
from trato.ledger.append import Draft, append


class CannotApprove(Refused):
    """The person may not approve, or the text is not the one they read."""


@transaction.atomic
def approve_definition(*, code: str, version: str, hash: str, by: Actor, at: datetime) -> Approval:  # noqa: A002
    """Record one approval of the text with that hash; with the last one the version enters into force. ISO cl. 7.5.2.

    Raises CannotApprove with reasons.
    """
    standing = DefinitionVersion.objects.standing().select_for_update().filter(code=code, version=version).first()
    if standing is None:
        raise CannotApprove(_("There is no %(code)s version %(version)s.") % {"code": code, "version": version})
    candidate = candidate_of(standing, read_hash=hash)
    if obstacles := rules.obstacles_to_approving(candidate, key=by.key, roles=by.roles or (by.role,)):
        raise CannotApprove(obstacles)
    role = rules.role_to_approve_in(candidate, by.roles or (by.role,), by.role)
    actor = by.exercising(role)
    approval = Approval.objects.create(definition=standing, role=role, user_key=by.key, at=at)
    drafts = [_entry("definition.approved", standing, actor, at)]
    if rules.is_complete(candidate.required, {*candidate.given, role}):
        standing.effective_from = at
        standing.save(update_fields=["effective_from"])
        drafts.append(_entry("definition.in-force", standing, actor, at))
    append(drafts, at=at)
    return approval


def candidate_of(standing: DefinitionVersion, *, read_hash: str) -> rules.Candidate:
    """Return what the rules need to know about a version whose text was read under `read_hash`."""
    return rules.Candidate(
        code=standing.code,
        version=standing.version,
        runnable=standing.runnable,
        in_force=standing.effective_from is not None,
        standing_hash=standing.hash,
        read_hash=read_hash,
        loaded_by=standing.loaded_by,
        given={approval.role: approval.user_key for approval in standing.approvals.all()},
        required=by_hash(standing.hash).approved_by or rules.APPROVERS,
    )


def _entry(event: str, standing: DefinitionVersion, actor: Actor, at: datetime) -> Draft:
    return Draft(
        stream=standing.stream,
        event=event,
        occurred_at=at,
        actor=actor,
        definition=standing.hash,
        facts={"version": standing.version},
    )
