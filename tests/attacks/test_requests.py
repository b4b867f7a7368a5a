"""Requests no browser of ours sends: too long, in another encoding, with NUL, for another host."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.attacks.conftest import House

FORM = "application/x-www-form-urlencoded"
STEP = "/ciclos/{code}/8.2.1/emitir-rar/"


@pytest.fixture
def strict(house: House) -> Client:
    """The EC's browser against a server that checks tokens, as the real one does."""
    client = house.enter("EC")
    client.handler.enforce_csrf_checks = True
    client.get("/cuenta/")
    return client


def test_a_form_in_another_encoding_is_unreadable(house: House, strict: Client) -> None:
    cycle = house.opened()
    for client in (strict, Client(raise_request_exception=False)):
        for address in (STEP.format(code=cycle.code), "/entrar/"):
            answer = client.post(address, b"a=b", content_type=f"{FORM}; charset=utf-7")
            assert answer.status_code in {400, 403}
            assert "text/html" in answer.headers["Content-Type"]
            assert answer.text


def test_a_form_too_long_is_told_so(house: House, strict: Client) -> None:
    address = STEP.format(code=house.opened().code)
    for client in (house.enter("EC"), strict):
        long = client.post(address, b"legal=" + b"x" * 6_000_000, content_type=FORM)
        many = client.post(address, b"&".join(b"a%d=1" % n for n in range(3_000)), content_type=FORM)
        for answer in (long, many):
            assert answer.status_code == 413
            assert "tu navegador todavía tiene lo que escribiste" in answer.text


def test_a_body_over_the_largest_upload_is_refused_unread(house: House) -> None:
    for length in ("200000000", "9" * 30, "²", "-1"):
        answer = house.enter("EC").post("/prospectos/importar/", b"x", content_type=FORM, CONTENT_LENGTH=length)
        assert answer.status_code == 413


def test_nul_in_a_query_is_unreadable(house: House) -> None:
    for address in ("/?abrir=%00", "/buscar/?q=a%00b", "/entrar/?next=%00", "/prospectos/?q=%00"):
        assert house.enter("EC").get(address).status_code == 400


def test_another_host_is_refused(house: House) -> None:
    assert house.enter("EC").get("/", headers={"host": "evil.example"}).status_code == 400


def test_nul_in_a_draft_is_left_out(house: House) -> None:
    cycle, client = house.opened(), house.enter("EC")
    answer = client.post(STEP.format(code=cycle.code), b"_save=1&legal=Ley%0024.240", content_type=FORM)
    assert answer.status_code == 302
    assert "Ley24.240" in client.get(f"/ciclos/{cycle.code}/8.2.1/").text
