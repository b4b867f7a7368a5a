"""Garbage in addresses, parameters and forms gets an answer, never a 500; an auditor posts nowhere."""

from __future__ import annotations

import inspect
import logging
import re
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.guards.test_addresses import addresses, sample
from tests.support.cast import make_person, signed_in
from tests.support.ladder import approve_procedure, walked_to_planned
from trato.cycles.models import Cycle
from trato.desk.assembly import step_of, steps
from trato.documents.definitions import by_hash
from trato.documents.models import RecordVersion
from trato.ledger.models import Entry
from trato.links.models import Link

pytestmark = pytest.mark.once  # garbage is refused above the database

THREE_DAYS_AGO = timezone.now() - timedelta(days=3)
ROLES = ("GC", "EC", "SGC", "AUDITOR", "ADMIN", "EET", "TO", "PM", "PO")
HUGE = "9" * 5000
TEXTS = (
    "",
    "x",
    "-1",
    "0",
    "99999999999999999999",
    HUGE,
    "٣١٢",
    "²",
    "1e400",
    "NaN",
    "\x00",
    "a\x00b",
    "\ud800",
    "31/02/2026",
    "01/01/0001",
    "31/12/9999",
    "9999-12-31",
    "0000-00-00",
    "12/2026",
    "../../etc/passwd",
    "//evil.example",
    "%s%(name)s{0}{{7*7}}{% now %}",
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    '"><svg onload=alert(1)>',
    "=cmd|' /C calc'!A0",
    '#eval("1") $x$ @ref \\',
    "a\r\nSet-Cookie: x=1",
    "C-2026-0001",
    "-".join(["a"] * 200),
    "é" * 300,
    "%",
    "_",
    "*",
    "\\",
)
# For walks of every page: one text of each kind that once broke something.
FEW = ("", "99999999999999999999", HUGE, "²", "1e400", "a\x00b", "\ud800", "31/12/9999", "../../etc/passwd", "é" * 300)
# Pages an auditor may post to: their own session and account, and what changes nothing.
OWN = ("entrar/", "salir/", "cuenta/", "lo-que-escribiste/", "idioma/", "invitacion/")
OUTSIDE = ("e/", "portal/")


@contextmanager
def errors_named():
    """Collect what Django logs of each 500, to say what went wrong and not only where."""
    seen: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.exc_info and record.exc_info[1]:
                error, frame = record.exc_info[1], record.exc_info[2]
                last = ""
                while frame:
                    if "/trato/" in frame.tb_frame.f_code.co_filename:
                        last = f"{frame.tb_frame.f_code.co_filename.rpartition('/trato/')[2]}:{frame.tb_lineno}"
                    frame = frame.tb_next
                seen.append(f"{type(error).__name__}: {str(error)[:120]} at {last}")

    handler = Collector()
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    try:
        yield seen
    finally:
        logger.removeHandler(handler)


def encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def quoted(text: str) -> str:
    from urllib.parse import quote

    return quote(encoded(text), safe="")


@pytest.fixture
def house(db):
    """Everybody, the procedure in force and two cycles: one waits for its RAR, one for its contract."""
    at = THREE_DAYS_AGO
    cast = {code: make_person(f"Persona {code.title()}", code, at=at - timedelta(days=30)) for code in ROLES}
    approve_procedure(gc=cast["GC"].actor, sgc=cast["SGC"].actor, at=at - timedelta(days=20))
    walked_to_planned(ec=cast["EC"], gc=cast["GC"], at=at)
    later = at + timedelta(days=1)
    walked_to_presented_with_another_cuit(cast, later)
    return cast


def walked_to_presented_with_another_cuit(cast, at):
    from tests.support import ladder

    cycle = ladder.classified(
        ladder.opened(ec=cast["EC"], at=at, name="Molino <b>Azul</b>", cuit="30500010912"), ec=cast["EC"], at=at
    )
    ladder.contacted(cycle, ec=cast["EC"], at=at)


def session_of(person):
    return signed_in(Client(raise_request_exception=False), person)


def watched(view):
    """Name the parameters of the query that the view's own package reads."""
    module = inspect.getmodule(inspect.unwrap(view))
    if module is None or not module.__name__.startswith("trato."):
        return ["next"]
    text = inspect.getsource(module)
    return sorted({*re.findall(r"""GET(?:\.get|\.getlist)?[(\[]\s*["'](\w+)["']""", text), "next"})


def real_values():
    """Return real values for what addresses name, so that garbage reaches past the first look-up."""
    cycle = Cycle.objects.order_by("pk").first()
    record = RecordVersion.objects.order_by("pk").first()
    hash_ = record.hash if record else "0" * 64
    return {
        "code": cycle.code,
        "section": "8.2.1",
        "slug": "emitir-rar",
        "record_hash": hash_,
        "before_hash": hash_,
        "after_hash": hash_,
        "pk": str(cycle.organisation_id),
        "version": "01",
        "catalogue": "sector",
    }


def filled(route, pattern, values):
    """Fill the names of an address from `values` where they fit, else with the sample of `test_addresses`."""
    for part in re.findall(r"<(?:\w+:)?(\w+)>", route):
        if part in values:
            route = re.sub(rf"<(?:\w+:)?{part}>", lambda _m, part=part: values[part], route, count=1)
    for part in re.findall(r"\(\?P<(\w+)>", route):
        if part in values:
            route = re.sub(rf"\(\?P<{part}>[^)]*\)", lambda _m, part=part: values[part], route, count=1)
    return sample(route, pattern)


def walk():
    for route, pattern in addresses():
        yield route.lstrip("^"), pattern


def bad(answer):
    return answer.status_code >= 500


def say(problems):
    """Say each problem once, with the first texts that cause it."""
    told: dict[str, list[str]] = {}
    for where, text, why in problems:
        told.setdefault(f"{where}: {why}", []).append(text)
    return "\n".join(f"{what}  <- {', '.join(map(repr, texts[:4]))}" for what, texts in sorted(told.items()))


def test_no_parameter_breaks_a_page(house):
    client, values, problems = session_of(house["GC"]), real_values(), []
    with errors_named() as errors:
        for route, pattern in walk():
            address = filled(route, pattern, values)
            names = watched(pattern.callback)
            # All its parameters at once: one by one the walk takes two minutes and finds the same.
            for text in FEW if names else ():
                errors.clear()
                query = "&".join(f"{name}={quoted(text)}" for name in names)
                if bad(client.get(f"{address}?{query}")):
                    problems.append((f"GET /{route}?{query[:60]}", text[:16], errors[-1:]))
    assert not problems, say(problems)


def test_no_address_breaks_on_garbage_in_its_path(house):
    client, problems = session_of(house["GC"]), []
    with errors_named() as errors:
        for route, _pattern in walk():
            names = re.findall(r"<(?:\w+:)?(\w+)>", route)
            for text in FEW if names else ():
                if not text or "/" in text:
                    continue
                address = "/" + re.sub(r"<(?:\w+:)?\w+>", lambda _m, text=text: quoted(text), route)
                errors.clear()
                if "(?P" not in address and bad(client.get(address)):
                    problems.append((f"GET /{route}", text[:16], errors[-1:]))
    assert not problems, say(problems)


@pytest.mark.parametrize("role", ROLES)
def test_no_role_gets_a_500_from_any_page(house, role):
    client, values, problems = session_of(house[role]), real_values(), []
    with errors_named() as errors:
        for route, pattern in walk():
            address = filled(route, pattern, values)
            names = watched(pattern.callback)
            for query in ("", "?" + "&".join(f"{name}={quoted('x' + chr(0) + HUGE[:30])}" for name in names)):
                errors.clear()
                if bad(client.get(address + query)):
                    problems.append((f"GET {address} as {role}", query[:40], errors[-1:]))
    assert not problems, say(problems)


def test_no_get_changes_anything(house):
    client, values = session_of(house["GC"]), real_values()
    before = Entry.objects.count(), RecordVersion.objects.count(), Cycle.objects.count(), Link.objects.count()
    for route, pattern in walk():
        client.get(filled(route, pattern, values))
    assert before == (
        Entry.objects.count(),
        RecordVersion.objects.count(),
        Cycle.objects.count(),
        Link.objects.count(),
    )


def test_auditor_posts_nowhere(house):
    client, values, open_doors = session_of(house["AUDITOR"]), real_values(), []
    before = Entry.objects.count()
    for route, pattern in walk():
        if route.startswith((*OWN, *OUTSIDE)) or pattern.callback.__dict__.get("changes_nothing"):
            continue
        answer = client.post(filled(route, pattern, values), {})
        # 404: not an object an auditor may touch, which opens nothing either.
        if answer.status_code not in {403, 404, 405}:
            open_doors.append((f"POST /{route}", "", answer.status_code))
    assert not open_doors, say(open_doors)
    assert Entry.objects.count() == before


def test_auditor_runs_no_verb(house):
    client, cycle, open_doors = session_of(house["AUDITOR"]), Cycle.objects.order_by("pk").first(), []
    for section, verb in verbs(cycle):
        answer = client.post(reverse("desk:act", args=[cycle.code, section, verb.slug]), {"seq": cycle.seq})
        if answer.status_code != 403:
            open_doors.append((f"{section} {verb.slug}", "", answer.status_code))
    assert not open_doors, say(open_doors)


def verbs(cycle):
    definition = by_hash(cycle.definition_id)
    for action in definition.actions:
        if action.id in steps():
            for verb in step_of(action.id).verbs:
                yield action.section, verb


def body(data):
    return b"&".join(quoted(str(k)).encode() + b"=" + quoted(str(v)).encode() for k, v in data.items())


FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("role", ["GC", "ADMIN"])
def test_no_post_breaks_on_garbage(house, role):
    client, values, problems = session_of(house[role]), real_values(), []
    with errors_named() as errors:
        for route, pattern in walk():
            if route.startswith(("salir/", "ciclos/<slug:code>/<str:section>/<slug:slug>/")):
                continue
            address = filled(route, pattern, values)
            names = sorted({"next", *fields_of(pattern.callback)})
            for text in FEW:
                errors.clear()
                answer = client.post(address, body(dict.fromkeys(names, text)), content_type=FORM)
                if bad(answer):
                    problems.append((f"POST /{route} as {role}", text[:16], errors[-1:] or answer.status_code))
            upload = {name: SimpleUploadedFile("x.csv", b"\xff\xfe\x00\xd8garbage\x00") for name in names}
            if bad(client.post(address, upload)):
                problems.append((f"POST /{route} as {role}", "a file", errors[-1:]))
    assert not problems, say(problems)


def fields_of(view):
    """Name every field that the forms imported by the view's module declare, and what it reads from POST itself."""
    from django.forms import BaseForm

    module = inspect.getmodule(inspect.unwrap(view))
    if module is None:
        return set()
    names = set(re.findall(r"""POST(?:\.get|\.getlist)?[(\[]\s*["'](\w+)["']""", inspect.getsource(module)))
    for value in vars(module).values():
        if inspect.isclass(value) and issubclass(value, BaseForm):
            names |= set(value.base_fields)
    return names
