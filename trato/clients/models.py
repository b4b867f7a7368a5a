"""What is known of a client beyond its organisation: where it is billed, under which tax condition. PE-CM-01 §8.4.1."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class TaxCondition(models.TextChoices):
    """The condition before the VAT (Ley 23.349)."""

    REGISTERED = "registered", _("Registered for VAT")
    MONOTRIBUTO = "monotributo", _("Monotributo")
    EXEMPT = "exempt", _("Exempt")
    FINAL = "final", _("Final consumer")
    ABROAD = "abroad", _("Client abroad")


class ClientFile(models.Model):
    """The current values of a client's file; each confirmation is a record of its cycle."""

    organisation = models.OneToOneField(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="client_file"
    )
    address = models.CharField(_("address"), max_length=200, blank=True, default="")
    tax_condition = models.CharField(max_length=12, choices=TaxCondition.choices, blank=True, default="")
    billing_mail = models.EmailField(_("billing e-mail"), blank=True, default="")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.organisation_id}"
