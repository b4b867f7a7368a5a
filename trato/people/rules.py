"""Rules about roles over time. Pure: time and facts come in, nothing is read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from trato.people.roles import PROCEDURE_ROLES, Role, in_order


@dataclass(frozen=True, slots=True)
class Period:
    """A role held from `since` (included) to `until` (excluded; None while it lasts)."""

    role: str
    since: datetime
    until: datetime | None = None

    def holds_at(self, at: datetime) -> bool:
        """Tell whether the role is held at that instant: since ≤ at < until."""
        return self.since <= at and (self.until is None or at < self.until)

    def overlaps(self, other: "Period") -> bool:
        """Tell whether there is an instant at which both hold."""
        starts_before_end = other.until is None or self.since < other.until
        ends_after_start = self.until is None or other.since < self.until
        return starts_before_end and ends_after_start


def roles_at(periods: Iterable[Period], at: datetime) -> tuple[str, ...]:
    """Return the roles held at that instant, each once, in a stable order."""
    return in_order(period.role for period in periods if period.holds_at(at))


def obstacles_to_granting(
    wanted: Period,
    *,
    held: Iterable[Period],
    principal: Iterable[Period] | None = None,
    is_self: bool = False,
) -> list[str]:
    """List why the role cannot be granted, as sentences; empty means it can.

    `held` is everything the person ever held; `principal` is what the substituted person held, or None.
    """
    obstacles: list[str] = []
    held = list(held)
    if wanted.until is not None and wanted.until <= wanted.since:
        obstacles.append(_("The end has to be after the beginning."))
        return obstacles
    at_the_same_time = [period for period in held if period.overlaps(wanted)]
    if any(period.role == wanted.role for period in at_the_same_time):
        obstacles.append(_("The person already holds this role during those dates."))
    others = {period.role for period in at_the_same_time} - {wanted.role}
    if wanted.role == Role.AUDITOR and others:
        obstacles.append(_("An auditor holds no other role: end the others first."))
    if wanted.role != Role.AUDITOR and Role.AUDITOR in others:
        obstacles.append(_("The person is an auditor during those dates, and an auditor holds no other role."))
    if principal is not None:
        if is_self:
            obstacles.append(_("Nobody substitutes for themselves."))
        elif not any(period.role == wanted.role and period.overlaps(wanted) for period in principal):
            obstacles.append(_("The substituted person does not hold that role during those dates."))
        if wanted.until is None:
            obstacles.append(_("A substitution has an end: say until when."))
    return obstacles


def warnings_on_granting(wanted: Period, *, held: Iterable[Period]) -> list[str]:
    """List what is allowed only in a small house, as sentences."""
    others = {period.role for period in held if period.overlaps(wanted)}
    mixes = (wanted.role == Role.ADMIN and others & PROCEDURE_ROLES) or (
        wanted.role in PROCEDURE_ROLES and Role.ADMIN in others
    )
    if mixes:
        return [
            _(
                "The same person would administer and act in the procedure. In a small house it is"
                " acceptable: write the reason."
            )
        ]
    return []
