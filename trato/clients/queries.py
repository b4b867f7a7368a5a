"""The client's file as the page shows it: current values, what the contract proves, what was confirmed already."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.utils import translation

from trato.clients.labels import LABELS, shown
from trato.clients.models import ClientFile
from trato.clients.rules import Datum, data_of
from trato.cycles.models import Cycle
from trato.documents.models import RecordVersion
from trato.documents.records import latest
from trato.organisations.models import Contact, Organisation


def file_of(cycle: Cycle, outcome: str) -> list[Datum]:
    """Return the data to confirm in a cycle, with what is already proven."""
    current = current_values(cycle.organisation)
    return data_of(outcome, current, _signed_values(cycle), _confirmed(cycle, current))


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
    """Return what the contract both signed says of the client; signing by link proved the mailbox too."""
    signatures = RecordVersion.objects.filter(stream=cycle.stream, kind="signature", erased_at=None).order_by("-id")
    of_client = next((one for one in signatures if one.data.get("party", "client") == "client"), None)
    if of_client is None:
        return {}
    contract = RecordVersion.objects.filter(hash=of_client.data["contract"], erased_at=None).first()
    parties: list[dict[str, str]] = contract.data.get("parties", []) if contract else []
    client: dict[str, str] = next((party for party in parties if party.get("party") == "client"), {})
    found = {
        "legal_name": client.get("name", ""),
        "cuit": client.get("cuit", "").replace("-", ""),
        "address": client.get("address", ""),
    }
    person = main_contact(cycle.organisation)
    if person and person.name == of_client.data["name"]:
        found["contact"] = person.name
        if of_client.data["means"] == "link":
            found["mail"] = person.mail
    return {key: value for key, value in found.items() if value}


def _confirmed(cycle: Cycle, current: Mapping[str, str]) -> dict[str, str]:
    """Return who confirmed each datum earlier in this cycle, as far as its value is still the one confirmed."""
    record = latest(cycle.stream, "client-file")
    if record is None:
        return {}
    rows = {row["datum"]: row for row in record.data.get("data", ()) if row["confirmed"]}
    found = {}
    with translation.override(settings.LANGUAGE_CODE):
        for key, label in LABELS.items():
            row = rows.get(str(label))
            if row and row.get("value") == shown(key, current[key]):
                found[key] = row.get("source", "client")
    return found
