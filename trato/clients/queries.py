"""The client's file as the page shows it: current values and what the contract proves."""

from __future__ import annotations

from trato.clients.models import ClientFile
from trato.clients.rules import Datum, data_of
from trato.cycles.models import Cycle
from trato.documents.records import latest
from trato.organisations.models import Contact, Organisation


def file_of(cycle: Cycle, outcome: str) -> list[Datum]:
    """Return the data to confirm in a cycle, with what is already proven."""
    return data_of(outcome, current_values(cycle.organisation), _signed_values(cycle))


def main_contact(organisation: Organisation) -> Contact | None:
    """Return the person one talks to first: a signatory if there is one."""
    return Contact.objects.filter(organisation=organisation).current().first()


def current_values(organisation: Organisation) -> dict[str, str]:
    """Return what is known today, as text, by datum."""
    person = main_contact(organisation)
    file = ClientFile.objects.filter(organisation=organisation).first()
    return {
        "legal_name": organisation.legal_name or organisation.name,
        "cuit": organisation.cuit or "",
        "domain": organisation.domain,
        "tax_condition": file.tax_condition if file else "",
        "address": file.address if file else "",
        "billing_mail": file.billing_mail if file else "",
        "contact": person.name if person else "",
        "mail": person.mail if person else "",
        "phone": person.phone if person else "",
    }


def _signed_values(cycle: Cycle) -> dict[str, str]:
    contract = latest(cycle.stream, "contract")
    if contract is None or latest(cycle.stream, "signature") is None:
        return {}
    parties = contract.data.get("parties", [])
    client = next((party for party in parties if party.get("party") == "client"), {})
    found = {"legal_name": client.get("name", ""), "cuit": client.get("cuit", ""), "address": client.get("address", "")}
    return {key: str(value).replace("-", "") if key == "cuit" else str(value) for key, value in found.items() if value}
