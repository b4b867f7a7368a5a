from __future__ import annotations

import pytest

from trato.links.letters import send_link, wa_url
from trato.links.models import Link
from trato.links.tests.conftest import MakeLink


@pytest.mark.parametrize(
    ("phone", "url"),
    [
        ("11 15 2345-6789", "https://wa.me/5491123456789"),
        ("+54 9 11 2345-6789", "https://wa.me/5491123456789"),
        ("(0351) 15 234-5678", "https://wa.me/5493512345678"),
        ("+1 650-253-0000", "https://wa.me/16502530000"),
        ("12", ""),
        ("no tengo", ""),
        ("", ""),
    ],
)
def test_a_telephone_becomes_a_whatsapp_address(phone: str, url: str) -> None:
    assert wa_url(phone) == url


def test_the_message_travels_in_the_address() -> None:
    assert wa_url("+5491123456789", "¡Hola! Mirá: http://x/?a=1&b=2").endswith(
        "?text=%C2%A1Hola%21%20Mir%C3%A1%3A%20http%3A//x/%3Fa%3D1%26b%3D2"
    )


def test_a_subject_begins_in_upper_case(make_link: MakeLink) -> None:
    link, url = make_link(purpose="test-survey")
    assert send_link(link, url, at=link.created_at).subject.startswith("Contarnos cómo fue · ")


@pytest.mark.parametrize(
    ("mail", "masked"),
    [
        ("anaclara@quebracho.example", "a•••a@quebracho.example"),
        ("al@quebracho.example", "a•••@quebracho.example"),
        ("", ""),
    ],
)
def test_a_mailbox_is_shown_so_that_only_its_owner_knows_it(mail: str, masked: str) -> None:
    assert Link(mail=mail).masked_mail == masked
