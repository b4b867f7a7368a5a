"""What is said to the person about a row: why it stays out, whom it looks like, why a cycle was kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

PROBLEMS = {
    "ragged": gettext_lazy("The row has %(cells)s columns and the header %(width)s: look for a separator too many."),
    "too-long": gettext_lazy("One cell has more than %(most)s letters: look for a quote that is never closed."),
    "no-name": gettext_lazy("The name of the organisation is missing."),
    "cuit-shape": gettext_lazy("«%(text)s» is no CUIT: it has eleven figures."),
    "cuit-check-digit": gettext_lazy("The check digit of the CUIT %(text)s does not match: one figure is wrong."),
    "cuit-rounded": gettext_lazy(
        "The spreadsheet rounded the CUIT to %(text)s: give the column the format «text» and export it again."
    ),
    "domain": gettext_lazy("«%(text)s» is no web address."),
    "country": gettext_lazy("There is no country called «%(text)s»."),
    "province": gettext_lazy("There is no province called «%(text)s»."),
    "mail": gettext_lazy("«%(text)s» is no e-mail address."),
    "phone": gettext_lazy("«%(text)s» is no telephone number: write it with its area code."),
    "unknown-owner": gettext_lazy("No Sales Executive is called «%(text)s»."),
    "not-yours": gettext_lazy("%(name)s is looked after by somebody else. Ask them or the Commercial Manager."),
    "cuit-taken": gettext_lazy("Meanwhile somebody registered this CUIT: upload the row again."),
}
# The fields in which each problem is mended.
FIELDS_OF = {
    "no-name": ("name",),
    "cuit-shape": ("cuit",),
    "cuit-check-digit": ("cuit",),
    "cuit-rounded": ("cuit",),
    "cuit-taken": ("cuit",),
    "domain": ("domain",),
    "country": ("country",),
    "province": ("province",),
    "mail": ("contact_mail",),
    "phone": ("contact_phone", "contact_mobile"),
    "unknown-owner": ("owner",),
}
WHY = {
    "cuit": gettext_lazy("the same CUIT"),
    "mail": gettext_lazy("the same e-mail"),
    "phone": gettext_lazy("the same telephone"),
    "domain": gettext_lazy("the same web site"),
    "name": gettext_lazy("the same name"),
    "similar-name": gettext_lazy("a very similar name"),
}
KEPT = {
    "worked": gettext_lazy("somebody worked on it after the import"),
    "not-yours": gettext_lazy("somebody else looks after it"),
    "data": gettext_lazy("somebody changed its data or its people after the import"),
}


def problem_sentence(code: str, parameters: Mapping[str, Any]) -> str:
    """Say what is wrong with a row."""
    return str(PROBLEMS[code]) % parameters


def why_sentence(reasons: list[str]) -> str:
    """Say why two organisations look the same: «the same CUIT, a similar name»."""
    return ", ".join(str(WHY[reason]) for reason in reasons)


def undecided_sentence() -> str:
    return _("It looks like an organisation already here, and nobody decided which it is.")


def skipped_sentence() -> str:
    return _("It was left out by hand: it is already here.")
