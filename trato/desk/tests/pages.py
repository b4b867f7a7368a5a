"""What the pages of the desk are asked and answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.test import Client

from tests.support.cast import signed_in

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.support.cast import Person
    from trato.cycles.models import Cycle

CLASSIFIED: dict[str, Any] = {
    "priority": "high",
    "client_type": "company",
    "origin": "AR-X",
    "locality": "Córdoba",
    "scale": "small",
    "sector": "food",
    "needs": ["shop"],
    "cuit": "",
    "country": "",
    "notes": "Pidieron turno para el lunes",
}
CLOSING = {"motive": "price", "competitor": "", "detail": "Dijo que es caro", "lesson": "Preguntar antes"}
CLOSING |= {"recontact_on": ""}


def browser_of(person: Person) -> Client:
    """Return another browser, with this person signed in."""
    return signed_in(Client(), person)


def address(cycle: Cycle, section: str = "", verb: str = "") -> str:
    return "/".join(["/ciclos", cycle.code, *filter(None, (section, verb)), ""])


def post(browser: Client, cycle: Cycle, section: str, verb: str, data: dict[str, Any], **more: Any) -> HttpResponse:
    """Send a verb's form as it stands now."""
    cycle.refresh_from_db()
    sent: Any = browser.post(address(cycle, section, verb), {"seq": str(cycle.seq), **data}, **more)
    return sent


def text(response: Any) -> str:
    decoded: str = response.content.decode()
    return decoded


def main_of(page: str) -> str:
    """Return what is inside `main`: the page without its frame."""
    return page.split("<main", 1)[1].split("</main>", 1)[0]
