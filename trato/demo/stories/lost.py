"""3. Transportes Sauce Torcido SA. 8. Cooperativa Eléctrica Loma Overa. 9. Ferretería Industrial Tres Bulones SA."""

from __future__ import annotations

from trato.demo import words
from trato.demo.stage import Story, World
from trato.demo.tale import FORTY_SIXTY, HALF_AND_HALF, Tale
from trato.procedure import Money
from trato.proposals.actions import Offer

PESOS_PER_DOLLAR = 148_000  # centavos


def sauce_torcido(world: World) -> Story:
    """A portal of USD 22,000, lost on D−20 to a competitor 30 % cheaper; it still answers 9 out of 10."""
    tale = Tale(
        world,
        ec=world.cast.tomas,
        name="Transportes Sauce Torcido SA",
        cuit="30853409169",
        place=("AR-S", "Rosario"),
        person=("Gustavo Leiva", "Gerente de sistemas", "gleiva@saucetorcido.example", "+5493415550131"),
        title="Portal de seguimiento de envíos",
    )
    price = Money(2_200_000, "USD")
    at = yield world.day(-55, "10:00")
    tale.listed(at, source="search")
    at = yield world.day(-54, "10:00")
    tale.classified(
        at, priority="high", client="company", scale="medium", sector="transport", needs=("portal", "integration")
    )
    at = yield world.day(-54, "12:00")
    tale.talked(at, "Buscan que el cliente vea el envío sin llamar.", medium="phone")
    at = yield world.day(-53, "09:00")
    tale.scheduled(at, world.day(-50, "15:00"), medium="in-person", place="Av. Circunvalación 2200, Rosario")
    at = yield world.day(-51, "11:00")
    tale.pitched(at)
    at = yield world.day(-50, "18:00")
    tale.presented(at, "Seguimiento, permisos por sucursal e histórico de tres años.")
    at = yield world.day(-46, "16:00")
    tale.surveyed(at, words.PORTAL, needs=["portal"], integrations=True, migration=True, summary="Ver cada envío")
    at = yield world.day(-45, "09:30")
    tale.depth(at, "Integración con su sistema y migración.", over_limit=True)
    at = yield world.day(-41, "17:00")
    tale.rtp(at, hours=60)
    at = yield world.day(-41, "18:00")
    tale.rtp_approved(at)
    at = yield world.day(-40, "10:00")
    tale.review_asked(at, price)
    at = yield world.day(-40, "15:00")
    tale.reviewed(at, price, by=world.cast.diego)
    at = yield world.day(-38, "11:00")
    tale.prepared(
        at,
        Offer(
            lines=(("Portal de seguimiento", Money(1_700_000, "USD")), ("Integración", Money(500_000, "USD"))),
            shares=FORTY_SIXTY,
            currency="USD",
            term_days=60,
            valid_until=world.date(-22),
        ),
    )
    at = yield world.day(-38, "16:00")
    tale.approved(at)
    at = yield world.day(-38, "16:20")
    tale.offered(at)
    at = yield world.day(-34, "10:00")
    tale.followed(at, "thinking", "Piden compararla con otra.")
    at = yield world.day(-28, "10:00")
    tale.followed(at, "counter-offer", "La otra es un 30 % más barata.")
    at = yield world.day(-20, "12:00")
    tale.lost(
        at,
        "competitor",
        "Ofrecer una primera etapa más chica cuando el precio compite.",
        competitor="Otra agencia, 30 % más barata",
    )
    at = yield world.day(-19, "10:00")
    tale.file_confirmed(at)
    at = yield world.day(-19, "10:10")
    tale.asked(at)
    at = yield world.day(-18, "19:00")
    tale.answered(at, 9, "Muy profesionales; nos fuimos por precio.")


def loma_overa(world: World) -> Story:
    """USD 30,000 that the RTP finds not feasible: closed on D−30, and they still recommend us."""
    tale = Tale(
        world,
        ec=world.cast.tomas,
        name="Cooperativa Eléctrica Loma Overa",
        cuit="30858299515",
        place=("AR-U", "Loma Overa"),
        person=("Mirta Quiñones", "Secretaria", "mirta@lomaovera.example", "+5492805550181"),
        title="Oficina virtual con medidores",
    )
    at = yield world.day(-60, "10:00")
    tale.listed(at, source="tender")
    at = yield world.day(-59, "09:30")
    tale.classified(
        at, priority="high", client="cooperative", scale="medium", sector="energy", needs=("portal", "integration")
    )
    at = yield world.day(-59, "12:00")
    tale.talked(at, "Quieren leer los medidores en vivo desde la web.", medium="mail")
    at = yield world.day(-58, "12:00")
    tale.scheduled(at, world.day(-54, "10:00"))
    at = yield world.day(-55, "12:00")
    tale.pitched(at)
    at = yield world.day(-54, "12:00")
    tale.presented(at, "Oficina virtual, pagos y lectura de medidores.")
    at = yield world.day(-50, "12:00")
    tale.surveyed(at, words.PORTAL, needs=["portal"], integrations=True, migration=True, online_payments=True)
    at = yield world.day(-49, "10:00")
    tale.depth(at, "Medidores sin interfaz conocida.", over_limit=True)
    at = yield world.day(-44, "17:00")
    tale.rtp(at, verdict="unfeasible", hours=120)
    at = yield world.day(-43, "11:00")
    tale.rtp_approved(at)
    at = yield world.day(-30, "11:00")
    tale.lost(at, "unfeasible", "Preguntar por el fabricante de los medidores en el primer contacto.")
    at = yield world.day(-29, "10:00")
    tale.file_confirmed(at)
    at = yield world.day(-29, "10:05")
    tale.asked(at)
    at = yield world.day(-27, "15:00")
    tale.answered(at, 10, "Nos dijeron la verdad a tiempo. Los recomendamos.")


def tres_bulones(world: World) -> Story:
    """ARS 4,200,000 lost on D−18 after answering in six days: survey 3 out of 10, which opens a case."""
    tale = Tale(
        world,
        ec=world.cast.tomas,
        name="Ferretería Industrial Tres Bulones SA",
        cuit="30859466105",
        place=("AR-B", "Avellaneda"),
        person=("Raúl Bonetti", "Encargado de compras", "compras@tresbulones.example", "+5491155550191"),
        title="Sitio con catálogo",
    )
    price = Money(420_000_000, "ARS")
    at = yield world.day(-34, "10:00")
    tale.listed(at)
    at = yield world.day(-33, "10:00")
    tale.classified(at, priority="low", client="shop", scale="small", sector="retail", needs=("site",))
    at = yield world.day(-28, "10:00")
    tale.talked(at, "Escribió hace seis días y nadie le respondió; pide precio.", medium="mail", inbound=True)
    at = yield world.day(-28, "10:30")
    tale.scheduled(at, world.day(-27, "10:00"), medium="phone", place="Por teléfono")
    at = yield world.day(-27, "09:00")
    tale.pitched(at)
    at = yield world.day(-27, "12:00")
    tale.presented(at, "Catálogo de 800 artículos, sin cobro en línea.")
    at = yield world.day(-26, "12:00")
    tale.surveyed(at, words.SITE, needs=["site"], sections_count=5, summary="Que encuentren los artículos")
    at = yield world.day(-25, "10:00")
    tale.depth(at, "Sitio con catálogo, sin cobros ni integraciones.")
    at = yield world.day(-25, "11:00")
    tale.reviewed(at, price, rate=PESOS_PER_DOLLAR)
    at = yield world.day(-24, "11:00")
    tale.prepared(
        at,
        Offer(
            lines=(("Sitio con catálogo", price),),
            shares=HALF_AND_HALF,
            currency="ARS",
            term_days=25,
            valid_until=world.date(-14),
            rate=PESOS_PER_DOLLAR,
            rate_source="BNA vendedor",
            rate_on=world.date(-24),
        ),
    )
    at = yield world.day(-24, "12:00")
    tale.offered(at)
    at = yield world.day(-18, "09:00")
    tale.lost(at, "timing", "Responder en el día: tardamos seis y ya habían elegido.")
    at = yield world.day(-17, "09:00")
    tale.file_confirmed(at)
    at = yield world.day(-17, "09:10")
    tale.asked(at)
    at = yield world.day(-16, "22:00")
    tale.answered(at, 3, "Tardaron seis días en contestar un mail.")
