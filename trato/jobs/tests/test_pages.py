from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from tests.support.cast import Person, signed_in
from trato.jobs import registry
from trato.jobs.actions import enqueue
from trato.jobs.models import Job
from trato.jobs.registry import Progress, job_kind

AT = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)


@pytest.fixture
def job(ec: Person, monkeypatch: pytest.MonkeyPatch) -> Job:
    monkeypatch.setattr(registry, "_kinds", {})

    @job_kind("test.import", label="Importación de prueba")
    def step(job: Job, at: datetime) -> Progress:
        return Progress(cursor=None, done=1, finished=True)

    return enqueue("test.import", {}, by=ec.actor, at=AT)


def test_a_job_is_seen_by_its_owner_and_by_those_who_watch(
    client: Client, job: Job, ec: Person, gc: Person, auditor: Person, admin: Person
) -> None:
    for person in (ec, gc, auditor, admin):
        signed_in(client, person)
        assert client.get(f"/trabajos/{job.pk}/").status_code == 200
        assert "Importación de prueba" in client.get("/trabajos/").text


def test_a_job_of_somebody_else_does_not_exist(client: Client, job: Job, ec2: Person) -> None:
    signed_in(client, ec2)
    assert client.get(f"/trabajos/{job.pk}/").status_code == 404
    assert client.post(f"/trabajos/{job.pk}/cancelacion/").status_code == 404
    assert "Importación de prueba" not in client.get("/trabajos/").text


def test_nobody_sees_a_job_without_signing_in(client: Client, job: Job) -> None:
    assert client.get(f"/trabajos/{job.pk}/").status_code == 302


def test_the_page_refreshes_with_and_without_scripts_until_the_job_ends(client: Client, job: Job, ec: Person) -> None:
    signed_in(client, ec)
    page = client.get(f"/trabajos/{job.pk}/").text
    assert '<meta http-equiv="refresh"' in page
    assert 'hx-trigger="every 2s"' in page
    Job.objects.update(started_at=AT, finished_at=AT, done=4, total=4, result_url="/prospectos/?lote=3")
    page = client.get(f"/trabajos/{job.pk}/").text
    assert '<meta http-equiv="refresh"' not in page
    assert 'hx-trigger="every' not in page
    assert 'href="/prospectos/?lote=3"' in page


def test_htmx_gets_only_the_part_that_moves(client: Client, job: Job, ec: Person) -> None:
    signed_in(client, ec)
    part = client.get(f"/trabajos/{job.pk}/", headers={"HX-Request": "true"}).text
    assert part.strip().startswith('<section id="job"')


def test_cancelling_is_a_post_of_the_owner_or_the_commercial_manager(
    client: Client, job: Job, ec: Person, auditor: Person
) -> None:
    signed_in(client, auditor)
    assert client.post(f"/trabajos/{job.pk}/cancelacion/").status_code == 403
    signed_in(client, ec)
    assert client.get(f"/trabajos/{job.pk}/cancelacion/").status_code == 405
    assert client.post(f"/trabajos/{job.pk}/cancelacion/").status_code == 302
    job.refresh_from_db()
    assert job.state == "cancelled"


def test_a_failed_job_says_why_and_offers_another_try(client: Client, job: Job, ec: Person) -> None:
    Job.objects.update(started_at=AT, failed_at=AT, error="El archivo está vacío.")
    signed_in(client, ec)
    assert "El archivo está vacío." in client.get(f"/trabajos/{job.pk}/").text
    client.post(f"/trabajos/{job.pk}/reintento/")
    job.refresh_from_db()
    assert (job.state, job.error) == ("running", "")
