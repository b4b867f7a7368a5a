"""Several processes merge the same two at once, each its own way round: one does, the others are told."""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.support.installations import Installation

SETUP = """
from datetime import UTC, datetime
import django
django.setup()
from trato.ledger.actors import SYSTEM
from trato.organisations.actions import NewContact, NewOrganisation, register_organisation
for name in ("Molino Azul", "Molino Asul"):
    new = NewOrganisation(name=name, contacts=(NewContact(name="Ana"), NewContact(name=f"Otra {name}")))
    register_organisation(new=new, by=SYSTEM, at=datetime.now(UTC))
"""
MERGER = """
import sys
from datetime import UTC, datetime
import django
django.setup()
from django.db import transaction
from trato.ledger.actors import SYSTEM
from trato.organisations.actions import CannotMerge
from trato.organisations.merging import fingerprint
from trato.organisations.models import Organisation
from trato.prospects.actions import merge_prospects

two = list(Organisation.objects.order_by("pk" if sys.argv[1] == "0" else "-pk"))
seen = fingerprint(*two)
print("ready", flush=True)
sys.stdin.readline()
try:
    with transaction.atomic(durable=True):
        merge_prospects(survivor=two[0], absorbed=two[1], chosen={}, seen=seen, by=SYSTEM, at=datetime.now(UTC))
except CannotMerge as refused:
    print("told", refused.sentences[0])
else:
    print("merged")
"""
LOOK = """
import django
django.setup()
from trato.ledger.models import Entry
from trato.organisations.models import Contact, Merge, Organisation
[merge] = Merge.objects.all()
standing = Organisation.objects.standing().get()
assert merge.survivor == standing
assert set(Contact.objects.values_list("organisation", flat=True)) == {standing.pk}
print(Contact.objects.count(), Contact.objects.current().count())
"""


@pytest.mark.parametrize("ways", [("0", "0"), ("0", "1", "0", "1")], ids=["one way", "both ways"])
def test_one_merges_and_the_others_are_told(installation: Installation, ways: tuple[str, ...]) -> None:
    installation.python("-c", SETUP)
    environment = {**installation.environment, "DJANGO_SETTINGS_MODULE": "trato.project.settings", "PYTHONPATH": "."}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with ExitStack() as all_of_them:
        mergers = [
            all_of_them.enter_context(
                subprocess.Popen([sys.executable, "-c", MERGER, way], env=environment, text=True, **pipes)
            )
            for way in ways
        ]
        for merger in mergers:
            assert merger.stdout.readline() == "ready\n", merger.stderr.read()
        for merger in mergers:
            merger.stdin.write("go\n")
            merger.stdin.flush()
        said = [merger.communicate(timeout=60) for merger in mergers]
    assert sorted(text.split()[0] for text, _errors in said) == ["merged"] + ["told"] * (len(ways) - 1), said
    assert installation.python("-c", LOOK).stdout.split() == ["4", "3"]
