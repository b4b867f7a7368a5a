"""Two organisations that are one: merged without losing a row, and two again as if nothing had been."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trato.clients.models import ClientFile
from trato.cycles.models import Cycle, Progress
from trato.ledger.entries import stream_entries
from trato.organisations.actions import (
    CannotMerge,
    NewContact,
    NewOrganisation,
    add_contact,
    amend_contact,
    amend_organisation,
    dismiss_pair,
    record_power,
    register_organisation,
    retire_contact,
)
from trato.organisations.duplicates import likely_duplicates
from trato.organisations.merging import DERIVED, compare, fingerprint, relations
from trato.organisations.models import Contact, Identifier, Merge, Organisation, Pair, Power
from trato.organisations.pairs import pairs_of
from trato.prospects.actions import NewProspect, list_prospect, merge_prospects, undo_merge_of
from trato.search.models import Entry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.support.cast import Person

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 10, 13, 0, tzinfo=UTC)
LATER = AT + timedelta(hours=1)


def snapshot() -> dict[str, Any]:
    """Return everything the house knows, but for the ledger and the merges themselves."""
    tables: dict[str, Any] = {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in (Organisation, Contact, Power, ClientFile, Cycle)
    }
    progress = Progress.objects.order_by("pk").values_list("pk", "organisation_name")
    return tables | {
        "progress": list(progress),
        "entries": list(Entry.objects.order_by("pk").values()),
        "identifiers": set(Identifier.objects.values_list("organisation", "kind", "value")),
        "pairs": set(Pair.objects.values_list("first", "second", "why", "strength", "dismissed_by")),
    }


def merged(
    survivor: Organisation, absorbed: Organisation, by: Person, chosen: Mapping[str, str] | None = None
) -> Merge:
    seen = fingerprint(survivor, absorbed)
    return merge_prospects(survivor=survivor, absorbed=absorbed, chosen=chosen or {}, seen=seen, by=by.actor, at=AT)


def organisation(gc: Person, name: str, **known: Any) -> Organisation:
    return register_organisation(new=NewOrganisation(name=name, **known), by=gc.actor, at=AT)


@pytest.fixture
def two(in_force: None, gc: Person, ec: Person) -> tuple[Organisation, Organisation]:
    """One written down by each: the second knows more, has the same person, and a client's file of its own."""
    ana = NewContact(name="Ana Gómez", mail="ana@dulces.example")
    more = NewContact(name="ANA GOMEZ", mail="ana@dulces.example", phone="+5493515550101", position="Dueña")
    one = NewOrganisation(name="Dulces Quebracho Viejo", contacts=(ana,))
    other = NewOrganisation(
        name="Dulces Kebracho Viejo SRL", cuit="30852177434", province="AR-X", locality="Córdoba",
        contacts=(more, NewContact(name="Luis Paz")),
    )  # fmt: skip
    cycles = [list_prospect(new=NewProspect(organisation=new), by=ec.actor, at=AT) for new in (one, other)]
    first, second = (cycle.organisation for cycle in cycles)
    ClientFile.objects.create(organisation=first, address="Belgrano 100")
    ClientFile.objects.create(organisation=second, address="San Martín 200", tax_condition="registered")
    return first, second


def test_everything_moves_and_what_only_one_had_stays(two: tuple[Organisation, Organisation], gc: Person) -> None:
    one, other = two
    record_power(
        contact=other.contacts.get(name="Luis Paz"), kind="office", expires_on=None, document=None, by=gc.actor, at=AT
    )
    histories = {cycle.pk: len(stream_entries(cycle.stream)) for cycle in Cycle.objects.all()}

    merged(one, other, gc, {"clients.clientfile.address": "absorbed"})

    one.refresh_from_db()
    assert (one.name, one.cuit, one.province) == ("Dulces Quebracho Viejo", "30852177434", "AR-X")
    people = one.contacts.current().order_by("name")
    assert [person.name for person in people] == ["Ana Gómez", "Luis Paz"]
    ana = people[0]
    assert (ana.phone, ana.position) == ("+5493515550101", "Dueña")
    assert one.contacts.count() == 3
    assert not Contact.objects.filter(organisation=other).exists()
    assert Power.objects.get().contact.organisation == one
    assert set(Cycle.objects.values_list("organisation", flat=True)) == {one.pk}
    assert set(Progress.objects.values_list("organisation_name", flat=True)) == {"Dulces Quebracho Viejo"}
    file = ClientFile.objects.get(organisation=one)
    assert (file.address, file.tax_condition) == ("San Martín 200", "registered")
    assert {cycle.pk: len(stream_entries(cycle.stream)) for cycle in Cycle.objects.all()} == histories


def test_the_merge_is_in_the_history_of_both_without_a_word_of_their_data(
    two: tuple[Organisation, Organisation], ec: Person
) -> None:
    one, other = two
    merge = merged(one, other, ec)
    entry = stream_entries(one.stream)[-1]
    assert (entry.event, entry.role) == ("organisation.merged", "EC")
    assert entry.facts["absorbed"] == other.stream
    assert entry.facts["changed.cuit"] is True
    last = stream_entries(other.stream)[-1]
    assert (last.event, last.facts) == ("organisation.absorbed", {"into": one.stream, "merge": merge.pk})


def test_whoever_writes_the_old_name_or_cuit_finds_the_survivor(
    two: tuple[Organisation, Organisation], gc: Person
) -> None:
    one, other = two
    amend_organisation(organisation=other, changes={"name": "Golosinas Marisol"}, by=gc.actor, at=AT)
    amend_organisation(organisation=one, changes={"cuit": "30500010912"}, by=gc.actor, at=AT)
    merged(one, other, gc)
    assert [match.organisation for match in likely_duplicates(name="Golosinas Marisol")] == [one]
    assert likely_duplicates(name="x", cuit="30852177434")[0].why == ("cuit",)
    assert "marisol" in Organisation.objects.get(pk=one.pk).search
    assert not pairs_of(one)


def test_the_second_of_two_who_merge_the_same_is_told_who_was_first(
    two: tuple[Organisation, Organisation], gc: Person, ec: Person
) -> None:
    one, other = two
    seen = fingerprint(one, other)
    merged(one, other, ec)
    for survivor, absorbed in ((one, other), (other, one)):
        with pytest.raises(CannotMerge) as refused:
            merge_prospects(survivor=survivor, absorbed=absorbed, chosen={}, seen=seen, by=gc.actor, at=LATER)
        assert refused.value.sentences[0].startswith("Martina Sosa")
    assert Merge.objects.count() == 1


def test_what_changed_since_it_was_shown_is_not_merged_blindly(
    two: tuple[Organisation, Organisation], gc: Person
) -> None:
    one, other = two
    seen = fingerprint(one, other)
    add_contact(organisation=other, new=NewContact(name="Otra persona"), by=gc.actor, at=AT)
    with pytest.raises(CannotMerge):
        merge_prospects(survivor=one, absorbed=other, chosen={}, seen=seen, by=gc.actor, at=AT)
    assert Organisation.objects.get(pk=other.pk).merged_into is None


def test_nothing_is_added_to_one_that_became_part_of_another(
    two: tuple[Organisation, Organisation], gc: Person, ec: Person
) -> None:
    one, other = two
    merged(one, other, gc)
    cycle = list_prospect(new=NewProspect(organisation=other, title="Otro"), by=ec.actor, at=LATER)
    assert cycle.organisation == one
    for refused in (
        lambda: add_contact(organisation=other, new=NewContact(name="X"), by=gc.actor, at=LATER),
        lambda: amend_organisation(organisation=other, changes={"name": "X"}, by=gc.actor, at=LATER),
    ):
        with pytest.raises(Exception, match="Dulces Quebracho Viejo"):
            refused()


def test_undoing_gives_everything_back(two: tuple[Organisation, Organisation], gc: Person) -> None:
    one, other = two
    before = snapshot()
    merge = merged(one, other, gc, {"name": "absorbed", "clients.clientfile.address": "absorbed"})
    assert snapshot() != before
    undoing = undo_merge_of(merge=merge, by=gc.actor, at=LATER)
    assert (undoing.edited, undoing.later) == ([], {})
    assert snapshot() == before
    assert stream_entries(one.stream)[-1].event == stream_entries(other.stream)[-1].event == "organisation.separated"
    with pytest.raises(CannotMerge) as refused:
        undo_merge_of(merge=merge, by=gc.actor, at=LATER)
    assert "Diego Altamirano" in refused.value.sentences[0]


def test_what_somebody_changed_since_stays_and_is_named(two: tuple[Organisation, Organisation], gc: Person) -> None:
    one, other = two
    merge = merged(one, other, gc)
    amend_organisation(organisation=one, changes={"locality": "Río Cuarto"}, by=gc.actor, at=LATER)
    luis = Contact.objects.get(name="Luis Paz")
    amend_contact(contact=luis, changes={"position": "Contador"}, by=gc.actor, at=LATER)
    add_contact(organisation=one, new=NewContact(name="Nueva"), by=gc.actor, at=LATER)
    list_prospect(new=NewProspect(organisation=one), by=gc.actor, at=LATER)
    merge.refresh_from_db()
    undoing = undo_merge_of(merge=merge, by=gc.actor, at=LATER)
    assert undoing.edited == ["province", "locality"], "a place is one datum"
    assert undoing.later == {"cycles.cycle.organisation": 1, "organisations.contact.organisation": 1}
    one.refresh_from_db()
    luis.refresh_from_db()
    assert (one.province, one.locality, one.cuit) == ("AR-X", "Río Cuarto", None)
    assert (luis.organisation, luis.position) == (other, "Contador")
    assert one.contacts.filter(name="Nueva").exists()
    assert Cycle.objects.filter(organisation=one).count() == 2


def test_a_later_merge_and_a_taken_cuit_stand_against_undoing(
    two: tuple[Organisation, Organisation], gc: Person
) -> None:
    one, other = two
    third = organisation(gc, "Dulces Quebracho")
    amend_organisation(organisation=one, changes={"cuit": "30500010912"}, by=gc.actor, at=AT)
    merge = merged(one, other, gc)
    later = merged(third, one, gc)
    merge = Merge.objects.get(pk=merge.pk)
    with pytest.raises(CannotMerge) as refused:
        undo_merge_of(merge=merge, by=gc.actor, at=LATER)
    assert "Dulces Quebracho" in refused.value.sentences[0]
    assert Organisation.objects.get(pk=other.pk).merged_into == third, "its old address leads to whoever stands"
    undo_merge_of(merge=later, by=gc.actor, at=LATER)
    assert Organisation.objects.get(pk=other.pk).merged_into == one
    taker = organisation(gc, "Otra muy distinta", cuit="30852177434")
    with pytest.raises(CannotMerge) as refused:
        undo_merge_of(merge=Merge.objects.get(pk=merge.pk), by=gc.actor, at=LATER)
    assert taker.name in refused.value.sentences[0]
    amend_organisation(organisation=taker, changes={"cuit": ""}, by=gc.actor, at=LATER)
    undo_merge_of(merge=Merge.objects.get(pk=merge.pk), by=gc.actor, at=LATER)
    assert Organisation.objects.get(pk=other.pk).cuit == "30852177434"


def test_gc_merges_any_two_and_an_ec_only_two_of_theirs(
    two: tuple[Organisation, Organisation], gc: Person, ec2: Person, auditor: Person
) -> None:
    one, other = two
    for person in (ec2, auditor):
        with pytest.raises(Exception, match="Dulces Quebracho Viejo"):
            merged(one, other, person)
    assert not Merge.objects.exists()
    merged(one, other, gc)


def test_every_table_with_a_key_to_an_organisation_moves() -> None:
    from django.apps import apps

    known = {model for _name, model, _field in relations()} | set(DERIVED)
    for model in apps.get_models(include_auto_created=True):
        keys = [field for field in model._meta.fields if field.related_model is Organisation]
        assert not keys or model in known, model


TEXTS = st.sampled_from(["", "Dulces", "Dulces SRL", "Bodega Cuatro"])
PERSON = st.builds(
    NewContact,
    name=st.sampled_from(["Ana", "ANA", "Luis"]),
    mail=st.sampled_from(["", "ana@x.example", "otra@x.example"]),
    phone=st.sampled_from(["", "+541123456789", "+5491123456789"]),
    position=st.sampled_from(["", "Dueña"]),
    is_signatory=st.booleans(),
)
PLACE = st.sampled_from([("AR", "", ""), ("AR", "AR-X", "Córdoba"), ("UY", "", "Canelones")])
KNOWN = st.builds(
    lambda name, legal_name, domain, place, people: NewOrganisation(
        name=name or "Sin nombre", legal_name=legal_name, domain=domain, country=place[0], province=place[1],
        locality=place[2], contacts=tuple(people),
    ),
    TEXTS, TEXTS, st.sampled_from(["", "x.example"]), PLACE, st.lists(PERSON, max_size=3),
)  # fmt: skip
SIDES = st.dictionaries(
    st.sampled_from(["name", "legal_name", "cuit", "domain", "place", "clients.clientfile.address"]),
    st.sampled_from(["survivor", "absorbed"]),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    known=st.lists(KNOWN, min_size=2, max_size=3),
    cuits=st.tuples(st.sampled_from(["", "30852177434"]), st.sampled_from(["", "30500010912"])),
    files=st.lists(st.sampled_from(["", "Belgrano 100", "San Martín 200"]), max_size=2),
    chosen=SIDES,
    dismissed=st.booleans(),
    retired=st.booleans(),
)
def test_merging_and_undoing_is_as_if_nothing_had_been(
    in_force: None,
    gc: Person,
    ec: Person,
    known: list[NewOrganisation],
    cuits: tuple[str, str],
    files: list[str],
    chosen: dict[str, str],
    dismissed: bool,
    retired: bool,
) -> None:
    from dataclasses import replace

    with transaction.atomic():
        known = [replace(new, cuit=cuit) for new, cuit in zip(known, (*cuits, ""), strict=False)]
        cycles = [list_prospect(new=NewProspect(organisation=new), by=ec.actor, at=AT) for new in known]
        one, other = cycles[0].organisation, cycles[1].organisation
        for owner, address in zip((one, other), files, strict=False):
            ClientFile.objects.create(organisation=owner, address=address)
        pair = Pair.objects.filter(first=one, second=other).first()
        if pair and dismissed:
            dismiss_pair(pair=pair, by=gc.actor, at=AT)
        if retired and (person := other.contacts.first()):
            retire_contact(contact=person, by=gc.actor, at=AT)
        one.refresh_from_db()
        other.refresh_from_db()
        before, people, held = snapshot(), Contact.objects.count(), set(Cycle.objects.values_list("pk", flat=True))
        said = {text for line in compare(one, other) for text in (line.survivor, line.absorbed) if text}
        merge = merged(one, other, gc, chosen)
        assert Contact.objects.count() == people
        assert set(Cycle.objects.filter(organisation=one).values_list("pk", flat=True)) >= {cycles[0].pk, cycles[1].pk}
        kept = Organisation.objects.get(pk=one.pk)
        gone = Organisation.objects.get(pk=other.pk)
        assert {text for line in compare(kept, gone) for text in (line.survivor, line.absorbed) if text} <= said
        assert held == set(Cycle.objects.values_list("pk", flat=True))
        undo_merge_of(merge=Merge.objects.get(pk=merge.pk), by=gc.actor, at=LATER)
        assert snapshot() == before
        transaction.set_rollback(True)
