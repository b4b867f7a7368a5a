import json
import logging

import pytest

from trato.project.logs import JsonFormatter


def test_alive_asks_nothing_of_the_database(client):
    assert client.get("/salud/vivo").json() == {"vivo": True}


@pytest.mark.django_db
def test_ready_when_every_migration_is_applied(client):
    assert client.get("/salud/listo").json() == {"listo": True}


@pytest.mark.django_db
def test_not_ready_while_a_migration_is_pending(client):
    from django.db.migrations.recorder import MigrationRecorder

    MigrationRecorder.Migration.objects.filter(app="people").order_by("-id")[:1].get().delete()
    response = client.get("/salud/listo")
    assert response.status_code == 503
    assert response.json() == {"listo": False, "motivo": "migraciones-pendientes"}


@pytest.fixture
def page(client):
    return client.get("/salud/vivo")


def test_no_cache_keeps_a_page(page):
    assert page.headers["Cache-Control"] == "no-store"


def test_content_policy_lets_nothing_in_but_our_own_files(page):
    policy = dict(part.strip().split(" ", 1) for part in page.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in page.headers["Content-Security-Policy"]


def test_pages_are_not_framed_nor_sniffed(page):
    assert page.headers["X-Frame-Options"] == "DENY"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Referrer-Policy"] == "same-origin"


def test_request_id_is_given_back_when_harmless_and_made_otherwise(client):
    assert client.get("/salud/vivo", headers={"X-Request-Id": "abc-12345678"})["X-Request-Id"] == "abc-12345678"
    assert client.get("/salud/vivo", headers={"X-Request-Id": "a b\tc<script>"})["X-Request-Id"] != "a b\tc<script>"


def record(message, *arguments, **extra):
    made = logging.LogRecord("trato.test", logging.INFO, "x.py", 1, message, arguments, None)
    made.__dict__.update(extra)
    return json.loads(JsonFormatter().format(made))


def test_log_line_keeps_route_and_status():
    line = record("request", route="ciclos/<code>/", status=200)
    assert (line["message"], line["route"], line["status"]) == ("request", "ciclos/<code>/", 200)


def test_log_line_drops_what_people_typed():
    line = record("mail to %s refused", "ana@example.com", email="ana@example.com", path="/e/token-secreto/")
    assert "ana@example.com" not in json.dumps(line)
    assert "token-secreto" not in json.dumps(line)


def test_log_of_an_exception_keeps_the_place_and_not_its_text():
    try:
        raise ValueError("ana@example.com")
    except ValueError as error:
        made = logging.LogRecord("t", logging.ERROR, "x.py", 1, "failed", (), (type(error), error, error.__traceback__))
    line = JsonFormatter().format(made)
    assert "ValueError" in line
    assert "test_pages.py" in line
    assert "ana@example.com" not in line


@pytest.mark.parametrize(("language", "shown"), [("es-ar", "31/12/2026"), ("en", "31/12/2026")])
def test_dates_are_written_day_first(language, shown):
    from datetime import date

    from django.utils import formats, translation

    with translation.override(language):
        assert formats.date_format(date(2026, 12, 31), "SHORT_DATE_FORMAT") == shown
        assert formats.get_format("FIRST_DAY_OF_WEEK") == 1


def test_numbers_are_written_as_in_argentina():
    from django.utils import formats, translation

    with translation.override("es-ar"):
        assert formats.number_format(1234567.5, decimal_pos=2, force_grouping=True) == "1.234.567,50"


def test_an_address_that_only_takes_forms_says_where_to_go_when_it_is_opened(client):
    answer = client.get("/auditoria/verificacion/")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "volvé a la página del botón" in answer.content.decode()
