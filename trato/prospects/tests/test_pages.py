from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.support.cast import Person, signed_in
from trato.cycles.models import Cycle
from trato.ledger.entries import stream_entries
from trato.organisations.actions import NewOrganisation
from trato.organisations.models import Contact, Organisation
from trato.prospects.actions import NewProspect, list_prospects
from trato.prospects.tests.lists import AT

pytestmark = pytest.mark.django_db


def listed_many(person: Person, names: list[str]) -> list[Cycle]:
    news = [NewProspect(organisation=NewOrganisation(name=name)) for name in names]
    return list_prospects(news=news, by=person.actor, at=AT)


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
    nothing = client.get("/prospectos/?q=zapateria").content.decode()
    assert "Nada coincide" in nothing
    assert "Todavía no hay prospectos" not in nothing
    empty_view = client.get("/prospectos/?vista=sin-contratacion").content.decode()
    assert "No hay nada en esta vista" in empty_view


@pytest.mark.parametrize(
    "text", ["nandu", "ÑANDÚ", "30852177434", "30-85217743-4", "351 555-0101", "quebracho cordoba"]
)
def test_a_prospect_is_found_by_any_of_its_data(listed: Cycle, ec: Person, client: Client, text: str) -> None:
    listed_many(ec, ["Bodega Ñandú"])
    found = signed_in(client, ec).get("/prospectos/", {"q": text}).content.decode()
    expected, other = (
        ("Bodega Ñandú", "Dulces") if "and" in text.lower() or "ñ" in text.lower() else ("Dulces", "Ñandú")
    )
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
    assert list(Cycle.objects.filter(owner=ec.user).values_list("code", flat=True)) == codes
    assert [entry.event for entry in stream_entries(cycles[0].stream)] == ["cycle.opened", "cycle.assigned"]


def test_somebody_elses_cycle_is_not_given_away(listed: Cycle, ec2: Person, client: Client) -> None:
    signed_in(client, ec2).post("/prospectos/asignacion/", {"codigo": [listed.code], "a": ec2.user.pk})
    assert Cycle.objects.get().owner != ec2.user


def test_the_export_runs_nothing_in_a_spreadsheet(in_force: None, ec: Person, client: Client) -> None:
    listed_many(ec, ['=HYPERLINK("http://x")', "Común"])
    answer = signed_in(client, ec).get("/prospectos/exportacion/")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert "'=HYPERLINK" in text
    assert len(text.splitlines()) == 3
    assert answer.headers["Content-Disposition"].startswith("attachment")


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


def test_a_new_prospect_needs_a_name_and_how_they_came(in_force: None, ec: Person, client: Client) -> None:
    signed_in(client, ec)
    empty = client.post("/prospectos/nuevo/", {"name": "", "source": ""})
    assert empty.status_code == 422
    assert not Cycle.objects.exists()
    saved = client.post("/prospectos/nuevo/", {"name": "Cervecería Nahuel Pan", "source": "referral"})
    cycle = Cycle.objects.get()
    assert saved.headers["Location"] == f"/ciclos/{cycle.code}/"
    assert cycle.owner == ec.user


def test_whoever_may_be_the_same_is_shown_before_saving(listed: Cycle, ec: Person, client: Client) -> None:
    signed_in(client, ec)
    data = {"name": "Dulces Quebracho Viejo", "source": "inbound", "contact_name": "Luis"}
    asked = client.post("/prospectos/nuevo/", data)
    assert asked.status_code == 409
    assert "Usar esta organización" in asked.content.decode()
    assert 'value="Luis"' in asked.content.decode()
    assert Cycle.objects.count() == 1

    client.post("/prospectos/nuevo/", {**data, "es": listed.organisation.pk})
    assert Organisation.objects.count() == 1
    assert Contact.objects.filter(organisation=listed.organisation).count() == 2
    client.post("/prospectos/nuevo/", {**data, "es": "otra"})
    assert Organisation.objects.count() == 2


def test_an_impossible_cuit_is_said_beside_its_field(in_force: None, ec: Person, client: Client) -> None:
    answer = signed_in(client, ec).post(
        "/prospectos/nuevo/", {"name": "Uno", "source": "referral", "cuit": "30-85217743-5"}
    )
    assert answer.status_code == 422
    assert "dígito verificador" in answer.content.decode()


def test_while_typing_the_alike_appear(listed: Cycle, ec: Person, client: Client) -> None:
    signed_in(client, ec)
    page = client.get("/prospectos/parecidos/", {"name": "dulces quebracho", "cuit": "30-85217743-4"})
    assert "Dulces Quebracho Viejo SRL" in page.content.decode()
    assert "twins" not in client.get("/prospectos/parecidos/", {"name": "Otra", "cuit": "x"}).content.decode()


def test_the_organisation_shows_its_people_cycles_and_history(listed: Cycle, auditor: Person, client: Client) -> None:
    page = signed_in(client, auditor).get(f"/prospectos/{listed.organisation_id}/").content.decode()
    assert "Ana Gómez" in page
    assert listed.code in page
    assert "Registró la organización" in page
    assert f"/prospectos/{listed.organisation_id}/datos/" not in page


def test_the_data_of_an_organisation_are_changed_by_whoever_looks_after_it(
    listed: Cycle, ec: Person, ec2: Person, client: Client
) -> None:
    address = f"/prospectos/{listed.organisation_id}/datos/"
    data = {
        "name": "Dulces QV",
        "cuit": "30852177434",
        "country": "Argentina",
        "province": "AR-X",
        "locality": "Jesús María",
    }
    assert signed_in(client, ec2).post(address, data).status_code == 403
    assert signed_in(client, ec).post(address, data).status_code == 302
    organisation = Organisation.objects.get()
    assert (organisation.name, organisation.locality) == ("Dulces QV", "Jesús María")
    assert stream_entries(organisation.stream)[-1].facts == {
        "changed.name": True, "changed.domain": True, "changed.locality": True,
    }  # fmt: skip
    assert "Dulces QV" in client.get("/prospectos/").content.decode()


def test_people_and_powers_are_kept_from_their_pages(listed: Cycle, ec: Person, client: Client) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    signed_in(client, ec)
    organisation = listed.organisation
    new = {"name": "Luis Paz", "phone": "11 2345-6789", "phone_mobile": "on"}
    client.post(f"/prospectos/{organisation.pk}/personas/nueva/", new)
    luis = Contact.objects.get(name="Luis Paz")
    assert luis.phone == "+5491123456789"
    his = f"/prospectos/personas/{luis.pk}/"
    assert client.post(his, {"name": "", "mail": "x"}).status_code == 422
    client.post(his, {"name": "Luis Paz", "part": "signs", "is_signatory": "on"})

    document = SimpleUploadedFile("poder.pdf", b"%PDF-1.7 poder")
    client.post(f"{his}poderes/nuevo/", {"kind": "general", "expires_on": "31/12/2030", "document": document})
    power = luis.powers.get()
    client.post(f"/prospectos/poderes/{power.pk}/verificacion/")
    power.refresh_from_db()
    assert power.verified
    program = {"kind": "general", "document": SimpleUploadedFile("poder.exe", b"MZ")}
    assert client.post(f"{his}poderes/nuevo/", program).status_code == 422
    client.post(f"{his}retiro/")
    assert luis.pk not in organisation.contacts.filter(retired_at=None).values_list("pk", flat=True)


def test_the_step_is_shown_and_classifies_from_the_cycle(listed: Cycle, ec: Person, client: Client) -> None:
    signed_in(client, ec)
    page = client.get(f"/ciclos/{listed.code}/8.1.1/").content.decode()
    assert "Tipo de cliente" in page
    data = {
        "seq": listed.seq, "priority": "high", "client_type": "company", "origin": "AR-X", "scale": "small",
        "sector": "food", "needs": ["shop"],
    }  # fmt: skip
    missing = client.post(f"/ciclos/{listed.code}/8.1.1/clasificar/", {**data, "sector": ""})
    assert missing.status_code in {409, 422}
    assert "sector" in missing.content.decode()
    draft = client.post(f"/ciclos/{listed.code}/8.1.1/guardar-borrador/", {**data, "sector": ""})
    assert draft.status_code == 302
    done = client.post(f"/ciclos/{listed.code}/8.1.1/clasificar/", data)
    assert done.status_code == 302
    assert stream_entries(listed.stream)[-1].event == "prospect.classified"


def test_without_anybody_to_talk_to_the_step_asks_for_them(in_force: None, ec: Person, client: Client) -> None:
    [cycle] = listed_many(ec, ["Sola"])
    page = signed_in(client, ec).get(f"/ciclos/{cycle.code}/8.1.1/").content.decode()
    assert "contact_name" in page
