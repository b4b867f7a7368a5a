"""The roles of PE-CM-01 and the three the standard adds. Procedure, section "Roles"."""

from collections.abc import Iterable

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Name a role by its code; the order here is the order in which an actor lists them."""

    EC = "EC", _("Commercial executive")
    EET = "EET", _("Technical evaluation team")
    GC = "GC", _("Commercial manager")
    PM = "PM", _("Project leader")
    PO = "PO", _("Product owner")
    TO = "TO", _("Technical owner")
    SGC = "SGC", _("Quality manager")
    AUDITOR = "AUDITOR", _("Auditor")
    ADMIN = "ADMIN", _("Administrator")


ORDER: dict[str, int] = {code: place for place, code in enumerate(Role.values)}

PROCEDURE_ROLES: frozenset[str] = frozenset(Role.values) - {Role.AUDITOR, Role.ADMIN}

# Read every cycle; the EC acts only on what is assigned, but reads all.
READING_EVERYTHING: frozenset[str] = frozenset({Role.GC, Role.SGC, Role.AUDITOR, Role.EC})


def in_order(codes: Iterable[str]) -> tuple[str, ...]:
    """Return each code once, in the order of `Role`."""
    return tuple(sorted(set(codes), key=ORDER.__getitem__))


# One line each, for whoever meets the roles for the first time.
WHAT_THEY_DO: dict[str, Promise] = {
    Role.EC: _("carries the cycles from the first contact to the closing"),
    Role.EET: _("answers the RTP requirement by requirement"),
    Role.GC: _("approves, rules and authorises deviations"),
    Role.PM: _("accepts the hand-over to Design or returns it"),
    Role.PO: _("receives the requirements of the project"),
    Role.TO: _("approves the RTP that others wrote"),
    Role.SGC: _("approves versions and reviews deviations"),
    Role.AUDITOR: _("reads everything and changes nothing"),
    Role.ADMIN: _("invites people and gives roles, outside the procedure"),
}
