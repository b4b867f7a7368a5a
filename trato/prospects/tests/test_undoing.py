from datetime import timedelta

import pytest

from tests.support.cast import Person
from trato.cycles.models import Cycle, Progress, State
from trato.jobs.worker import run_until_idle
from trato.ledger.entries import stream_entries
from trato.organisations.actions import NewContact
from trato.organisations.models import Organisation
from trato.prospects.actions import amend_prospect, classify
from trato.prospects.imports.keeping import CannotImport
from trato.prospects.imports.undoing import start_undo
from trato.prospects.models import ImportRow
from trato.prospects.tests.lists import AT, COMPLETE, imported

pytestmark = pytest.mark.django_db
LIST = "Empresa;CUIT\nUno Zeta;30-85466028-0\nDos Equis;\nTres Ka;\n"
LATER = AT + timedelta(hours=1)


def test_undoing_annuls_what_nobody_touched_keeps_the_rest_and_says_why(in_force: None, ec: Person) -> None:
    batch = imported(LIST, by=ec.actor)
    worked = Cycle.objects.get(organisation__name="Dos Equis")
    classify(cycle=worked, classification=COMPLETE, contact=NewContact(name="Ana"), by=ec.actor, at=LATER)
    amended = Organisation.objects.get(name="Tres Ka")
    amend_prospect(organisation=amended, changes={"locality": "Salta"}, by=ec.actor, at=LATER)

    start_undo(batch=batch, by=ec.actor, at=LATER)
    run_until_idle(at=LATER)
    batch.refresh_from_db()

    assert batch.stage == "undone"
    states = dict(Progress.objects.values_list("organisation_name", "state"))
    assert states["Uno Zeta"] == states["Tres Ka"] == State.ANNULLED
    assert states["Dos Equis"] != State.ANNULLED
    assert ImportRow.objects.get(cycle=worked).kept_because == "worked"
    gone = Cycle.objects.get(organisation__name="Uno Zeta")
    assert stream_entries(gone.stream)[-1].event == "cycle.annulled"
    assert stream_entries(gone.stream)[-1].facts == {"reason": "import-undone"}
    assert stream_entries(batch.stream)[-1].event == "import.undone"
    assert stream_entries(batch.stream)[-1].facts == {"annulled": 2, "kept": 2}
    assert ImportRow.objects.get(cycle__organisation=amended).kept_because == "data", "what was written since stays"
    retired = set(Organisation.objects.exclude(retired_at=None).values_list("name", flat=True))
    assert retired == {"Uno Zeta"}, "somebody wrote on Tres Ka since"


def test_what_was_undone_can_be_imported_again(in_force: None, ec: Person) -> None:
    batch = imported(LIST, by=ec.actor)
    start_undo(batch=batch, by=ec.actor, at=LATER)
    run_until_idle(at=LATER)
    imported(LIST, by=ec.actor, at=LATER)
    assert Progress.objects.exclude(state=State.ANNULLED).count() == 3


def test_what_somebody_else_looks_after_meanwhile_is_kept(in_force: None, ec: Person, gc: Person, ec2: Person) -> None:
    from trato.cycles.assigning import assign

    batch = imported(LIST, by=ec.actor)
    assign(Cycle.objects.get(organisation__name="Uno Zeta"), user=ec2.user, by=gc.actor, at=LATER)
    start_undo(batch=batch, by=ec.actor, at=LATER)
    run_until_idle(at=LATER)
    assert Progress.objects.filter(state=State.ANNULLED).count() == 2
    assert ImportRow.objects.get(cycle__organisation__name="Uno Zeta").kept_because == "worked"


def test_an_import_is_undone_once_and_only_by_its_author_or_the_manager(
    in_force: None, ec: Person, ec2: Person, gc: Person
) -> None:
    batch = imported(LIST, by=ec.actor)
    with pytest.raises(CannotImport):
        start_undo(batch=batch, by=ec2.actor, at=LATER)
    start_undo(batch=batch, by=gc.actor, at=LATER)
    run_until_idle(at=LATER)
    with pytest.raises(CannotImport):
        start_undo(batch=batch, by=gc.actor, at=LATER)
