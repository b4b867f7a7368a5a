"""What the forms of §8.2.1 to §8.2.4 post, and the way there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trato.cycles.models import Cycle

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client


ROW = {"kind": "functional", "source": "client", "priority": "should", "charge": "squad", "acceptance": ""}


def rar(*texts: str, ids: tuple[str, ...] = (), **other: str) -> dict[str, str]:
    """Return what the RAR's form posts, one requirement per text."""
    data = {
        "rows-TOTAL_FORMS": str(len(texts)),
        "rows-INITIAL_FORMS": "0",
        "agreements-TOTAL_FORMS": "0",
        "agreements-INITIAL_FORMS": "0",
        "legal": "Ninguno",
        "self_imposed": "Ninguno",
        "online_payments": "no",
        "integrations": "no",
        "migration": "no",
        "sensitive_data": "no",
    }
    for place, text in enumerate(texts):
        row = {**ROW, "text": text, "id": ids[place] if place < len(ids) else ""}
        data |= {f"rows-{place}-{name}": value for name, value in row.items()}
    return data | other


def review(**other: str) -> dict[str, str]:
    """Return what the review's form posts."""
    return {
        "estimate": "4.200",
        "estimate_currency": "USD",
        "rate": "",
        "who": "Equipo Comercio 2",
        "from_on": "20/04/2026",
        "third_parties": "Todos con acuerdo",
        "legal": "Se cumplen",
        "differences": "Ninguna",
        "new_requirements": "",
        "risks": "Pascua",
        "verdict": "fit",
        "conditions": "",
    } | other


def address(cycle: Cycle, section: str, verb: str = "") -> str:
    return f"/ciclos/{cycle.code}/{section}/" + (f"{verb}/" if verb else "")


def post(client: Client, cycle: Cycle, section: str, verb: str, data: dict[str, Any]) -> HttpResponse:
    cycle.refresh_from_db()
    return client.post(address(cycle, section, verb), {"seq": str(cycle.seq), **data})  # type: ignore[return-value]


def text(response: HttpResponse) -> str:
    return response.content.decode()


def rtp(*ids: str, **other: str) -> dict[str, str]:
    """Return what the RTP's form posts, an answer per id."""
    data = {"rows-TOTAL_FORMS": str(len(ids)), "rows-INITIAL_FORMS": "0"}
    row = {
        "feasibility": "yes",
        "approach": "Con el módulo",
        "effort_hours_low": "8",
        "effort_hours_high": "16",
        "risk": "low",
        "third_party": "",
        "dependency": "",
    }
    for place, one in enumerate(ids):
        data |= {f"rows-{place}-{name}": value for name, value in {**row, "requirement": one}.items()}
    data |= {"third_parties": "Ninguno", "hosting": "DonWeb", "new_requirements": "", "conditions": ""}
    return data | {"verdict": "feasible"} | other
