from __future__ import annotations

import pytest
from django.test import Client

from tests.support.cast import Person, signed_in


@pytest.mark.parametrize("code", ["GC", "EC", "EET", "PM", "PO", "TO", "SGC", "AUDITOR", "ADMIN"])
def test_each_of_the_cast_acts_in_their_role(request: pytest.FixtureRequest, code: str) -> None:
    person = request.getfixturevalue(code.lower())
    assert person.actor.roles == (code,)
    assert person.user.is_active


def test_a_signed_in_person_reaches_their_account(client: Client, gc: Person) -> None:
    assert signed_in(client, gc).get("/cuenta/").status_code == 200
