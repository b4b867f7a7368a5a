"""The foot of the sign-in page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from trato.ledger.verification import verify

from .pages import text

if TYPE_CHECKING:
    from django.test import Client


def test_it_names_the_version_in_force(in_force: None, client: Client) -> None:
    assert "PE-CM-01 Gestión del Cliente, versión 01 vigente" in text(client.get("/entrar/"))


def test_nothing_is_said_of_the_history_before_it_was_verified(in_force: None, client: Client) -> None:
    assert "Historial íntegro" not in text(client.get("/entrar/"))
    verify(at=timezone.now())
    assert "Historial íntegro" in text(client.get("/entrar/"))
