from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.apps import apps

from tests.support.cast import Person
from trato.organisations.actions import NewContact, NewOrganisation, register_organisations, retire_organisations
from trato.organisations.models import Identifier, Organisation

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 10, 13, 0, tzinfo=UTC)


def test_keys_of_names_are_written_anew_for_those_of_before_and_no_row_is_lost(
    gc: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    migration = import_module("trato.organisations.migrations.0003_names_keyed")
    monkeypatch.setattr(migration, "BATCH", 2)
    ana = NewContact(name="Ana", mail="ana@x.example")
    news = [
        NewOrganisation(
            name=f"Molino {word}", legal_name=f"{word} y Cía SRL", domain=f"{word}.example", contacts=(ana,)
        )
        for word in ("azul", "rojo", "verde", "ocre", "gris")
    ]
    rows = register_organisations(news=news, by=gc.actor, at=AT)
    wanted = set(Identifier.objects.values_list("organisation", "kind", "value"))
    retire_organisations(organisations=rows[:1], reason="import-undone", by=gc.actor, at=AT)
    before = list(Organisation.objects.order_by("pk").values())
    Identifier.objects.filter(kind="block").delete()
    for row in rows:
        Identifier.objects.create(organisation=row, kind="block", value="moli")

    migration.key_names(apps, None)

    assert set(Identifier.objects.values_list("organisation", "kind", "value")) == {
        (pk, kind, value) for pk, kind, value in wanted if pk != rows[0].pk
    }
    assert list(Organisation.objects.order_by("pk").values()) == before
