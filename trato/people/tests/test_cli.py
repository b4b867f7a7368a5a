from __future__ import annotations

import pytest
from django.test import Client

from trato.cli import main
from trato.people.actors import roles_held
from trato.people.models import User

pytestmark = pytest.mark.django_db


def test_the_first_person_is_invited_from_the_machine(capsys: pytest.CaptureFixture[str], client: Client) -> None:
    person = ["--name", "Diego Altamirano", "--email", "diego@squad.example"]
    status = main(["people", "invite", *person, "--role", "GC", "--role", "ADMIN"])
    lines = capsys.readouterr().out.strip().splitlines()
    user = User.objects.get(email="diego@squad.example")
    assert status == 0
    assert lines[-1] == "Diego Altamirano was invited."
    user.is_active = True
    assert roles_held(user, user.roles.first().since) == ("GC", "ADMIN")
    assert client.get("/" + lines[-2].split("/", 3)[3]).status_code == 200


def test_an_unknown_role_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["people", "invite", "--name", "X", "--email", "x@squad.example", "--role", "BOSS"]) == 2
    assert "BOSS" in capsys.readouterr().err


def test_an_impossible_address_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["people", "invite", "--name", "X", "--email", "nada"]) == 1
    assert capsys.readouterr().out.strip() == "Nobody was invited."
