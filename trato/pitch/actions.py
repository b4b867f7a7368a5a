"""Publish a version of the pitch, and prepare a presentation with it. PE-CM-01 §8.1.3."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from trato.cycles.evidence import Provided, lock, provide, require
from trato.cycles.models import Cycle
from trato.cycles.refusals import NotYours, Refusal
from trato.documents.controlled.master import list_in_search
from trato.documents.files import use_file
from trato.documents.models import File
from trato.ledger.actors import Actor
from trato.ledger.append import Draft, append
from trato.pitch.models import Material


class CannotPublishMaterial(Refusal):
    """That version exists already, with whatever file it has."""


class MaterialWithdrawn(Refusal):
    """The material chosen is no longer in force."""


@transaction.atomic
def publish_material(*, title: str, version: str, file: File, by: Actor, at: datetime) -> Material:
    """Put a version of the pitch in force; the earlier ones of that title are withdrawn. GC only. ISO cl. 7.5.3."""
    if "GC" not in by.roles and by.kind != "system":
        raise NotYours(_("The Commercial Manager publishes the pitch."))
    if Material.objects.filter(title=title, version=version).exists():
        raise CannotPublishMaterial(
            _("%(title)s %(version)s is already published; give the new one another version.")
            % {"title": title, "version": version}
        )
    Material.objects.filter(title=title, until=None).update(until=at)
    material = Material.objects.create(title=title, version=version, file=file, since=at, added_by=by.key)
    use_file(file, stream=material.stream, by=by, at=at)
    append(
        [
            Draft(
                stream=material.stream,
                event="pitch.published",
                occurred_at=at,
                actor=by.exercising("GC") if "GC" in by.roles else by,
                facts={"material": file.sha256},
            )
        ],
        at=at,
    )
    list_in_search(at)
    return material


@transaction.atomic
def prepare_pitch(
    cycle: Cycle,
    *,
    material: Material,
    audience: str = "",
    agenda: str = "",
    by: Actor,
    at: datetime,
    occurred_at: datetime | None = None,
) -> Provided:
    """Fix the version of the pitch to be used; audience and agenda are optional. PE-CM-01 §8.1.3."""
    cycle = lock(cycle)
    require(cycle, "prepare-pitch", by=by, at=at)
    if not Material.objects.in_force(at).filter(pk=material.pk).exists():
        raise MaterialWithdrawn(_("%s is no longer in force; choose the current version.") % material)
    body = {
        "material": material.title,
        "material_version": material.version,
        "material_hash": material.file.sha256,
    }
    body |= {key: value for key, value in (("audience", audience), ("agenda", agenda)) if value}
    return provide(
        cycle,
        "pitch.prepared",
        body=body,
        facts={"material": material.file.sha256},
        attachments=(material.file,),
        by=by,
        at=at,
        occurred_at=occurred_at,
    )
