from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.support import ladder
from tests.support.cast import Person, signed_in
from trato.cycles.models import Cycle
from trato.cycles.refusals import NotYours
from trato.cycles.situation import situation_of
from trato.documents.files import store_file
from trato.documents.models import File
from trato.ledger.entries import stream_entries
from trato.pitch.actions import CannotPublishMaterial, MaterialWithdrawn, prepare_pitch, publish_material
from trato.pitch.models import Material
from trato.procedure import Status

AT = datetime(2026, 3, 10, 13, 0, tzinfo=UTC)


def pdf(person: Person, text: str = "uno") -> File:
    return store_file(ContentFile(f"%PDF-1.7 {text}".encode(), name="pitch.pdf"), by=person.actor, at=AT)


def published(person: Person, version: str = "1", at: datetime = AT) -> Material:
    return publish_material(title="Pitch SQUAD", version=version, file=pdf(person, version), by=person.actor, at=at)


@pytest.fixture
def cycle(db: Any, gc: Person, sgc: Person, ec: Person) -> Cycle:
    """A cycle of Martina's with its meeting set."""
    ladder.approve_procedure(gc=gc.actor, sgc=sgc.actor, at=AT - timedelta(days=5))
    cycle = ladder.classified(ladder.opened(ec=ec, at=AT), ec=ec, at=AT)
    cycle = ladder.contacted(cycle, ec=ec, at=AT)
    return ladder.scheduled(cycle, ec=ec, at=AT, starts_at=AT + timedelta(days=2))


def test_a_new_version_withdraws_the_former(db: None, gc: Person) -> None:
    first = published(gc)
    second = published(gc, "2", at=AT + timedelta(days=1))
    assert list(Material.objects.in_force(AT)) == [first]
    assert list(Material.objects.in_force(AT + timedelta(days=2))) == [second]
    entry = stream_entries(second.stream)[-1]
    assert (entry.event, entry.role, entry.facts) == ("pitch.published", "GC", {"material": second.file.sha256})


def test_a_version_is_published_once(db: None, gc: Person) -> None:
    published(gc)
    with pytest.raises(CannotPublishMaterial):
        published(gc)


def test_only_the_manager_publishes(db: None, ec: Person) -> None:
    with pytest.raises(NotYours):
        published(ec)
    assert not Material.objects.exists()


def test_preparing_fixes_the_version_and_its_content(cycle: Cycle, gc: Person, ec: Person) -> None:
    material = published(gc)
    done = prepare_pitch(cycle, material=material, audience="Ana", by=ec.actor, at=AT)
    assert done.situation.evaluation.actions["prepare-pitch"].status == Status.DONE
    assert done.record is not None
    assert done.record.data == {
        "material": "Pitch SQUAD",
        "material_version": "1",
        "material_hash": material.file.sha256,
        "audience": "Ana",
    }
    entry = stream_entries(cycle.stream)[-1]
    assert (entry.event, entry.facts) == ("pitch.prepared", {"material": material.file.sha256})
    assert entry.attachments == (material.file.sha256,)


def test_a_withdrawn_version_is_not_prepared(cycle: Cycle, gc: Person, ec: Person) -> None:
    first = published(gc)
    published(gc, "2")
    with pytest.raises(MaterialWithdrawn):
        prepare_pitch(cycle, material=first, by=ec.actor, at=AT + timedelta(minutes=1))
    assert situation_of(cycle, at=AT).evaluation.actions["prepare-pitch"].status != Status.DONE


def test_another_ec_does_not_prepare_it(cycle: Cycle, gc: Person, ec2: Person) -> None:
    material = published(gc)
    with pytest.raises(NotYours):
        prepare_pitch(cycle, material=material, by=ec2.actor, at=AT)


def test_the_manager_publishes_from_the_page_and_the_ec_opens_it(
    db: None, gc: Person, ec: Person, client: Client
) -> None:
    def form() -> dict[str, Any]:
        file = SimpleUploadedFile("pitch.pdf", b"%PDF-1.7 pitch")
        return {"title": "Pitch SQUAD", "version": "4", "file": file}

    assert signed_in(client, ec).post("/pitch/", form()).status_code == 403
    assert not Material.objects.exists()
    done = signed_in(client, gc).post("/pitch/", form(), follow=True).content.decode()
    assert "La versión nueva está vigente." in done
    assert client.post("/pitch/", form()).status_code == 409
    assert client.post("/pitch/", {"title": "Pitch SQUAD", "version": "5"}).status_code == 422
    sha256 = Material.objects.get().file.sha256
    answer = signed_in(client, ec).get(f"/archivos/{sha256}/")
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 pitch"  # type: ignore[attr-defined]
    answer.close()


def test_an_administrator_has_no_part_in_it(db: None, gc: Person, admin: Person, client: Client) -> None:
    sha256 = published(gc).file.sha256
    assert signed_in(client, admin).get(f"/archivos/{sha256}/").status_code == 404


def test_the_panel_proposes_the_version_in_force(cycle: Cycle, gc: Person, ec: Person, client: Client) -> None:
    url = f"/ciclos/{cycle.code}/8.1.3/"
    assert "No hay ninguna versión vigente del pitch" in signed_in(client, ec).get(url).content.decode()
    material = published(gc, at=timezone.now())
    page = client.get(url).content.decode()
    assert f'<option value="{material.pk}" selected>Pitch SQUAD 1</option>' in page
    cycle.refresh_from_db()
    form = {"seq": str(cycle.seq), "material": str(material.pk), "audience": "", "agenda": ""}
    done = client.post(f"{url}preparar/", form, follow=True)
    assert "La presentación usa Pitch SQUAD 1." in done.content.decode()
    assert stream_entries(cycle.stream)[-1].event == "pitch.prepared"
