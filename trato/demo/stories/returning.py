"""4. Bodega Cuatro Acequias SA: lost, back for the harvest, won. 10. Inmobiliaria Patio Criollo SRL: returning."""

from __future__ import annotations

from trato.cycles.opening import NewCycle, open_cycle
from trato.demo import words
from trato.demo.stage import Story, World
from trato.demo.tale import HALF_AND_HALF, Tale
from trato.procedure import Money
from trato.proposals.actions import Offer

PESOS_PER_DOLLAR = 148_000  # centavos


def cuatro_acequias(world: World) -> Story:
    """Silent on USD 6,400 and lost on D−70; back on D−12 and signed on D−2 at 5,900: «Recuperado»."""
    tale = Tale(
        world,
        ec=world.cast.martina,
        name="Bodega Cuatro Acequias SA",
        cuit="30854660280",
        place=("AR-M", "Mendoza"),
        person=("Federico Ruiz Guiñazú", "Gerente", "federico@acequias.example", "+5492615550141"),
        title="Tienda de vinos",
    )
    at = yield world.day(-92, "10:00")
    tale.listed(at, source="event")
    at = yield world.day(-91, "10:00")
    tale.classified(at, priority="medium", client="company", scale="small", sector="food", needs=("shop",))
    at = yield world.day(-91, "12:00")
    tale.talked(at, "Vieron la tienda de otra bodega.", medium="phone")
    at = yield world.day(-90, "12:00")
    tale.scheduled(at, world.day(-88, "16:00"))
    at = yield world.day(-89, "12:00")
    tale.pitched(at)
    at = yield world.day(-88, "18:00")
    tale.presented(at, "Tienda de doce etiquetas, club y envíos.")
    at = yield world.day(-86, "12:00")
    tale.surveyed(at, words.SHOP[:4], needs=["shop"], online_payments=True, summary="Vender vino en línea")
    at = yield world.day(-85, "12:00")
    tale.depth(at, "Cobros en línea.", over_limit=True)
    at = yield world.day(-83, "12:00")
    tale.rtp(at)
    at = yield world.day(-83, "15:00")
    tale.rtp_approved(at)
    at = yield world.day(-82, "10:00")
    tale.review_asked(at, Money(640_000, "USD"))
    at = yield world.day(-82, "12:00")
    tale.reviewed(at, Money(640_000, "USD"), by=world.cast.diego)
    at = yield world.day(-81, "12:00")
    tale.prepared(at, _offer(world, 640_000, valid=-71))
    at = yield world.day(-81, "15:00")
    tale.approved(at)
    at = yield world.day(-81, "15:10")
    tale.offered(at)
    at = yield world.day(-78, "11:00")
    tale.followed(at, "no-answer", "Sin respuesta.")
    at = yield world.day(-74, "11:00")
    tale.followed(at, "no-answer", "Leyó y no contestó.")
    at = yield world.day(-70, "11:00")
    tale.lost(at, "timing", "Las bodegas deciden después de la vendimia: volver en esa fecha.")
    at = yield world.day(-69, "11:00")
    tale.file_confirmed(at)
    at = yield world.day(-69, "11:05")
    tale.asked(at)
    at = yield world.day(-65, "11:00")
    tale.reminded(at)
    at = yield world.day(-61, "11:00")
    tale.reminded(at)
    at = yield world.day(-57, "11:00")
    tale.unanswered(at)
    yield from _back(tale, world)


def _back(tale: Tale, world: World) -> Story:
    at = yield world.day(-12, "09:10")
    tale.cycle = open_cycle(
        NewCycle(
            organisation=tale.cycle.organisation,
            title="Tienda de vinos, para la vendimia",
            owner=world.cast.martina.user,
            source="returning",
            previous=tale.cycle,
        ),
        by=world.cast.martina.actor,
        at=at,
    )
    at = yield world.day(-12, "09:20")
    tale.classified(at, priority="high", client="company", scale="small", sector="food", needs=("shop",))
    at = yield world.day(-12, "09:40")
    tale.talked(at, "Vuelven: quieren la tienda para la vendimia.", inbound=True, next_in=1)
    at = yield world.day(-12, "10:00")
    tale.scheduled(at, world.day(-11, "10:00"))
    at = yield world.day(-12, "10:05")
    tale.pitched(at)
    at = yield world.day(-11, "12:00")
    tale.presented(at, "Mismo alcance, sin el club.")
    at = yield world.day(-10, "10:00")
    tale.surveyed(at, words.SHOP[:3], needs=["shop"], online_payments=True, summary="Vender vino en línea")
    at = yield world.day(-10, "10:20")
    tale.depth(at, "Cobros en línea.", over_limit=True)
    at = yield world.day(-9, "12:00")
    tale.rtp(at)
    at = yield world.day(-9, "15:00")
    tale.rtp_approved(at)
    at = yield world.day(-8, "10:00")
    tale.review_asked(at, Money(590_000, "USD"))
    at = yield world.day(-8, "11:00")
    tale.reviewed(at, Money(590_000, "USD"), by=world.cast.diego)
    at = yield world.day(-8, "12:00")
    tale.prepared(at, _offer(world, 590_000, valid=5))
    at = yield world.day(-8, "12:30")
    tale.approved(at)
    at = yield world.day(-8, "12:40")
    tale.offered(at)
    at = yield world.day(-5, "21:14")
    tale.accepted(at)
    at = yield world.day(-4, "09:30")
    tale.planned(at)
    at = yield world.day(-4, "10:00")
    tale.empowered(at, expires_in=300)
    at = yield world.day(-4, "11:00")
    tale.drafted(at)
    at = yield world.day(-4, "11:10")
    tale.sent_to_sign(at)
    at = yield world.day(-3, "20:30")
    tale.signed_by_client(at)
    at = yield world.day(-2, "09:30")
    tale.signed_by_squad(at)
    at = yield world.day(-2, "10:15")
    tale.payment_asked(at, Money(356_950, "USD"), due_in=5)


def patio_criollo(world: World) -> Story:
    """A returning client: maintenance for ARS 380,000 a month, agreed on D−6 after two ECs had contacted it."""
    tale = Tale(
        world,
        ec=world.cast.martina,
        name="Inmobiliaria Patio Criollo SRL",
        cuit="30851042217",
        place=("AR-B", "San Isidro"),
        person=("Soledad Ferrari", "Titular", "soledad@patiocriollo.example", "+5491155550201"),
        title="Mantenimiento mensual del sitio",
    )
    price = Money(38_000_000, "ARS")
    twice = Tale(
        world,
        ec=world.cast.tomas,
        name="Patio Criollo Propiedades",
        place=("AR-B", "San Isidro"),
        person=("Soledad Ferrari", "", "", "+5491155550201"),
        title="Mantenimiento",
    )
    at = yield world.day(-12, "16:40")
    twice.listed(at, source="search", signs=False)
    at = yield world.day(-12, "16:55")
    twice.talked(at, "Le escribí para ofrecerle mantener el sitio; todavía no contestó.", answered=False)
    at = yield world.day(-11, "10:00")
    tale.listed(at, source="returning")
    at = yield world.day(-11, "10:10")
    tale.classified(
        at, priority="medium", client="company", scale="micro", sector="real-estate", needs=("maintenance",)
    )
    at = yield world.day(-11, "10:20")
    tale.unified(at, twice)
    at = yield world.day(-11, "10:30")
    tale.talked(at, "También la había llamado Tomás; quedó con Martina y se unificó la ficha.", medium="phone")
    at = yield world.day(-11, "11:00")
    tale.scheduled(at, world.day(-10, "09:30"), medium="phone", place="Por teléfono")
    at = yield world.day(-11, "11:05")
    tale.pitched(at)
    at = yield world.day(-10, "10:30")
    tale.presented(at, "Mantenimiento: respaldo, seguridad y diez horas de cambios por mes.")
    at = yield world.day(-9, "10:00")
    tale.surveyed(at, words.SITE[:2], needs=["maintenance"], sections_count=5, summary="Mantener el sitio al día")
    at = yield world.day(-9, "10:20")
    tale.depth(at, "Mantenimiento, sin desarrollo.")
    at = yield world.day(-9, "10:40")
    tale.reviewed(at, price, rate=PESOS_PER_DOLLAR, who="Mesa de mantenimiento, Paula Ibarra (PO)")
    at = yield world.day(-8, "10:00")
    tale.prepared(
        at,
        Offer(
            lines=(("Mantenimiento, primer mes", price),),
            shares=HALF_AND_HALF,
            currency="ARS",
            term_days=5,
            valid_until=world.date(2),
            rate=PESOS_PER_DOLLAR,
            rate_source="BNA vendedor",
            rate_on=world.date(-8),
        ),
    )
    at = yield world.day(-8, "10:10")
    tale.offered(at)
    at = yield world.day(-6, "12:00")
    tale.accepted(at)
    at = yield world.day(-6, "12:20")
    tale.planned(at)


def _offer(world: World, minor: int, *, valid: int) -> Offer:
    return Offer(
        lines=(("Tienda de vinos", Money(minor, "USD")),),
        shares=HALF_AND_HALF,
        currency="USD",
        term_days=30,
        valid_until=world.date(valid),
    )
