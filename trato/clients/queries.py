"""The client's file as the page shows it: current values, what the contract proves, what was confirmed already."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.utils import translation

from trato.clients.labels import LABELS, shown
from trato.clients.models import ClientFile
from trato.clients.rules import Datum, data_of
from trato.cycles.models import Cycle
from trato.cycles.situation import Situation
from trato.organisations.models import Contact, Organisation


def file_of(cycle: Cycle, situation: Situation) -> list[Datum]:
    """Return the data to confirm in a cycle, with what is already proven."""
    person = main_contact(cycle.organisation)
    current = current_values(cycle.organisation, person)
    outcome = situation.evaluation.outcome
    return data_of(outcome, current, _signed_values(situation, person), _confirmed(situation, current))


def main_contact(organisation: Organisation) -> Contact | None:
    """Return the person one talks to first: a signatory if there is one."""
    return Contact.objects.filter(organisation=organisation).current().first()


def current_values(organisation: Organisation, person: Contact | None) -> dict[str, str]:
    """Return what is known today, as text, by datum; `person` is whom one talks to first."""
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


def _signed_values(situation: Situation, person: Contact | None) -> dict[str, str]:
    """Return what the contract both signed says of the client; signing by link proved the mailbox too."""
    whole = [record for record in reversed(situation.records.values()) if record.erased_at is None]
    signatures = (record for record in whole if record.kind == "signature")
    of_client = next((one for one in signatures if one.data.get("party", "client") == "client"), None)
    if of_client is None:
        return {}
    contract = next((record for record in whole if record.hash == of_client.data["contract"]), None)
    parties: list[dict[str, str]] = contract.data.get("parties", []) if contract else []
    client: dict[str, str] = next((party for party in parties if party.get("party") == "client"), {})
    found = {
        "legal_name": client.get("name", ""),
        "cuit": client.get("cuit", "").replace("-", ""),
        "address": client.get("address", ""),
    }
    if person and person.name == of_client.data["name"]:
        found["contact"] = person.name
        if of_client.data["means"] == "link":
            found["mail"] = person.mail
    return {key: value for key, value in found.items() if value}


def _confirmed(situation: Situation, current: Mapping[str, str]) -> dict[str, str]:
    """Return who confirmed each datum earlier in this cycle, as far as its value is still the one confirmed."""
    record = situation.last_record("client-file")
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
