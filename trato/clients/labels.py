"""What each datum of a client's file is called, and how its value is written for people."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trato.clients.models import TaxCondition
from trato.ui.values import cuit_text, phone_text

LABELS: dict[str, str | Promise] = {
    "legal_name": _("Legal name"),
    "cuit": _("CUIT"),
    "tax_condition": _("VAT condition"),
    "address": _("Address"),
    "billing_mail": _("E-mail for invoices"),
    "contact": _("Contact person"),
    "mail": _("E-mail"),
    "phone": _("Phone"),
    "domain": _("Web site"),
}


def shown(key: str, value: str) -> str:
    """Write the value of a datum for people."""
    if not value:
        return ""
    if key == "tax_condition":
        return str(TaxCondition(value).label)
    if key == "cuit":
        return cuit_text(value)
    return phone_text(value) if key == "phone" else value
