"""5. Municipalidad de Colonia Santa Irene. 6. Clínica Dental Los Talas SRL. 7. Indumentaria Mar de Fondo SRL."""

from __future__ import annotations

from trato.agenda.actions import record_nda
from trato.demo import words
from trato.demo.paper import upload
from trato.demo.stage import Story, World
from trato.demo.tale import FORTY_SIXTY, HALF_AND_HALF, Tale
from trato.procedure import Money
from trato.proposals.actions import Offer

PESOS_PER_DOLLAR = 148_000  # centavos


def santa_irene(world: World) -> Story:
    """A municipality: orden de compra, pays at 60 days, «Inicio sin anticipo autorizado»."""
    tale = Tale(
        world,
        ec=world.cast.tomas,
        name="Municipalidad de Colonia Santa Irene",
        cuit="33860512748",
        place=("AR-S", "Colonia Santa Irene"),
        person=("Norma Zapata", "Secretaria de Hacienda", "hacienda@santairene.example", "+5493425550151"),
        title="Sitio de trámites",
    )
    price = Money(1_850_000_000, "ARS")
    at = yield world.day(-45, "10:00")
    tale.listed(at, source="tender")
    at = yield world.day(-44, "10:00")
    tale.classified(
        at, priority="high", client="public-body", scale="medium", sector="public", needs=("site", "portal")
    )
    at = yield world.day(-44, "12:00")
    tale.talked(at, "Compulsa de precios; pagan a 60 días.", medium="mail")
    at = yield world.day(-43, "10:00")
    tale.scheduled(at, world.day(-40, "11:00"), medium="in-person", place="Palacio municipal")
    at = yield world.day(-41, "11:00")
    tale.pitched(at)
    at = yield world.day(-40, "14:00")
    tale.presented(at, "Trámites, turnos y novedades; sin cobros en línea.")
    at = yield world.day(-37, "12:00")
    tale.surveyed(at, words.SITE, needs=["site"], sections_count=12, sensitive_data=True, summary="Trámites en línea")
    at = yield world.day(-36, "12:00")
    tale.depth(at, "Datos personales de vecinos.", over_limit=True)
    at = yield world.day(-32, "12:00")
    tale.rtp(at, hours=40)
    at = yield world.day(-32, "16:00")
    tale.rtp_approved(at)
    at = yield world.day(-31, "10:00")
    tale.review_asked(at, price, rate=PESOS_PER_DOLLAR)
    at = yield world.day(-31, "12:00")
    tale.reviewed(at, price, rate=PESOS_PER_DOLLAR, by=world.cast.diego)
    at = yield world.day(-30, "10:00")
    tale.prepared(
        at,
        Offer(
            lines=(("Sitio de trámites", price),),
            shares=HALF_AND_HALF,
            currency="ARS",
            term_days=60,
            valid_until=world.date(-8),
            rate=PESOS_PER_DOLLAR,
            rate_source="BNA vendedor",
            rate_on=world.date(-30),
        ),
    )
    at = yield world.day(-30, "12:00")
    tale.approved(at)
    at = yield world.day(-30, "12:10")
    tale.offered(at)
    at = yield world.day(-20, "12:00")
    tale.accepted(at, order="OC 118/2026")
    at = yield world.day(-20, "12:30")
    tale.planned(at)
    at = yield world.day(-19, "10:00")
    tale.empowered(at, expires_in=400)
    at = yield world.day(-19, "12:00")
    tale.drafted(at)
    at = yield world.day(-19, "12:10")
    tale.sent_to_sign(at)
    at = yield world.day(-14, "12:00")
    tale.signed_by_client(at)
    at = yield world.day(-14, "15:00")
    tale.signed_by_squad(at)
    at = yield world.day(-13, "10:00")
    tale.payment_asked(at, Money(1_119_250_000, "ARS"), due_in=42, invoice="B 0001-00000401")
    at = yield world.day(-13, "11:00")
    tale.start_authorised(at, "public-body", "Orden de compra 118/2026 en firme; paga a 60 días.")
    at = yield world.day(-12, "10:00")
    tale.file_confirmed(at)
    at = yield world.day(-12, "10:10")
    tale.asked(at)
    at = yield world.day(-11, "10:00")
    tale.handed_over(at)
    at = yield world.day(-10, "09:30")
    tale.received(at)
    at = yield world.day(-6, "13:00")
    tale.answered(at, 8, "Cumplieron con la compulsa.")


def los_talas(world: World) -> Story:
    """Health data: NDA and RTP; the signatory's power expired, stopped since D−4."""
    tale = Tale(
        world,
        ec=world.cast.martina,
        name="Clínica Dental Los Talas SRL",
        cuit="30855901370",
        place=("AR-B", "La Plata"),
        person=("Verónica Talarico", "Apoderada", "veronica@lostalas.example", "+5492215550161"),
        title="Portal de turnos",
    )
    price = Money(920_000, "USD")
    at = yield world.day(-33, "10:00")
    tale.listed(at)
    at = yield world.day(-32, "10:00")
    tale.classified(at, priority="high", client="company", scale="small", sector="health", needs=("portal",))
    at = yield world.day(-32, "11:00")
    tale.talked(at, "Turnos en línea con historia clínica resumida.", medium="phone")
    at = yield world.day(-31, "11:00")
    tale.scheduled(at, world.day(-29, "09:30"))
    at = yield world.day(-30, "11:00")
    tale.pitched(at)
    at = yield world.day(-29, "12:00")
    tale.presented(at, "Turnos, recordatorios y datos de salud: firmamos confidencialidad antes de verlos.")
    at = yield world.day(-28, "12:00")
    file = upload("acuerdo-confidencialidad-los-talas.pdf", by=world.cast.diego.actor, at=at)
    record_nda(
        tale.cycle,
        signatory=tale.contact.name,
        signed_on=world.date(-28),
        expires_on=world.date(220),
        file=file,
        by=world.cast.diego.actor,
        at=at,
    )
    at = yield world.day(-26, "12:00")
    tale.surveyed(
        at,
        words.PORTAL[:3],
        needs=["portal"],
        integrations=True,
        sensitive_data=True,
        legal="Ley 26.529 de derechos del paciente y Ley 25.326: datos de salud, a cargo de ambos.",
        summary="Turnos sin teléfono",
    )
    at = yield world.day(-25, "10:00")
    tale.depth(at, "Datos de salud e integración con la agenda.", over_limit=True)
    at = yield world.day(-21, "16:00")
    tale.rtp(at, hours=30)
    at = yield world.day(-21, "18:00")
    tale.rtp_approved(at)
    at = yield world.day(-20, "10:00")
    tale.review_asked(at, price)
    at = yield world.day(-20, "16:00")
    tale.reviewed(at, price, by=world.cast.diego)
    at = yield world.day(-18, "12:00")
    tale.prepared(
        at,
        Offer(
            lines=(("Portal de turnos", price),),
            shares=FORTY_SIXTY,
            currency="USD",
            term_days=40,
            valid_until=world.date(-5),
        ),
    )
    at = yield world.day(-18, "15:00")
    tale.approved(at)
    at = yield world.day(-18, "15:10")
    tale.offered(at)
    at = yield world.day(-12, "12:00")
    tale.accepted(at)
    at = yield world.day(-12, "12:20")
    tale.planned(at)
    at = yield world.day(-11, "10:00")
    tale.empowered(at, expires_in=6)
    at = yield world.day(-10, "11:00")
    tale.drafted(at)
    at = yield world.day(-10, "11:10")
    tale.sent_to_sign(at)
    at = yield world.day(-4, "10:30")
    tale.talked_about_power(at)


def mar_de_fondo(world: World) -> Story:
    """Sale-day rush: handed over before the payment by a desvío of D−15, regularised on D−11."""
    tale = Tale(
        world,
        ec=world.cast.tomas,
        name="Indumentaria Mar de Fondo SRL",
        cuit="30856133822",
        place=("AR-B", "Mar del Plata"),
        person=("Lucía Pescetti", "Socia gerente", "lucia@mardefondo.example", "+5492235550171"),
        title="Tienda para el día de ofertas",
    )
    price = Money(750_000, "USD")
    at = yield world.day(-38, "10:00")
    tale.listed(at, source="social")
    at = yield world.day(-37, "10:00")
    tale.classified(at, priority="high", client="shop", scale="small", sector="retail", needs=("shop",))
    at = yield world.day(-37, "10:30")
    tale.talked(at, "Necesita la tienda para el día de ofertas.")
    at = yield world.day(-37, "11:00")
    tale.scheduled(at, world.day(-36, "11:00"))
    at = yield world.day(-37, "11:10")
    tale.pitched(at)
    at = yield world.day(-36, "13:00")
    tale.presented(at, "Tienda con talles y colores; fecha límite, el día de ofertas.")
    at = yield world.day(-34, "12:00")
    tale.surveyed(at, words.SHOP[:4], needs=["shop"], online_payments=True, summary="Vender el día de ofertas")
    at = yield world.day(-33, "12:00")
    tale.depth(at, "Cobros en línea.", over_limit=True)
    at = yield world.day(-30, "12:00")
    tale.rtp(at)
    at = yield world.day(-30, "15:00")
    tale.rtp_approved(at)
    at = yield world.day(-29, "10:00")
    tale.review_asked(at, price)
    at = yield world.day(-29, "12:00")
    tale.reviewed(at, price, by=world.cast.diego)
    at = yield world.day(-28, "10:00")
    tale.prepared(
        at,
        Offer(
            lines=(("Tienda", price),),
            shares=HALF_AND_HALF,
            currency="USD",
            term_days=20,
            valid_until=world.date(-18),
        ),
    )
    at = yield world.day(-28, "11:00")
    tale.approved(at)
    at = yield world.day(-28, "11:10")
    tale.offered(at)
    at = yield world.day(-25, "20:00")
    tale.accepted(at)
    at = yield world.day(-24, "09:30")
    tale.planned(at)
    at = yield world.day(-22, "10:00")
    tale.empowered(at, expires_in=300)
    at = yield world.day(-22, "11:00")
    tale.drafted(at)
    at = yield world.day(-22, "11:10")
    tale.sent_to_sign(at)
    at = yield world.day(-18, "22:00")
    tale.signed_by_client(at)
    at = yield world.day(-17, "09:00")
    tale.signed_by_squad(at)
    at = yield world.day(-17, "10:00")
    tale.payment_asked(at, Money(453_750, "USD"), due_in=5, invoice="A 0001-00000390")
    at = yield world.day(-16, "10:00")
    tale.file_confirmed(at)
    at = yield world.day(-16, "10:10")
    tale.asked(at)
    at = yield world.day(-15, "09:00")
    tale.waiver(
        at,
        "verify-payment",
        "urgency",
        "El día de ofertas es en diez días y el banco demora la transferencia del exterior.",
        regularise_in=5,
        decided=world.day(-15, "09:40"),
    )
    at = yield world.day(-15, "10:00")
    tale.handed_over(at)
    at = yield world.day(-15, "12:00")
    tale.received(at)
    at = yield world.day(-11, "11:00")
    tale.payment_reported(at, Money(453_750, "USD"))
    at = yield world.day(-11, "15:00")
    tale.payment_verified(at, Money(453_750, "USD"))
    at = yield world.day(-9, "10:00")
    tale.answered(at, 8, "Llegamos a la fecha.")
