"""The panels of §8.3 on the page of a cycle."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.support.cast import Person, signed_in
from trato.cycles.models import Cycle
from trato.ledger.entries import stream_entries
from trato.ui.values import numeric_date


def soon():
    return numeric_date(timezone.now() + timedelta(days=5))


def request_data(cycle, **given):
    return {
        "seq": str(Cycle.objects.get(pk=cycle.pk).seq),
        "instalment": "1",
        "amount": "",
        "amount_currency": "ARS",
        "rate": "1.480",
        "rate_currency": "ARS",
        "rate_source": "BNA, vendedor",
        "rate_on": numeric_date(timezone.now()),
        "due_on": soon(),
        "invoice_number": "A-0003-00000042",
        "cbu": "SQUAD.WEB.COBROS",
        "recipients": "ana@quebracho.example, pagos@quebracho.example",
        "message": "",
        **given,
    }


def verify_data(cycle, **given):
    return {
        "seq": str(Cycle.objects.get(pk=cycle.pk).seq),
        "instalment": "1",
        "credited": "3.008.544",
        "credited_currency": "ARS",
        "credited_on": numeric_date(timezone.now()),
        "bank_reference": "TRF 1",
        "rows-TOTAL_FORMS": "0",
        "rows-INITIAL_FORMS": "0",
        **given,
    }


def test_the_executive_asks_in_pesos_at_the_rate_typed(client: Client, contracted: Cycle, ec: Person) -> None:
    signed_in(client, ec)
    page = client.get(f"/ciclos/{contracted.code}/8.3.2/").text
    assert "ana@quebracho.example" in page
    assert "USD 2.032,80" in page
    answer = client.post(f"/ciclos/{contracted.code}/8.3.2/pedir-pago/", request_data(contracted), follow=True)
    assert answer.status_code == 200
    assert "Pediste ARS 3.008.544 por correo a 2 direcciones" in answer.text
    assert stream_entries(contracted.stream)[-1].event == "payment.requested"


def test_without_a_rate_the_request_comes_back_with_what_was_typed(
    client: Client, contracted: Cycle, ec: Person
) -> None:
    signed_in(client, ec)
    data = request_data(contracted, rate="", message="Ana, va el pedido.")
    answer = client.post(f"/ciclos/{contracted.code}/8.3.2/pedir-pago/", data)
    assert answer.status_code == 422
    assert "Escribí el tipo de cambio" in answer.text
    assert "Ana, va el pedido." in answer.text
    assert "A-0003-00000042" in answer.text


def test_a_wrong_account_or_address_is_named(client: Client, contracted: Cycle, ec: Person) -> None:
    signed_in(client, ec)
    data = request_data(contracted, cbu="2850590940090418135202", recipients="ana@quebracho.example; nadie")
    answer = client.post(f"/ciclos/{contracted.code}/8.3.2/pedir-pago/", data)
    assert answer.status_code == 422
    assert "no es ni un CBU ni un alias" in answer.text
    assert "«nadie» no es un correo" in answer.text


def test_somebody_who_was_faster_is_told_and_nothing_is_lost(client: Client, contracted: Cycle, ec: Person) -> None:
    signed_in(client, ec)
    data = request_data(contracted, seq=str(contracted.seq - 1), message="Ana, va el pedido.")
    answer = client.post(f"/ciclos/{contracted.code}/8.3.2/pedir-pago/", data)
    assert answer.status_code == 409
    assert "Ana, va el pedido." in answer.text
    assert stream_entries(contracted.stream)[-1].event != "payment.requested"


def test_others_may_not_ask(client: Client, contracted: Cycle, ec2: Person, auditor: Person) -> None:
    for person in (ec2, auditor):
        signed_in(client, person)
        assert client.get(f"/ciclos/{contracted.code}/8.3.2/").status_code == 200
        answer = client.post(f"/ciclos/{contracted.code}/8.3.2/pedir-pago/", request_data(contracted))
        assert answer.status_code == 403
    assert stream_entries(contracted.stream)[-1].event != "payment.requested"


def test_the_manager_verifies_with_certificates(client: Client, asked: Cycle, gc: Person) -> None:
    signed_in(client, gc)
    page = client.get(f"/ciclos/{asked.code}/8.3.3/").text
    assert 'value="3.008.544"' in page, "what is expected is there already"
    data = verify_data(
        asked,
        credited="2.958.816",
        **{
            "rows-TOTAL_FORMS": "2",
            "rows-0-tax": "ganancias",
            "rows-0-amount": "49.728",
            "rows-0-amount_currency": "ARS",
            "rows-0-certificate": "0000-1234",
            "rows-1-tax": "",
            "rows-1-amount": "",
            "rows-1-amount_currency": "ARS",
        },
    )
    answer = client.post(f"/ciclos/{asked.code}/8.3.3/verificar/", data, follow=True)
    assert "lo que habilita el inicio está cubierto" in answer.text
    assert stream_entries(asked.stream)[-1].facts["gate_covered"] is True


def test_a_difference_without_cause_keeps_what_was_typed(client: Client, asked: Cycle, gc: Person) -> None:
    signed_in(client, gc)
    data = verify_data(asked, credited="3.000.000", comment="Lo vi en el extracto")
    answer = client.post(f"/ciclos/{asked.code}/8.3.3/verificar/", data)
    assert answer.status_code == 409
    assert "−8.544,00" in answer.text
    assert "Lo vi en el extracto" in answer.text


def test_the_executive_uploads_and_the_manager_sees_who_did(
    client: Client, asked: Cycle, ec: Person, gc: Person
) -> None:
    signed_in(client, ec)
    data = {
        "seq": str(asked.seq),
        "instalment": "1",
        "amount": "3.008.544",
        "amount_currency": "ARS",
        "paid_on": numeric_date(timezone.now()),
        "file": SimpleUploadedFile("comprobante.pdf", b"%PDF-1.7 transferencia\n"),
    }
    page = client.get(f"/ciclos/{asked.code}/8.3.3/").text
    assert "verificar/" not in page, "verifying is the manager's"
    answer = client.post(f"/ciclos/{asked.code}/8.3.3/cargar-comprobante/", data, follow=True)
    assert "lo verifica otra persona" in answer.text
    signed_in(client, gc)
    page = client.get(f"/ciclos/{asked.code}/8.3.3/").text
    assert f"Comprobante cargado por {ec.user.name}" in page
    sha256 = stream_entries(asked.stream)[-1].attachments[0]
    kept = client.get(f"/archivos/{sha256}/")
    assert kept.status_code == 200
    assert b"".join(kept.streaming_content).startswith(b"%PDF")


def test_a_program_is_no_proof(client: Client, asked: Cycle, ec: Person) -> None:
    signed_in(client, ec)
    data = {
        "seq": str(asked.seq),
        "instalment": "1",
        "amount": "3.008.544",
        "amount_currency": "ARS",
        "paid_on": numeric_date(timezone.now()),
        "payer": "Dulces Quebracho",
        "file": SimpleUploadedFile("comprobante.pdf", b"MZ\x90\x00"),
    }
    answer = client.post(f"/ciclos/{asked.code}/8.3.3/cargar-comprobante/", data)
    assert answer.status_code == 422
    assert "Dulces Quebracho" in answer.text
    assert stream_entries(asked.stream)[-1].event != "payment.reported"
