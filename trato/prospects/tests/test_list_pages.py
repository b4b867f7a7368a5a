from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.support.cast import Person, signed_in
from trato.cycles.models import Cycle, Progress
from trato.ledger.entries import stream_entries
from trato.prospects import queries
from trato.prospects.actions import NewProspect, list_prospects
from trato.prospects.columns import COLUMNS
from trato.prospects.tests.lists import AT, COMPLETE, DULCES, listed_many

pytestmark = pytest.mark.django_db


def test_the_list_asks_as_many_queries_for_two_rows_as_for_twenty(in_force: None, ec: Person, client: Client) -> None:
    signed_in(client, ec)
    counts = []
    for names in (["Uno", "Dos"], [f"Empresa {n}" for n in range(18)]):
        listed_many(ec, names)
        client.get("/prospectos/")
        with CaptureQueriesContext(connection) as context:
            page = client.get("/prospectos/")
        counts.append(len(context))
    assert page.content.count(b"data-row") == 20
    assert counts[0] == counts[1]
    assert counts[0] <= 15


def test_the_list_tells_no_data_from_no_matches(in_force: None, ec: Person, client: Client) -> None:
    signed_in(client, ec)
    assert "Todavía no hay prospectos" in client.get("/prospectos/").content.decode()
    listed_many(ec, ["Bodega Ñandú"])
    slip = client.get("/prospectos/?q=bodgea").content.decode()
    assert "¿Quisiste decir «bodega»?" in slip
    assert "q=bodega" in slip
    nothing = client.get("/prospectos/?q=zapateria").content.decode()
    assert "Nada coincide" in nothing
    assert "Todavía no hay prospectos" not in nothing
    empty_view = client.get("/prospectos/?vista=sin-contratacion").content.decode()
    assert "No hay nada en esta vista" in empty_view


@pytest.mark.parametrize(
    "text",
    [
        "nandu",
        "ÑANDÚ",
        "30852177434",
        "30-85217743-4",
        "351 555-0101",
        "quebracho cordoba",
        "tienda en linea",
        "ana gomez",
    ],
)
def test_a_prospect_is_found_by_any_of_its_data(
    listed: Cycle, ec: Person, client: Client, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed_many(ec, ["Bodega Ñandú"])
    signed_in(client, ec)
    expected, other = (
        ("Bodega Ñandú", "Dulces") if "and" in text.lower() or "ñ" in text.lower() else ("Dulces", "Ñandú")
    )
    for most in (queries.MOST_LOOKED_UP, 0):  # from the index, and going through the list
        monkeypatch.setattr(queries, "MOST_LOOKED_UP", most)
        found = client.get("/prospectos/", {"q": text}).content.decode()
        assert expected in found
        assert other not in found


def test_the_filters_live_in_the_address(in_force: None, gc: Person, ec: Person, client: Client) -> None:
    listed_many(ec, ["De Martina"])
    listed_many(gc, ["De Nadie"])
    signed_in(client, gc)
    hers = client.get(f"/prospectos/?responsable={ec.user.pk}&fase=8.1&resultado=abierto").content.decode()
    assert "De Martina" in hers
    assert "De Nadie" not in hers
    assert "De Nadie" in client.get("/prospectos/?responsable=nadie").content.decode()
    assert client.get("/prospectos/?vista=inventada&responsable=x&despues=zz_y&antes=_").status_code == 200


def test_pages_go_on_by_key_and_come_back(in_force: None, ec: Person, client: Client) -> None:
    from trato.prospects.queries import Listing, page_of, selected

    cycles = listed_many(ec, [f"Empresa {n}" for n in range(7)])
    day = AT.date()

    def page(listing: Listing) -> tuple[list[int], str, str]:
        found = page_of(listing, selected(listing, ec.actor, today=day, soon=day), size=3)
        return [row.pk for row in found.rows], found.newer, found.older

    keys = [cycle.pk for cycle in cycles]
    first, newer, older = page(Listing())
    assert (first, newer) == (keys[:3], "")
    second, newer, older = page(Listing(after=older))
    assert second == keys[3:6]
    third, back, older = page(Listing(after=older))
    assert (third, older) == (keys[6:], "")
    again, newer, _older = page(Listing(before=back))
    assert (again, bool(newer)) == (keys[3:6], True)
    assert page(Listing(before=newer))[0] == keys[:3]
    Cycle.objects.get(pk=keys[0]).progress.__class__.objects.filter(pk=keys[0]).update(due_on=None)
    undated, _newer, _older = page(Listing(after=page(Listing(after=page(Listing())[2]))[2]))
    assert undated == [keys[0]], "the undated come last"


def test_chosen_cycles_are_given_to_somebody_and_never_advanced(
    in_force: None, gc: Person, ec: Person, client: Client
) -> None:
    cycles = listed_many(gc, ["Uno", "Dos", "Tres"])
    codes = [cycle.code for cycle in cycles[:2]]
    answer = signed_in(client, gc).post("/prospectos/asignacion/", {"codigo": codes, "a": ec.user.pk, "vista": "todos"})
    assert answer.headers["Location"] == "/prospectos/?vista=todos"
    assert sorted(Cycle.objects.filter(owner=ec.user).values_list("code", flat=True)) == codes
    assert [entry.event for entry in stream_entries(cycles[0].stream)] == ["cycle.opened", "cycle.assigned"]


def test_somebody_elses_cycle_is_not_given_away(listed: Cycle, ec2: Person, client: Client) -> None:
    signed_in(client, ec2).post("/prospectos/asignacion/", {"codigo": [listed.code], "a": ec2.user.pk})
    assert Cycle.objects.get().owner != ec2.user


def test_markup_in_a_name_is_text(in_force: None, ec: Person, client: Client) -> None:
    listed_many(ec, ["<script>alert(1)</script>"])
    page = signed_in(client, ec).get("/prospectos/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(("role", "status"), [("auditor", 200), ("sgc", 200), ("eet", 200), ("admin", 403)])
def test_who_reads_the_list(listed: Cycle, role: str, status: int, client: Client, request: Any) -> None:
    signed_in(client, request.getfixturevalue(role))
    page = client.get("/prospectos/")
    assert page.status_code == status
    assert ("Dulces" in page.content.decode()) == (role in {"auditor", "sgc"})
    assert client.get("/prospectos/nuevo/").status_code == 403


def test_garbage_in_the_address_breaks_nothing(listed: Cycle, gc: Person, client: Client) -> None:
    signed_in(client, gc)
    huge = "9" * 40
    for query in ({"fase": "\x00"}, {"q": "\x00" * 300}):
        assert client.get("/prospectos/", query).status_code == 400
    for query in (
        {"responsable": huge}, {"fase": "\x01"}, {"q": "\x01" * 300}, {"despues": f"2026-01-01_{huge}"},
        {"antes": "_٣"}, {"despues": "2026-13-40_1"}, {"vista": "sin-contratacion", "despues": "2026-01-01_1"},
        {"resultado": "x", "vista": "x"}, {"q": "%_'\""},
    ):  # fmt: skip
        assert client.get("/prospectos/", query).status_code == 200
        assert client.post("/prospectos/exportacion/", query).status_code == 200
    assert client.get("/prospectos/parecidos/", {"name": "\x01", "contact_mail": "\x01@x"}).status_code == 200
    for address in (f"/prospectos/{huge}/", f"/prospectos/personas/{huge}/", f"/prospectos/importar/{huge}/"):
        assert client.get(address).status_code == 404
    posted = client.post("/prospectos/asignacion/", {"codigo": ["\x00", listed.code], "a": huge})
    assert posted.status_code == 302


@pytest.mark.parametrize(
    "query", ["prioridad=high", "tipo=company", "origen=AR-X", "escala=small", "rubro=food", "requerimiento=site"]
)
def test_any_group_of_the_classification_narrows_the_list(
    in_force: None, ec: Person, client: Client, query: str
) -> None:
    classified = NewProspect(organisation=DULCES, title="Tienda", known=COMPLETE)
    list_prospects(news=[classified], by=ec.actor, at=AT)
    listed_many(ec, ["Sin clasificar"])
    page = signed_in(client, ec).get(f"/prospectos/?{query}").content.decode()
    assert "Dulces" in page
    assert "Sin clasificar</a>" not in page
    name, code = query.split("=")
    assert "Dulces" not in client.get(f"/prospectos/?{name}=none-such").content.decode()
    assert f'<input type="hidden" name="{name}" value="{code}">' in page, "a bulk verb comes back to the same list"


@pytest.mark.parametrize(
    ("due", "days", "found"),
    [("vencido", -1, True), ("vencido", 0, False), ("hoy", 0, True), ("hoy", 1, False), ("semana", 0, True),
     ("semana", 7, False), ("sin-fecha", 0, False), ("sin-fecha", None, True)],
)  # fmt: skip
def test_the_list_by_what_is_due(in_force: None, ec: Person, due: str, days: int | None, found: bool) -> None:
    from trato.prospects.queries import Listing, selected

    (cycle,) = listed_many(ec, ["Uno"])
    today = AT.date()
    on = None if days is None else today + timedelta(days=days)
    Progress.objects.filter(pk=cycle.pk).update(due_on=on)
    assert selected(Listing(due=due), ec.actor, today=today, soon=today).exists() is found


def test_columns_are_chosen_in_the_address(in_force: None, ec: Person, client: Client) -> None:
    list_prospects(news=[NewProspect(organisation=DULCES, title="Tienda", known=COMPLETE)], by=ec.actor, at=AT)
    signed_in(client, ec)
    usual = client.get("/prospectos/").content.decode()
    chosen = client.get("/prospectos/?columnas=rubro&columnas=localidad&columnas=inventada").content.decode()
    assert "30-85217743-4" in usual
    assert "30-85217743-4" not in chosen
    assert '<td class="wh">Córdoba</td>' in chosen
    assert (
        client.get("/prospectos/?columnas=rubro,localidad").content.decode().count("<th") == chosen.count("<th") == 5
    ), "thead among them"
    every = "&".join(f"columnas={column.code}" for column in COLUMNS)
    with CaptureQueriesContext(connection) as context:
        assert client.get(f"/prospectos/?{every}").content.decode().count("<th") == len(COLUMNS) + 3
    assert len(context) <= 15


def test_a_count_is_told_only_when_it_is_cheap(in_force: None, ec: Person, monkeypatch: Any) -> None:

    from trato.prospects.queries import Listing, counted, page_of, selected

    listed_many(ec, [f"Empresa {n}" for n in range(5)])
    monkeypatch.setattr(queries, "MOST_COUNTED", 3)
    today = AT.date()

    def told(size: int, **asked: str) -> int | None:
        listing = Listing(**asked)
        rows = selected(listing, ec.actor, today=today, soon=today)
        return counted(listing, page_of(listing, rows, size=size), rows)

    assert told(40) == told(40, q="empresa") == 5, "what fits on one page is counted by looking"
    assert told(2) == 4, "one beyond the most that is counted"
    assert told(2, owner=str(ec.user.pk), phase="8.1") == 4
    assert told(2, q="empresa") is None


def test_the_list_reads_an_index_in_its_own_order(in_force: None, ec: Person) -> None:
    from trato.prospects.queries import Listing, page_of, selected

    if connection.vendor != "sqlite":
        pytest.skip("the planner of PostgreSQL prefers other ways while a table is tiny")
    listed_many(ec, ["Uno"])
    today = AT.date()
    for listing in (
        Listing(),
        Listing(view="todos"),
        Listing(owner=str(ec.user.pk), phase="8.1"),
        Listing(phase="8.1"),
    ):
        with CaptureQueriesContext(connection) as captured:
            page_of(listing, selected(listing, ec.actor, today=today, soon=today))
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {captured.captured_queries[0]['sql']}")
            plan = " ".join(str(line[3]) for line in cursor.fetchall())
        assert "USING INDEX progress_" in plan, listing
        assert "TEMP B-TREE" not in plan, listing
