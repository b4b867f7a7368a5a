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


def survivor_of(pk: int) -> int:
    """Return the key of the organisation that this one became part of, or the same key while it stands by itself."""
    into = Organisation.objects.filter(pk=pk).values_list("merged_into_id", flat=True).first()
    return into or pk


def standing_for(organisations: Iterable[Organisation]) -> dict[int, Organisation]:
    """Lock organisations and return, by key, each or the one it became part of: nobody merges them meanwhile."""
    keys = {one.pk for one in organisations}
    if not keys:
        return {}
    rows = list(Organisation.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))
    into = Organisation.objects.in_bulk({row.merged_into_id for row in rows if row.merged_into_id})
    return {row.pk: into[row.merged_into_id] if row.merged_into_id else row for row in rows}
