"""What other packages ask about organisations and their people."""

from __future__ import annotations

from collections.abc import Iterable

from trato.organisations.models import Contact, Organisation
from trato.people import actors


def names_of(keys: Iterable[str]) -> dict[str, str]:
    """Return the name to show for each key ("user/7", "person/12"), in one query per kind of actor."""
    return actors.names_of(keys)


def names_of_contacts(keys: Iterable[str]) -> dict[str, str]:
    """Return the names of people outside, by key ("person/12"), in one query; an unknown key is left out."""
    numbers = [int(tail) for key in keys if (tail := key.rpartition("/")[2]).isdecimal()]
    return {f"person/{pk}": name for pk, name in Contact.objects.filter(pk__in=numbers).values_list("pk", "name")}


def contact_of(key: str) -> Contact | None:
    """Return the person behind an actor's key "person/12", with their organisation, or None."""
    kind, _slash, tail = key.partition("/")
    if kind != "person" or not tail.isdecimal():
        return None
    return Contact.objects.select_related("organisation").filter(pk=int(tail)).first()


def cuit_holder(cuit: str, *, but: int | None = None) -> Organisation | None:
    """Return the standing organisation that has this CUIT (eleven digits), another than `but`."""
    if not cuit:
        return None
    found = Organisation.objects.standing().filter(cuit=cuit)
    return (found if but is None else found.exclude(pk=but)).first()
