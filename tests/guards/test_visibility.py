"""No page shows somebody a cycle they may not read: every address is asked for it, by its code, records and files."""

from __future__ import annotations

import itertools
import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from tests.guards.test_addresses import PUBLIC, PUBLIC_PREFIXES, addresses, sample
from tests.support import ladder
from tests.support.cast import make_person, signed_in
from trato.cycles.models import Cycle
from trato.documents.files import store_file, use_file
from trato.documents.models import File, RecordVersion
from trato.mail.models import Outbox
from trato.organisations.models import Contact

pytestmark = pytest.mark.once  # what a query keeps is tested on both databases beside its queryset

BLIND = ("EET", "PM", "ADMIN")  # before anybody assigns them, and before a contract is signed


@pytest.fixture
def hidden(db):
    """A cycle agreed and planned, with its records, a file, its letters and a mail that did not arrive."""
    at = timezone.now() - timedelta(days=3)
    gc, sgc, ec = (make_person(f"Persona {code}", code, at=at - timedelta(days=30)) for code in ("GC", "SGC", "EC"))
    ladder.approve_procedure(gc=gc.actor, sgc=sgc.actor, at=at - timedelta(days=20))
    cycle, _at = ladder.walked_to_planned(ec=ec, gc=gc, at=at)
    file = store_file(ContentFile(b"%PDF-1.7 x", name="plano.pdf"), by=ec.actor, at=at)
    use_file(file, stream=cycle.stream, by=ec.actor, at=at)
    Outbox.objects.update(failed_at=at)
    return Cycle.objects.select_related("organisation").get(pk=cycle.pk)


def values_of(cycle):
    """Return by converter's name what leads to the cycle; numbers may be of anything that hangs from it."""
    hashes = [record.hash for record in RecordVersion.objects.filter(stream=cycle.stream)]
    contacts = [str(pk) for pk in Contact.objects.filter(organisation=cycle.organisation).values_list("pk", flat=True)]
    numbers = sorted({"1", "2", str(cycle.pk), str(cycle.organisation_id), *contacts})
    return {
        "code": [cycle.code],
        "section": ["8.1.1", "8.2.5"],
        "hash": [*hashes[:3], hashes[-1]],
        "sha": [File.objects.get(name="plano.pdf").sha256],
        "int": numbers,
    }


def asked(route, pattern, values):
    """Give the address with each real value in each of its places."""
    parts = re.findall(r"<(?:(\w+):)?(\w+)>|\(\?P<(\w+)>[^)]*\)", route)
    choices = []
    for converter, name, group in parts:
        called = name or group
        fitting = next((found for key, found in values.items() if key in called), None)
        choices.append(fitting or (values["int"] if converter == "int" else [""]))
    for chosen in itertools.islice(itertools.product(*choices), 8):
        filled = route
        for value in chosen:
            if value:
                filled = re.sub(r"<(?:\w+:)?\w+>|\(\?P<\w+>[^)]*\)", value, filled, count=1)
        yield sample(filled, pattern)
    if not parts:
        yield f"/{route}?q=quebracho"


def shows(answer, secrets, *, besides=""):
    """Name the secrets an answer tells, or say that it is a file of somebody's."""
    text = unescape(answer.getvalue().decode("utf-8", "replace")).replace(besides, "")
    found = [secret for secret in secrets if secret in text]
    disposition = answer.headers.get("Content-Disposition", "")
    return found or (["a file"] if "plano" in disposition or ".pdf" in disposition else [])


def test_no_address_shows_a_cycle_to_who_may_not_read_it(hidden):
    organisation, values, shown = hidden.organisation, values_of(hidden), []
    secrets = (organisation.name, hidden.code, *Contact.objects.values_list("name", flat=True))
    for code in BLIND:
        person = make_person(f"Persona Ciega {code}", code)
        client = signed_in(Client(raise_request_exception=False), person)
        for route, pattern in addresses():
            if pattern.name in PUBLIC or route.lstrip("^").startswith(PUBLIC_PREFIXES):
                continue
            for address in asked(route, pattern, values):
                answer = client.get(address)
                if answer.status_code != 200:
                    continue
                shown += [f"{code} {address}: {what}" for what in shows(answer, secrets, besides=address)]
    assert not shown, "\n".join(shown)


def test_the_walk_above_reaches_the_cycle(hidden):
    """Whoever may read everything gets to it by what the walk asks for."""
    client, reached = signed_in(Client(), make_person("Persona Lectora", "AUDITOR")), set()
    for route, pattern in addresses():
        if route.lstrip("^").startswith(("ciclos/", "registros/", "archivos/", "prospectos/", "correo/")):
            for address in asked(route, pattern, values_of(hidden)):
                answer = client.get(address)
                if answer.status_code == 200 and shows(answer, (hidden.organisation.name,)):
                    reached.add(pattern.name)
    assert reached >= {"cycle", "step", "record", "file", "list", "organisation", "record_pdf", "outbox"}
