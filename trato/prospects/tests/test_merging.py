from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support.cast import Person
from trato.cli import main
from trato.cycles.models import Cycle
from trato.documents.models import File
from trato.jobs.worker import run_until_idle
from trato.ledger.models import Entry
from trato.organisations.actions import NewOrganisation, amend_contact, register_organisation
from trato.organisations.models import Contact, Organisation
from trato.prospects.actions import NewProspect, list_prospect
from trato.prospects.imports.batches import correct, decide, match_columns, upload
from trato.prospects.imports.running import start_import
from trato.prospects.imports.unattended import bring, rehearse
from trato.prospects.imports.undoing import start_undo
from trato.prospects.models import Import, ImportRow, Prospect
from trato.prospects.rules import Classification
from trato.prospects.tests.lists import AT, DULCES, csv_file, imported, uploaded

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)
PEOPLE = (
    "Empresa;CUIT;Localidad;Contacto;Mail\n"
    "Bodega Sur;30-85466028-0;;Ana;ana@sur.example\n"
    "Otra;;;Eva;eva@otra.example\n"
    "Bodega Sur;;Salta;Luis;luis@sur.example\n"
    "Bodega Sur SA;30-85466028-0;;Ana;ana@sur.example\n"
)


def test_several_people_of_one_organisation_come_in_as_one_prospect(in_force: None, ec: Person) -> None:
    batch = imported(PEOPLE, by=ec.actor)
    assert Cycle.objects.count() == 2
    assert sorted(Contact.objects.values_list("organisation__name", "name")) == [
        ("Bodega Sur", "Ana"), ("Bodega Sur", "Luis"), ("Otra", "Eva"),
    ]  # fmt: skip
    rows = ImportRow.objects.filter(batch=batch)
    assert list(rows.exclude(joins=0).values_list("number", "joins")) == [(4, 2), (5, 2)]
    assert rows.filter(entered=True).count() == 4


def test_an_undone_import_takes_the_people_who_joined_with_it(in_force: None, ec: Person) -> None:
    batch = imported(PEOPLE, by=ec.actor)
    start_undo(batch=batch, by=ec.actor, at=LATER)
    run_until_idle(at=LATER)
    assert not Organisation.objects.standing().exists()
    assert ImportRow.objects.filter(batch=batch, undone=True).count() == 4
    assert not ImportRow.objects.exclude(kept_because="").exists()


def test_the_same_name_in_two_provinces_is_two_organisations(in_force: None, ec: Person) -> None:
    imported("Empresa;Provincia\nLa Esquina;Salta\nLa Esquina;Mendoza\n", by=ec.actor)
    assert Organisation.objects.count() == 2


def added_to_dulces(ec: Person) -> tuple[Organisation, Import]:
    """Add a row to an organisation with a cycle under way, whose locality is known and legal name is not."""
    known = Classification(client_type="company")
    present = list_prospect(new=NewProspect(organisation=DULCES, known=known), by=ec.actor, at=AT).organisation
    batch = uploaded(
        "Empresa;Razón social;CUIT;Localidad;Contacto;Mail;Notas;Tipo de cliente;Escala;Requerimientos\n"
        "Dulces QV;Dulces Quebracho Viejo SRL;30-85217743-4;Salta;Luis;luis@dulces.example;Paga a término;"
        "Comercio;10 a 49 personas;Tienda en línea\n",
        by=ec.actor,
    )
    row = ImportRow.objects.get(batch=batch)
    decide(batch=batch, choices={row.pk: "first"}, by=ec.actor)
    start_import(batch=batch, by=ec.actor, at=AT)
    run_until_idle(at=AT)
    present.refresh_from_db()
    batch.refresh_from_db()
    return present, batch


def test_adding_to_somebody_here_fills_blanks_overwrites_nothing_and_opens_no_second_cycle(
    in_force: None, ec: Person
) -> None:
    present, batch = added_to_dulces(ec)
    assert (present.name, present.legal_name, present.locality) == (
        DULCES.name,
        "Dulces Quebracho Viejo SRL",
        "Córdoba",
    )
    assert sorted(present.contacts.values_list("name", flat=True)) == ["Ana Gómez", "Luis"]
    assert Cycle.objects.count() == 1
    assert list(present.notes.values_list("text", flat=True)) == ["Paga a término"]
    assert ImportRow.objects.filter(batch=batch).merged().count() == 1
    said = Prospect.objects.get(cycle__organisation=present)
    assert (said.client_type, said.scale, said.needs, said.score) == ("company", "small", ["shop"], 60)


def test_a_list_adds_nothing_to_what_somebody_else_looks_after(in_force: None, ec: Person, ec2: Person) -> None:
    present = list_prospect(new=NewProspect(organisation=DULCES), by=ec.actor, at=AT).organisation
    text = "Empresa;CUIT;Contacto;Mail;Notas\nDulces QV;30-85217743-4;Luis;luis@dulces.example;Paga a término\n"
    assert rehearse(file=csv_file(text), by=ec2.actor, at=AT).rejected == 1
    outcome = bring(file=csv_file(text), by=ec2.actor, at=AT)
    assert (outcome.created, outcome.merged, outcome.rejected) == (0, 0, 1)
    assert list(present.contacts.values_list("name", flat=True)) == ["Ana Gómez"]
    assert not present.notes.exists()
    row = ImportRow.objects.get()
    assert row.problems == [["not-yours", {"name": str(present)}]]
    assert Cycle.objects.count() == 1


def test_undoing_takes_back_what_was_added_to_somebody_here(in_force: None, ec: Person) -> None:
    present, batch = added_to_dulces(ec)
    start_undo(batch=batch, by=ec.actor, at=LATER)
    run_until_idle(at=LATER)
    present.refresh_from_db()
    assert present.legal_name == ""
    assert list(present.contacts.current().values_list("name", flat=True)) == ["Ana Gómez"]
    assert not present.notes.current().exists()
    assert present.retired_at is None
    said = Prospect.objects.get(cycle__organisation=present)
    assert (said.client_type, said.scale, said.needs, said.score) == ("company", "", [], None)


def test_a_person_somebody_changed_since_stays_and_the_row_says_so(in_force: None, ec: Person) -> None:
    present, batch = added_to_dulces(ec)
    luis = present.contacts.get(name="Luis")
    amend_contact(contact=luis, changes={"position": "Dueño"}, by=ec.actor, at=LATER)
    start_undo(batch=batch, by=ec.actor, at=LATER)
    run_until_idle(at=LATER)
    assert present.contacts.current().filter(pk=luis.pk).exists()
    assert ImportRow.objects.get(batch=batch).kept_because == "data"


def test_a_row_corrected_in_place_is_checked_again(in_force: None, ec: Person) -> None:
    batch = uploaded("Empresa;CUIT\nBodega;30-85466028-1\n;\nOtra;\n", by=ec.actor)
    wrong = ImportRow.objects.get(batch=batch, number=2)
    assert correct(batch=batch, cells={wrong.pk: {1: "30-85466028-9"}}, by=ec.actor, at=AT) == 0
    assert correct(batch=batch, cells={wrong.pk: {1: "30-85466028-0", 40: "x"}}, by=ec.actor, at=AT) == 1
    wrong.refresh_from_db()
    assert (wrong.cells, wrong.problems, wrong.values["cuit"]) == (["Bodega", "30-85466028-0"], [], "30854660280")


def test_the_columns_are_matched_as_the_last_time(in_force: None, ec: Person) -> None:
    first = upload(file=csv_file("A;B\nUno;Dos\n"), by=ec.actor, at=AT)
    match_columns(batch=first, mapping=["name", "notes"], source="event", owner=None, by=ec.actor, at=AT)
    again = upload(file=csv_file("a;B\nTres;Cuatro\n"), by=ec.actor, at=AT)
    assert (again.mapping, again.source) == (["name", "notes"], "event")


def test_rows_laid_out_that_got_lost_are_laid_out_again(in_force: None, ec: Person) -> None:
    batch = upload(file=csv_file("Empresa\nUno\nDos\n"), by=ec.actor, at=AT)
    default_storage.delete(batch.staged)
    match_columns(batch=batch, mapping=["name"], source="list", owner=None, by=ec.actor, at=AT)
    assert ImportRow.objects.filter(batch=batch).count() == 2


def test_a_rehearsal_counts_and_leaves_everything_as_it_was(in_force: None, ec: Person) -> None:
    register_organisation(new=NewOrganisation(name="Otra"), by=ec.actor, at=AT)
    content = ContentFile((PEOPLE + ";;;;x@y.example\n").encode(), name="lista.csv")
    before = Entry.objects.count()
    with CaptureQueriesContext(connection) as asked:
        said = rehearse(file=content, by=ec.actor, at=AT)
    assert all(query["sql"].startswith("SELECT") for query in asked), "nobody waits for a rehearsal"
    assert (said.created, said.merged, said.rejected) == (1, 3, 1)
    assert (Import.objects.count(), File.objects.count(), Entry.objects.count()) == (0, 0, before)
    done = bring(file=content, by=ec.actor, at=AT)
    assert (done.created, done.merged, done.rejected) == (1, 3, 1)


@pytest.mark.parametrize(
    ("text", "status", "verdict"),
    [
        ("Empresa\nUno\n\n;\n", 0, "1 rows came in."),
        ("Empresa;CUIT\nUno;1\n", 1, "Nothing was imported."),
        ("", 1, "Nothing was imported."),
    ],
)
def test_the_command_says_what_came_of_it_last(
    in_force: None, ec: Person, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, status: int, verdict: str
) -> None:
    file = tmp_path / "lista.csv"
    file.write_text(text)
    assert main(["prospects", "import", str(file), "--by", ec.user.email]) == status
    assert capsys.readouterr().out.splitlines()[-1] == verdict


def test_the_command_refuses_a_stranger_and_a_file_that_is_not_there(ec: Person, tmp_path: Path) -> None:
    assert main(["prospects", "import", str(tmp_path / "no.csv"), "--by", ec.user.email]) == 2
    assert main(["prospects", "import", str(tmp_path / "no.csv"), "--by", "nadie@x.example"]) == 2
