import pytest
from django.test import Client

from tests.support.cast import Person, signed_in
from trato.cycles.models import Cycle, Progress
from trato.cycles.refusals import NotYours
from trato.ledger.entries import stream_entries
from trato.organisations.models import Organisation
from trato.prospects.actions.tagging import CannotTag, set_tags, tag_many
from trato.prospects.catalogues import add_option, amend_option
from trato.prospects.models import Tagging
from trato.prospects.tests.lists import AT, listed_many

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair(in_force: None, gc: Person) -> str:
    """A tag of the house's."""
    return add_option(catalogue="tag", label="Feria 2026", by=gc.actor, at=AT).code


def test_many_are_tagged_at_once_and_nothing_advances(fair: str, gc: Person, ec: Person, client: Client) -> None:
    cycles = listed_many(ec, ["Uno", "Dos", "Tres"])
    codes = [cycle.code for cycle in cycles[:2]]
    before = list(Progress.objects.order_by("pk").values_list("state", "steps_done"))
    signed_in(client, ec)
    assert 'name="t"' in client.get("/prospectos/").content.decode()
    answer = client.post("/prospectos/etiquetas/", {"codigo": codes, "t": fair, "etiqueta": "otra"})
    assert answer.headers["Location"] == "/prospectos/?etiqueta=otra", "back to the list as it was"
    client.post("/prospectos/etiquetas/", {"codigo": codes, "t": fair})
    assert sorted(Tagging.objects.values_list("organisation__name", "tag")) == [("Dos", fair), ("Uno", fair)]
    assert list(Progress.objects.order_by("pk").values_list("state", "steps_done")) == before
    said = stream_entries(cycles[0].organisation.stream)[-1]
    assert (said.event, said.facts, said.role) == ("organisation.tagged", {"tag": fair}, "EC")

    page = client.get(f"/prospectos/?etiqueta={fair}&columnas=etiquetas").content.decode()
    assert "Tres</a>" not in page
    assert page.count('<td class="wh">Feria 2026</td>') == 2
    file = client.post("/prospectos/exportacion/", {"etiqueta": fair, "columnas": "etiquetas", "formato": "csv"})
    assert file.content.decode().count(";Feria 2026\r\n") == 2

    client.post("/prospectos/etiquetas/", {"codigo": codes[:1], "t": fair, "quitar": "1"})
    assert list(Tagging.objects.values_list("organisation__name", flat=True)) == ["Dos"]
    assert stream_entries(cycles[0].organisation.stream)[-1].event == "organisation.untagged"


def test_tags_are_put_by_whoever_looks_after_all_of_them_or_none_is(
    fair: str, ec: Person, ec2: Person, pm: Person, client: Client
) -> None:
    mine, theirs = listed_many(ec, ["Mía"])[0], listed_many(ec2, ["Suya"])[0]
    organisations = list(Organisation.objects.filter(pk__in=[mine.organisation_id, theirs.organisation_id]))
    with pytest.raises(NotYours):
        tag_many(organisations=organisations, tag=fair, by=ec.actor, at=AT)
    assert signed_in(client, pm).post("/prospectos/etiquetas/", {"codigo": [mine.code], "t": fair}).status_code == 403
    with pytest.raises(CannotTag):
        tag_many(organisations=[mine.organisation], tag="none-such", by=ec.actor, at=AT)
    assert not Tagging.objects.exists()


def test_a_tag_put_away_stays_where_it_is_and_is_not_put_again(
    fair: str, listed: Cycle, gc: Person, ec: Person, client: Client
) -> None:
    organisation = listed.organisation
    page = f"/prospectos/{organisation.pk}/"
    signed_in(client, ec)
    assert client.post(f"{page}etiquetas/", {"tags": [fair]}).status_code == 302
    amend_option(catalogue="tag", code=fair, changes={"active": False}, by=gc.actor, at=AT)
    shown = client.get(page).content.decode()
    assert f"etiqueta={fair}" in shown
    assert "Puso una etiqueta: Feria 2026" in shown
    assert set_tags(organisation=organisation, tags=[fair], by=ec.actor, at=AT) == 0
    assert client.post(f"{page}etiquetas/", {}).status_code == 302
    assert not Tagging.objects.exists()
    assert client.post(f"{page}etiquetas/", {"tags": [fair]}).status_code == 422
    catalogue = signed_in(client, gc).get("/ajustes/catalogos/").content.decode()
    assert "Feria 2026" in catalogue
