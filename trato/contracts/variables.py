"""What each blank of the model contract is called on the screen."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

LABELS = {
    "squad": _("Squad: name"),
    "squad_cuit": _("Squad: CUIT"),
    "squad_domicilio": _("Squad: address"),
    "squad_firmante": _("Squad: who signs"),
    "squad_caracter": _("Squad: in what capacity"),
    "cliente": _("Client: name"),
    "cliente_cuit": _("Client: CUIT"),
    "cliente_domicilio": _("Client: address"),
    "cliente_firmante": _("Client: who signs"),
    "cliente_caracter": _("Client: in what capacity"),
    "proyecto": _("Project"),
    "rar": _("Annex I"),
    "rar_huella": _("Fingerprint of annex I"),
    "propuesta": _("Proposal"),
    "precio": _("Price"),
    "iva": _("VAT rate"),
    "total": _("Total"),
    "plan_de_pagos": _("Payment plan"),
    "plazo": _("Term, in business days"),
    "garantia": _("Length of the warranty"),
    "mora": _("Interest on arrears"),
    "fuero": _("Jurisdiction"),
}


def label_of(name: str) -> str:
    """Return the words for a variable; one the house invented shows its own name."""
    return str(LABELS.get(name, name.replace("_", " ").capitalize()))
