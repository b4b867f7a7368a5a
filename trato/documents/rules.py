"""Rules about controlled documents. Pure: facts come in, nothing is read."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

APPROVERS = ("GC", "SGC")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What deciding about an approval needs: the text that stands, the one that was read, and who approved already.

    `given` maps a role to the key of who approved in it; `required` are the roles that must.
    """

    code: str
    version: str
    runnable: bool
    in_force: bool
    standing_hash: str
    read_hash: str
    loaded_by: str
    given: Mapping[str, str]
    required: Sequence[str] = APPROVERS


def role_to_approve_in(candidate: Candidate, roles: Collection[str], exercising: str = "") -> str:
    """Return the role the person approves in: the one exercised, else the first one missing that they hold, or ""."""
    missing = [role for role in candidate.required if role not in candidate.given and role in roles]
    if exercising in missing:
        return exercising
    return missing[0] if missing else ""


def obstacles_to_approving(candidate: Candidate, *, key: str, roles: Collection[str]) -> list[str]:
    """List why the person cannot approve, as sentences; empty means they can. ISO cl. 7.5.2."""
    names = {"code": candidate.code, "version": candidate.version}
    if not candidate.runnable:
        return [_("%(code)s version %(version)s is a transcription: it is kept as it was, not approved.") % names]
    if candidate.in_force:
        return [_("%(code)s version %(version)s is already approved and in force.") % names]
    obstacles = []
    if candidate.read_hash != candidate.standing_hash:
        obstacles.append(_("The text changed after you opened it. Read it again before approving."))
    if not set(candidate.required) & set(roles):
        obstacles.append(_("A controlled document is approved by the Commercial Manager and the Quality Manager."))
    elif key not in candidate.given.values() and not role_to_approve_in(candidate, roles):
        obstacles.append(_("That approval was already given; the other role's is missing."))
    if key in candidate.given.values():
        obstacles.append(_("You already approved it. The other approval has to come from another person."))
    if key == candidate.loaded_by:
        obstacles.append(_("Whoever wrote the document does not approve it."))
    return obstacles


def is_complete(required: Sequence[str], given: Collection[str]) -> bool:
    """Tell whether every approval that the version needs was given."""
    return set(required) <= set(given)


def months_after(day: date, months: int) -> date:
    """Return the same day, so many months later; the last of a shorter month. Reviews and retention, ISO 7.5.3."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")
