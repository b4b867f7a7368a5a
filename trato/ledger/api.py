"""The ledger's public names, in one place."""

from trato.ledger.actors import SYSTEM, Actor
from trato.ledger.append import Draft, append
from trato.ledger.body import Recorded
from trato.ledger.entries import entries_after, entries_of, last_seq, last_seqs, stream_entries
from trato.ledger.facts import Fact, instant_text
from trato.ledger.queries import head, integrity_summary, seal

__all__ = [
    "SYSTEM",
    "Actor",
    "Draft",
    "Fact",
    "Recorded",
    "append",
    "entries_after",
    "entries_of",
    "head",
    "instant_text",
    "integrity_summary",
    "last_seq",
    "last_seqs",
    "seal",
    "stream_entries",
]
