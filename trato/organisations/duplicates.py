"""Organisations that may be the one somebody is about to write down again. PE-CM-01 §8.1.1.

Candidates come by index (CUIT, mail, telephone, domain, beginnings of words of the name); only the candidates' names
are compared letter by letter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Literal

from rapidfuzz import fuzz

from trato.organisations.models import Identifier, Organisation
from trato.organisations.names import name_blocks, name_key
from trato.organisations.reach import domain_of_mail, phone_key

type Why = Literal["cuit", "mail", "phone", "domain", "name", "similar-name"]

STRENGTH: tuple[Why, ...] = ("cuit", "mail", "phone", "name", "domain", "similar-name")
ALIKE = 88
MOST_CANDIDATES = 300
MOST_MATCHES = 5
BATCH = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """What is known of somebody who may already be here: `cuit` eleven digits, `phone` E.164, `domain` bare."""

    name: str = ""
    cuit: str = ""
    mail: str = ""
    phone: str = ""
    domain: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """An organisation that may be the same, and everything that points to it, the strongest first."""

    organisation: Organisation
    why: tuple[Why, ...]


def likely_duplicates(
    *, name: str = "", cuit: str = "", mail: str = "", phone: str = "", domain: str = "", but: int | None = None
) -> list[Match]:
    """Return up to five organisations that may be the same one, the most telling first; `but` is left out."""
    traces = Traces(name=name, cuit=cuit, mail=mail, phone=phone, domain=domain)
    return [match for match in likely_duplicates_of([traces])[0] if match.organisation.pk != but]


def likely_duplicates_of(rows: Sequence[Traces]) -> list[list[Match]]:
    """Answer `likely_duplicates` for many rows with a number of queries that does not depend on how many match."""
    wanted = [identifiers(row) for row in rows]
    holders = _holders({item for items in wanted for item in items})
    organisations = _organisations({pk for found in holders.values() for pk in found})
    return [_matches(row, items, holders, organisations) for row, items in zip(rows, wanted, strict=True)]


def identifiers(traces: Traces) -> set[tuple[str, str]]:
    """Return the (kind, value) pairs under which somebody is looked up."""
    kind = Identifier.Kind
    found = {(kind.BLOCK.value, block) for block in name_blocks(traces.name)}
    if traces.cuit:
        found.add((kind.CUIT.value, traces.cuit))
    if traces.mail:
        found.add((kind.MAIL.value, traces.mail))
    if traces.phone:
        found.add((kind.PHONE.value, phone_key(traces.phone)))
    for domain in {traces.domain, domain_of_mail(traces.mail)} - {""}:
        found.add((kind.DOMAIN.value, domain))
    return found


def name_likeness(one: str, other: str) -> float:
    """Return how alike two folded names are, 0 to 100, whatever the order of their words."""
    return max(fuzz.ratio(one, other), fuzz.token_sort_ratio(one, other))


def _holders(items: Iterable[tuple[str, str]]) -> dict[tuple[str, str], list[int]]:
    by_kind: dict[str, list[str]] = defaultdict(list)
    for kind, value in sorted(items):
        by_kind[kind].append(value)
    holders: dict[tuple[str, str], list[int]] = defaultdict(list)
    for kind in Identifier.Kind.values:
        for values in batched(by_kind.get(kind, ()), BATCH):
            rows = Identifier.objects.filter(kind=kind, value__in=values, organisation__retired_at=None)
            for value, pk in rows.values_list("value", "organisation_id"):
                holders[kind, value].append(pk)
    return holders


def _organisations(keys: set[int]) -> dict[int, Organisation]:
    found: dict[int, Organisation] = {}
    for some in batched(sorted(keys), BATCH):
        found.update(Organisation.objects.in_bulk(some))
    return found


def _matches(
    row: Traces,
    items: set[tuple[str, str]],
    holders: Mapping[tuple[str, str], list[int]],
    organisations: Mapping[int, Organisation],
) -> list[Match]:
    why: dict[int, set[Why]] = defaultdict(set)
    shared: dict[int, int] = defaultdict(int)
    for kind, value in items:
        for pk in holders.get((kind, value), ()):
            if kind == Identifier.Kind.BLOCK:
                shared[pk] += 1
            else:
                why[pk].add(_reason(kind))
    key = name_key(row.name)
    for pk in sorted(shared, key=lambda pk: (-shared[pk], pk))[:MOST_CANDIDATES]:
        if organisations[pk].name_key == key:
            why[pk].add("name")
        elif name_likeness(organisations[pk].name_key, key) >= ALIKE:
            why[pk].add("similar-name")
    ordered = {pk: tuple(reason for reason in STRENGTH if reason in reasons) for pk, reasons in why.items()}
    ranked = sorted(ordered, key=lambda pk: (STRENGTH.index(ordered[pk][0]), -len(ordered[pk]), pk))
    return [Match(organisations[pk], ordered[pk]) for pk in ranked[:MOST_MATCHES]]


def _reason(kind: str) -> Why:
    reasons: dict[str, Why] = {"cuit": "cuit", "mail": "mail", "phone": "phone", "domain": "domain"}
    return reasons[kind]
