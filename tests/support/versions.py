"""A version 02 of the procedure, for cycles in flight to adopt."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.support.cast import Person
    from trato.procedure import Definition

SCREENING = """
[[action]]
id = "screen-client"
phase = "8.1"
number = 8
text = "Consultar la situación fiscal del prospecto."
short = "Consultar situación fiscal"
encargado = "EC"
by = ["EC", "GC"]
done_when = { exists = "client.screened" }
deadline = { days = 2, after = "identify" }

[[event]]
name = "client.screened"
action = "screen-client"
text = "Consultó la situación fiscal"
todo = "consultar la situación fiscal"
by = ["EC", "GC"]
facts = {}

"""


def approve_version_02(*, gc: Person, sgc: Person, at: datetime, contacts: int = 1) -> Definition:
    """Put in force a version with one more step in §8.1, which asks for so many named contacts in §8.1.1."""
    from django.conf import settings

    from trato.documents.approving import approve_definition
    from trato.documents.definitions import by_hash, load_definition
    from trato.ledger.actors import SYSTEM

    text = (settings.TRATO_PROCEDURES_DIR / "PE-CM-01" / "01.toml").read_text(encoding="utf-8")
    text = text.partition("[[case]]")[0]
    for old, new in (
        ('version = "01"', 'version = "02"'),
        ('supersedes = "00"', 'supersedes = "01"'),
        (
            '{ at_least = "prospect.classified.contacts", value = 1 }',
            f'{{ at_least = "prospect.classified.contacts", value = {contacts} }}',
        ),
        ('\n[[action]]\nid = "survey-requirements"', f'{SCREENING}[[action]]\nid = "survey-requirements"'),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    loaded = load_definition(source=text.encode(), by=SYSTEM, at=at)
    for person in (gc, sgc):
        approve_definition(code="PE-CM-01", version="02", hash=loaded.hash, by=person.actor, at=at)
    return by_hash(loaded.hash)
