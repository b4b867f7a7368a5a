import pytest
from django.test import Client

from tests.support.cast import Person, signed_in
from trato.cycles.models import Cycle
from trato.ledger.entries import stream_entries
from trato.organisations.duplicates import likely_duplicates
from trato.organisations.models import Contact, Organisation
from trato.prospects.tests.lists import listed_many

pytestmark = pytest.mark.django_db


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
    more = {
        "phone": "11 2345-6789", "phone_mobile": "on", "phone_2": "351 15 555-0142", "whatsapp_2": "on",
        "phone_3": "11 2345-6789", "phone_3_mobile": "on", "mail_2": "Luis@Otra.example",
    }  # fmt: skip
    client.post(his, {"name": "Luis Paz", "part": "signs", "is_signatory": "on", **more})
    luis.refresh_from_db()
    assert luis.phones == [("+5491123456789", False), ("+5493515550142", True)], "each once"
    assert luis.mails == ["luis@otra.example"]
    page = client.get(f"/prospectos/{organisation.pk}/").content.decode()
    assert 'href="https://wa.me/5493515550142"' in page
    assert 'value="luis@otra.example"' in client.get(his).content.decode()
    assert [one.organisation for one in likely_duplicates(phone="+5493515550142")] == [organisation]
    assert client.get("/buscar/", {"q": "0351 155550142"}).content.decode().count("Luis Paz") >= 1

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


def test_what_was_typed_when_the_session_had_expired_is_shown_again(in_force: None, ec: Person, client: Client) -> None:
    data = {
        "name": "Cervecería Nahuel Pan",
        "source": "referral",
        "needs": ["shop", "site"],
        "notes": "Llamar el lunes",
    }
    data["notes"] = "Llamar el lunes"
    expired = client.post("/prospectos/nuevo/", data, HTTP_REFERER="http://testserver/prospectos/nuevo/")
    sealed = expired.context["sealed"]
    signed_in(client, ec)
    session = client.session
    session["people.kept"] = [sealed]
    session.save()
    page = client.get("/prospectos/nuevo/").content.decode()
    assert "Cervecería Nahuel Pan" in page
    assert "Llamar el lunes" in page
    assert page.count("checked") >= 2
    assert not Cycle.objects.exists()
