"""Where a version of a controlled document stands: its state, its dates, who approved it and who still has to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from trato.documents import rules
from trato.documents.approving import candidate_of
from trato.documents.definitions import by_hash
from trato.documents.models import DefinitionVersion
from trato.documents.models.definitions import State
from trato.ledger.actors import Actor
from trato.people.actors import names_of
from trato.people.roles import Role
from trato.procedure import Definition
from trato.ui.values import to_local_date


@dataclass(frozen=True, slots=True)
class Given:
    """One approval the version needs; `name` and `at` are empty while it is missing."""

    role: str
    label: str
    name: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a page says about a version. `obstacles` say why this person cannot approve it; empty means they can."""

    version: DefinitionVersion
    definition: Definition
    state: State
    owner: str
    effective_on: date | None
    review_on: date | None
    supersedes: str
    superseded_by: str
    approvals: Sequence[Given]
    obstacles: Sequence[str]

    @property
    def label(self) -> str:
        return label_of(self.state)

    @property
    def tone(self) -> str:
        return {"in-force": "ok", "draft": "today"}.get(self.state, "plain")

    @property
    def awaits_approval(self) -> bool:
        return self.state == "draft"


def standing_of(version: DefinitionVersion, *, at: datetime, actor: Actor | None = None) -> Standing:
    """Gather what is known of a version at that instant; `actor` is who would approve."""
    definition = by_hash(version.hash)
    governing = DefinitionVersion.objects.in_force(version.code, at).first()
    candidate = candidate_of(version, read_hash=version.hash)
    given = {approval.role: approval for approval in version.approvals.all()}
    names = names_of([approval.user_key for approval in given.values()])
    effective_on = to_local_date(version.effective_from) if version.effective_from else None
    return Standing(
        version=version,
        definition=definition,
        state=_state(version, governing),
        owner=owner_of(definition),
        effective_on=effective_on,
        review_on=rules.months_after(effective_on, definition.review_months) if effective_on else None,
        supersedes=definition.supersedes,
        superseded_by=governing.version
        if governing and version.effective_from and governing.hash != version.hash
        else "",
        approvals=[
            Given(role, str(Role(role).label), names[given[role].user_key], given[role].at)
            if role in given
            else Given(role, str(Role(role).label))
            for role in candidate.required
        ]
        if version.runnable
        else (),
        obstacles=rules.obstacles_to_approving(candidate, key=actor.key, roles=actor.roles) if actor else (),
    )


def label_of(state: State) -> str:
    """Return the word people read for a state."""
    return {
        "in-force": _("In force"),
        "draft": _("Draft, not approved"),
        "transcription": _("Transcription"),
        "obsolete": _("Obsolete"),
        "replaced": _("Replaced draft"),
    }[state]


def owner_of(definition: Definition) -> str:
    """Return who answers for the procedure: its section 1."""
    return next((section.text for section in definition.sections if section.number == "1"), "")


def _state(version: DefinitionVersion, governing: DefinitionVersion | None) -> State:
    if version.replaced_at is not None:
        return "replaced"
    if not version.runnable:
        return "transcription"
    if version.effective_from is None:
        return "draft"
    return "in-force" if governing is not None and governing.hash == version.hash else "obsolete"
