"""Who works under a definition: the packages above say it, so that the document's page can show it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Use:
    """One line of the document's page: «Ciclos bajo esta versión», «32 en curso», and where to see them."""

    label: str
    text: str
    url: str = ""


type Provider = Callable[[str], Use | None]

_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Let `provider(definition hash)` say who works under a definition; None when nobody does."""
    if provider not in _providers:
        _providers.append(provider)


def uses_of(definition_hash: str) -> list[Use]:
    """Return what every provider says of that definition."""
    return [use for use in (provider(definition_hash) for provider in _providers) if use is not None]
