"""Rungs of a cycle, each reached through the public actions of the package that owns it."""

from tests.support.ladder.contract import contract_model, contracted, drafted, empowered, walked_to_contracted
from tests.support.ladder.ending import (
    accepted,
    answered,
    asked_how_it_was,
    file_confirmed,
    handed_over,
    walked_to_lost,
)
from tests.support.ladder.first import (
    approve_procedure,
    classified,
    contacted,
    opened,
    pitch_material,
    pitched,
    presented,
    scheduled,
    walked_to_presented,
)
from tests.support.ladder.offer import agreed, client_of, offer, planned, proposed, signatory, walked_to_planned
from tests.support.ladder.payment import paid, proof_file, requested, walked_to_paid
from tests.support.ladder.requirements import (
    REQUIREMENTS,
    depth_decided,
    reviewed,
    rtp_approved,
    rtp_issued,
    surveyed,
    walked_to_reviewed,
)

__all__ = [
    "REQUIREMENTS",
    "accepted",
    "agreed",
    "answered",
    "approve_procedure",
    "asked_how_it_was",
    "classified",
    "client_of",
    "contacted",
    "contract_model",
    "contracted",
    "depth_decided",
    "drafted",
    "empowered",
    "file_confirmed",
    "handed_over",
    "offer",
    "opened",
    "paid",
    "pitch_material",
    "pitched",
    "planned",
    "presented",
    "proof_file",
    "proposed",
    "requested",
    "reviewed",
    "rtp_approved",
    "rtp_issued",
    "scheduled",
    "signatory",
    "surveyed",
    "walked_to_contracted",
    "walked_to_lost",
    "walked_to_paid",
    "walked_to_planned",
    "walked_to_presented",
    "walked_to_reviewed",
]
