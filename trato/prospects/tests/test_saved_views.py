import pytest
from django.test import Client

from tests.support.cast import Person, signed_in
from trato.prospects.models import SavedView
from trato.prospects.tests.lists import listed_many

pytestmark = pytest.mark.django_db
ASKED = {"vista": "todos", "fase": "8.1", "columnas": "rubro,cuit", "despues": "2026-01-01_1"}


def test_a_view_keeps_filters_and_columns_but_no_page(in_force: None, ec: Person, client: Client) -> None:
    listed_many(ec, ["Uno"])
    signed_in(client, ec)
    assert "Guardar esta vista" in client.get("/prospectos/?fase=8.1").content.decode()
    answer = client.post("/prospectos/vistas/", {**ASKED, "nombre": "  Rubros   nuevos "})
    kept = SavedView.objects.get()
    assert (kept.name, kept.owner, kept.shared) == ("Rubros nuevos", ec.user, False)
    assert kept.query == "vista=todos&fase=8.1&columnas=rubro%2Ccuit"
    page = client.get(answer.headers["Location"]).content.decode()
    assert 'aria-current="true">Rubros nuevos</a>' in page
    assert page.count('aria-current="true"') == 1
    client.post("/prospectos/vistas/", {"fase": "8.2", "nombre": "Rubros nuevos", "compartida": "1"})
    kept = SavedView.objects.get()
    assert (kept.query, kept.shared) == ("fase=8.2", True), "the same name takes the new meaning"


def test_a_view_is_seen_by_others_only_when_shared(in_force: None, ec: Person, ec2: Person, client: Client) -> None:
    for name, shared in (("Privada", ""), ("De todos", "1")):
        signed_in(client, ec).post("/prospectos/vistas/", {"fase": "8.1", "nombre": name, "compartida": shared})
    page = signed_in(client, ec2).get("/prospectos/").content.decode()
    assert "De todos" in page
    assert "Privada" not in page
    shared_view = SavedView.objects.get(shared=True)
    assert client.post(f"/prospectos/vistas/{shared_view.pk}/retiro/").status_code == 404, "it is not theirs"
    assert signed_in(client, ec).post(f"/prospectos/vistas/{shared_view.pk}/retiro/").status_code == 302
    assert list(SavedView.objects.values_list("name", flat=True)) == ["Privada"]


def test_a_view_needs_a_name_and_has_a_most(
    in_force: None, ec: Person, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trato.prospects.views import saved

    monkeypatch.setattr(saved, "MOST", 1)
    signed_in(client, ec)
    for name in ("   ", "Una", "Otra"):
        assert client.post("/prospectos/vistas/", {"fase": "8.1", "nombre": name}).status_code == 302
    assert list(SavedView.objects.values_list("name", flat=True)) == ["Una"]


def test_an_auditor_keeps_nothing(in_force: None, auditor: Person, client: Client) -> None:
    assert signed_in(client, auditor).post("/prospectos/vistas/", {"nombre": "Mía"}).status_code == 403
    assert not SavedView.objects.exists()
