"""Organisations that may be the one somebody is about to write down again. PE-CM-01 §8.1.1.

Candidates come by index only: CUIT, mail, telephone, domain, and the keys of `names.name_blocks`. A key that more
than a hundred organisations share tells nothing and is left aside. Only the names of candidates are compared.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Literal

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from trato.organisations.models import Identifier, Organisation
from trato.organisations.names import alike, name_blocks, name_key
from trato.organisations.reach import domain_of_mail, phone_key

type Why = Literal["cuit", "mail", "phone", "domain", "name", "similar-name"]
type Item = tuple[str, str]

STRENGTH: tuple[Why, ...] = ("cuit", "mail", "phone", "name", "domain", "similar-name")
MOST_HOLDERS = 100
MOST_OF_A_DOMAIN = 5  # more organisations than these under one domain are customers of a provider
MOST_CANDIDATES = 40
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What is looked for: (kind, value) `items`, folded `names` to compare, and whom to leave out."""

    items: frozenset[Item]
    names: tuple[str, ...] = ()
    cuit: str = ""
    but: int | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """An organisation that may be the same, and everything that points to it, the strongest first."""

    organisation: Organisation
    why: tuple[Why, ...]


@dataclass(slots=True)
class _Known:
    """What a candidate is called, its names before a merge included, and its CUIT."""

    names: set[str]
    cuit: str = ""


def likely_duplicates(
    *, name: str = "", cuit: str = "", mail: str = "", phone: str = "", domain: str = "", but: int | None = None
) -> list[Match]:
    """Return up to five organisations that may be the same one, the most telling first; `but` is left out."""
    traces = Traces(name=name, cuit=cuit, mail=mail, phone=phone, domain=domain)
    return matches_of([_sought(traces, but=but)])[0]


def likely_duplicates_of(rows: Sequence[Traces]) -> list[list[Match]]:
    """Answer `likely_duplicates` for many rows with a number of queries that does not depend on how many match."""
    return matches_of([_sought(row) for row in rows])


def matches_of(rows: Sequence[Sought]) -> list[list[Match]]:
    """Answer who may be the same as each of the rows, set-wise: one query per kind of trace and three more."""
    holders = _holders({item for row in rows for item in row.items})
    candidates = [_candidates(row, holders) for row in rows]
    known = _known({pk for some in candidates for pk in some})
    found = [_reasons(row, some, known) for row, some in zip(rows, candidates, strict=True)]
    organisations = _organisations({pk for reasons in found for pk, _why in reasons})
    return [[Match(organisations[pk], why) for pk, why in reasons if pk in organisations] for reasons in found]


def identifiers(traces: Traces) -> set[Item]:
    """Return the (kind, value) pairs under which somebody is looked up."""
    kind = Identifier.Kind
    found = {(kind.BLOCK.value, block) for block in name_blocks(traces.name)} if traces.name.strip() else set()
    if traces.cuit:
        found.add((kind.CUIT.value, traces.cuit))
    if traces.mail:
        found.add((kind.MAIL.value, traces.mail))
    if traces.phone:
        found.add((kind.PHONE.value, phone_key(traces.phone)))
    for domain in {traces.domain, domain_of_mail(traces.mail)} - {""}:
        found.add((kind.DOMAIN.value, domain))
    return found


def _sought(traces: Traces, *, but: int | None = None) -> Sought:
    return Sought(items=frozenset(identifiers(traces)), names=(name_key(traces.name),), cuit=traces.cuit, but=but)


def _holders(items: Iterable[Item]) -> dict[Item, list[int]]:
    """Return who has each item; of what very many share, only the first when it is exact, otherwise nobody."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for kind, value in sorted(items):
        by_kind[kind].append(value)
    holders: dict[Item, list[int]] = defaultdict(list)
    place = Window(RowNumber(), partition_by=F("value"), order_by=F("organisation_id"))
    for kind, every in by_kind.items():
        most = MOST_OF_A_DOMAIN if kind == Identifier.Kind.DOMAIN else MOST_HOLDERS
        for values in batched(every, BATCH):
            rows = Identifier.objects.filter(kind=kind, value__in=values).annotate(place=place)
            for value, pk in rows.filter(place__lte=most + 1).values_list("value", "organisation_id"):
                holders[kind, value].append(pk)
        for value in every:
            if len(holders.get((kind, value), ())) > most and _is_vague(kind, value):
                del holders[kind, value]
    return holders


def _is_vague(kind: str, value: str) -> bool:
    """Tell whether an item that too many share says nothing any more."""
    return kind == Identifier.Kind.DOMAIN or (kind == Identifier.Kind.BLOCK and not value.startswith("s:"))


def _candidates(row: Sought, holders: Mapping[Item, list[int]]) -> dict[int, set[Why]]:
    """Return whom to look at and what is already known to point to them."""
    found: dict[int, set[Why]] = defaultdict(set)
    shared: Counter[int] = Counter()
    for kind, value in row.items:
        for pk in holders.get((kind, value), ()):
            if kind == Identifier.Kind.BLOCK:
                # Sounding the same tells more than any number of equal pieces.
                shared[pk] += 100 if value.startswith("s:") else 1
            else:
                found[pk].add(_reason(kind))
    for pk in sorted(shared, key=lambda pk: (-shared[pk], pk))[:MOST_CANDIDATES]:
        found[pk] |= set()
    if row.but is not None:
        found.pop(row.but, None)
    return found


def _known(keys: set[int]) -> dict[int, _Known]:
    found: dict[int, _Known] = {}
    columns = ("pk", "merged_into_id", "name_key", "legal_name", "cuit")
    for some in batched(sorted(keys), BATCH):
        # Two questions, for SQLite answers "one or the other" by reading the whole table.
        for rows in (Organisation.objects.filter(pk__in=some), Organisation.objects.filter(merged_into__in=some)):
            for pk, into, key, legal_name, cuit in rows.values_list(*columns):
                one = found.setdefault(into or pk, _Known(set()))
                one.names |= {key, name_key(legal_name)} if legal_name else {key}
                if not into:
                    one.cuit = cuit or ""
    return found


def _reasons(
    row: Sought, candidates: Mapping[int, set[Why]], known: Mapping[int, _Known]
) -> list[tuple[int, tuple[Why, ...]]]:
    why: dict[int, set[Why]] = {}
    for pk, reasons in candidates.items():
        other = known[pk]
        other_cuit = bool(row.cuit and other.cuit and row.cuit != other.cuit)
        if other.names.intersection(row.names):
            reasons.add("name")
        elif not other_cuit and any(alike(one, name) for one in row.names for name in other.names):
            reasons.add("similar-name")
        if reasons:
            # One mail is one domain: said once.
            why[pk] = reasons - {"domain"} if "mail" in reasons else reasons
    ordered = {pk: tuple(reason for reason in STRENGTH if reason in reasons) for pk, reasons in why.items()}
    ranked = sorted(ordered, key=lambda pk: (STRENGTH.index(ordered[pk][0]), -len(ordered[pk]), pk))
    return [(pk, ordered[pk]) for pk in ranked[:MOST_MATCHES]]


def _organisations(keys: set[int]) -> dict[int, Organisation]:
    found: dict[int, Organisation] = {}
    for some in batched(sorted(keys), BATCH):
        found.update(Organisation.objects.standing().in_bulk(some))
    return found


def _reason(kind: str) -> Why:
    reasons: dict[str, Why] = {"cuit": "cuit", "mail": "mail", "phone": "phone", "domain": "domain"}
    return reasons[kind]
