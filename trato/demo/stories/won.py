"""1. Estudio Arrayán Chico, a landing page in three days. 2. Dulces Quebracho Viejo SRL, a shop with an RTP."""

from __future__ import annotations

from typing import Any

from trato.demo import words
from trato.demo.stage import Story, World
from trato.demo.tale import FORTY_SIXTY, HALF_AND_HALF, Tale
from trato.payments.rules import Exchange, Withholding
from trato.procedure import Money
from trato.proposals.actions import Offer

PESOS_PER_DOLLAR = 148_000  # centavos


def arrayan_chico(world: World) -> Story:
    """An architect asks by WhatsApp on D−3, signs on D−2, pays on D−1: modalidad simplificada."""
    tale = Tale(
        world,
        ec=world.cast.martina,
        name="Estudio Arrayán Chico",
        cuit="27857744093",
        place=("AR-C", "CABA"),
        person=("Julia Arrayán", "Arquitecta", "julia@arrayan.example", "+5491155550111"),
        title="Landing page del estudio",
    )
    at = yield world.day(-3, "09:40")
    tale.listed(at)
    at = yield world.day(-3, "09:48")
    tale.classified(
        at, priority="medium", client="professional", scale="one", sector="construction", needs=("landing",)
    )
    at = yield world.day(-3, "09:55")
    tale.talked(at, "Quiere una página con sus obras y un formulario.", inbound=True, next_in=0)
    at = yield world.day(-3, "10:00")
    tale.scheduled(at, world.day(-3, "11:00"))
    at = yield world.day(-3, "10:10")
    tale.pitched(at)
    at = yield world.day(-3, "12:05")
    tale.presented(at, "Una sola página; las fotos las tiene listas.", commitments=(("Mandar seis fotos", "client"),))
    at = yield world.day(-3, "12:30")
    tale.surveyed(at, words.LANDING, needs=["landing"], sections_count=1, summary="Mostrar obras y que la llamen")
    at = yield world.day(-3, "12:32")
    tale.simplified(at)
    at = yield world.day(-3, "12:35")
    tale.depth(at, "Landing sin cobros, integraciones ni datos sensibles.")
    at = yield world.day(-3, "12:40")
    price = Money(145_000_000, "ARS")
    tale.reviewed(at, price, rate=PESOS_PER_DOLLAR, who="Equipo Sitios 1, Paula Ibarra (PO)")
    at = yield world.day(-3, "12:50")
    tale.prepared(
        at,
        Offer(
            lines=(("Landing page, precio de lista", price),),
            shares=HALF_AND_HALF,
            currency="ARS",
            term_days=10,
            valid_until=world.date(4),
            rate=PESOS_PER_DOLLAR,
            rate_source="BNA vendedor",
            rate_on=world.date(-3),
            list_price=True,
        ),
    )
    at = yield world.day(-3, "12:55")
    tale.offered(at)
    at = yield world.day(-3, "18:20")
    tale.accepted(at)
    at = yield world.day(-3, "18:30")
    tale.planned(at)
    at = yield world.day(-2, "09:15")
    tale.empowered(at)
    at = yield world.day(-2, "09:30")
    tale.drafted(at)
    at = yield world.day(-2, "09:35")
    tale.sent_to_sign(at)
    at = yield world.day(-2, "11:10")
    tale.signed_by_client(at)
    at = yield world.day(-2, "11:40")
    tale.signed_by_squad(at)
    at = yield world.day(-2, "12:00")
    tale.payment_asked(at, Money(87_725_000, "ARS"), invoice="B 0001-00000412")
    at = yield world.day(-1, "10:20")
    tale.payment_reported(at, Money(87_725_000, "ARS"))
    at = yield world.day(-1, "15:05")
    tale.payment_verified(at, Money(87_725_000, "ARS"))
    at = yield world.day(-1, "15:30")
    tale.file_confirmed(at)
    at = yield world.day(-1, "15:40")
    tale.asked(at)


def quebracho_viejo(world: World) -> Story:
    """Alfajores from Córdoba: a shop of USD 14,800, RTP with conditions, withholdings, won on D−9."""
    tale = Tale(
        world,
        ec=world.cast.martina,
        name="Dulces Quebracho Viejo SRL",
        cuit="30852177434",
        place=("AR-X", "Córdoba"),
        person=("Ana Clara Villafañe", "Socia gerente", "ana@quebracho.example", "+5493515550121"),
        title="Tienda en línea, alfajores",
    )
    price = Money(1_480_000, "USD")
    at = yield world.day(-40, "17:31")
    tale.listed(at, source="referral")
    at = yield world.day(-39, "09:40")
    tale.classified(at, priority="high", client="company", scale="small", sector="food", needs=("shop", "integration"))
    at = yield world.day(-39, "11:15")
    tale.talked(at, "Venden por WhatsApp y no dan abasto; quieren tienda antes de Pascua.", medium="phone")
    at = yield world.day(-38, "11:15")
    tale.scheduled(at, world.day(-35, "10:00"))
    at = yield world.day(-36, "16:48")
    tale.waiver(
        at,
        "prepare-pitch",
        "evidence-elsewhere",
        "El pitch nuevo se está aprobando; presento con el borrador.",
        regularise_in=4,
        decided=world.day(-36, "17:10"),
    )
    at = yield world.day(-35, "18:04")
    tale.presented(
        at,
        "42 productos, dos depósitos, envíos a todo el país; hablamos de cobros y mayoristas.",
        commitments=(("Mandar la lista de productos", "client"), ("Mandar ejemplos de tiendas", "squad")),
    )
    at = yield world.day(-34, "12:00")
    tale.pitched(at)
    at = yield world.day(-33, "15:20")
    shop = {"needs": ["shop"], "online_payments": True, "integrations": True, "sections_count": 6}
    tale.surveyed(at, words.SHOP, summary="Vender en línea con existencias por depósito", **shop)
    at = yield world.day(-30, "16:20")
    changed = [dict(row) for row in words.SHOP]
    for place, row in enumerate(changed, start=1):
        row["id"] = f"R{place}"
    changed[2]["text"] = "Calcular el envío por código postal en Córdoba, CABA y Santa Fe"
    tale.surveyed(at, changed, summary="Vender en línea con existencias por depósito", **shop)
    at = yield world.day(-29, "09:31")
    tale.depth(at, "Cobros en línea e integración de existencias.", over_limit=True)
    at = yield world.day(-26, "16:10")
    tale.rtp(at, verdict="conditions", conditions="Existencias sincronizadas una vez por día; fotos antes del inicio.")
    at = yield world.day(-26, "17:55")
    tale.rtp_approved(at)
    at = yield world.day(-25, "10:42")
    conditions: dict[str, Any] = {
        "verdict": "conditions",
        "conditions": "El cliente entrega fotos y sellos de los 42 productos antes del inicio.",
        "differences": "En la reunión se habló de envíos a todo el país; el RAR v2 dice Córdoba, CABA y Santa Fe.",
        "risks": "Pascua: pico de pedidos. El inicio queda después; avisado en la reunión.",
    }
    tale.review_asked(at, price, **conditions)
    at = yield world.day(-25, "15:30")
    tale.reviewed(at, price, by=world.cast.diego, **conditions)
    at = yield world.day(-23, "10:00")
    tale.prepared(
        at,
        Offer(
            lines=(("Tienda en línea", Money(1_180_000, "USD")), ("Cobros y envíos", Money(300_000, "USD"))),
            shares=FORTY_SIXTY,
            currency="USD",
            term_days=45,
            valid_until=world.date(-12),
            list_price=True,
        ),
    )
    at = yield world.day(-23, "12:10")
    tale.approved(at)
    at = yield world.day(-23, "12:40")
    tale.offered(at)
    at = yield world.day(-20, "11:00")
    tale.followed(at, "thinking", "La está mirando con el contador.")
    at = yield world.day(-18, "21:14")
    objection = tale.objected(at, "¿Las fotos las pueden sacar ustedes?", requirement="R5")
    at = yield world.day(-17, "09:30")
    tale.resolved(at, objection, "Las saca el cliente; se pasó un contacto de fotógrafa.")
    at = yield world.day(-16, "10:05")
    tale.accepted(at)
    at = yield world.day(-16, "10:30")
    tale.planned(at)
    at = yield world.day(-15, "11:00")
    tale.empowered(at, expires_in=200)
    at = yield world.day(-15, "12:00")
    tale.drafted(at)
    at = yield world.day(-15, "12:10")
    tale.sent_to_sign(at)
    at = yield world.day(-13, "19:40")
    tale.signed_by_client(at)
    at = yield world.day(-12, "09:20")
    tale.signed_by_squad(at)
    at = yield world.day(-12, "10:00")
    tale.payment_asked(
        at,
        Money(1_060_153_600, "ARS"),
        invoice="A 0001-00000398",
        exchange=Exchange(rate=PESOS_PER_DOLLAR, source="BNA, dólar divisa vendedor", on=world.date(-13)),
    )
    at = yield world.day(-10, "11:25")
    tale.payment_reported(at, Money(1_016_345_600, "ARS"))
    at = yield world.day(-10, "16:00")
    tale.payment_verified(
        at,
        Money(1_016_345_600, "ARS"),
        withheld=(
            Withholding(tax="ganancias", amount=Money(17_523_200, "ARS"), regime="RG 830", certificate="2026-000181"),
            Withholding(tax="iibb", amount=Money(26_284_800, "ARS"), regime="Córdoba", certificate="0044-5521"),
        ),
    )
    at = yield world.day(-10, "17:00")
    tale.file_confirmed(at)
    at = yield world.day(-10, "17:10")
    tale.asked(at)
    at = yield world.day(-9, "10:00")
    tale.handed_over(at)
    at = yield world.day(-9, "15:45")
    tale.received(at)
    at = yield world.day(-8, "20:12")
    tale.answered(at, 9, "Muy claros con los plazos.")
