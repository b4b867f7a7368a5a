"""What a verification can find, each named exactly, with its sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

SHOWN = 100  # findings of one kind kept in memory; the rest are counted

SENTENCES = {
    "guard-missing": gettext_noop("The trigger %(name)s that protects the ledger is missing or was altered."),
    "head-missing": gettext_noop("The head row of the ledger is missing."),
    "body-edited": gettext_noop("Entry %(pos)d was edited: its text is no longer the one that was sealed."),
    "leaf-edited": gettext_noop("The seal of entry %(pos)d was edited; its text is the original one."),
    "rows-deleted": gettext_noop("Entries deleted: %(range)s."),
    "tail-truncated": gettext_noop(
        "The end of the ledger was cut off. Entries missing: %(range)s (known from %(name)s)."
    ),
    "rows-beyond-head": gettext_noop("Entries inserted by hand, unknown to the head row: %(range)s."),
    "reordered": gettext_noop("Entries were reordered: place %(pos)d holds the entry recorded as number %(until)d."),
    "relabelled": gettext_noop("Entry %(pos)d is filed as number %(seq)d of %(stream)s, and its text says otherwise."),
    "seq-gap": gettext_noop("Entries missing inside %(stream)s: its numbers %(range)s."),
    "stream-dropped": gettext_noop("The whole of %(stream)s was dropped (stream number %(seq)d)."),
    "stream-dropped-unnamed": gettext_noop(
        "A whole stream was dropped: number %(seq)d, begun after the last checkpoint, so its name is not known."
    ),
    "chain-broken": gettext_noop(
        "The chain of %(stream)s is broken at its number %(seq)d (entry %(pos)d): "
        "what precedes it is not what it followed."
    ),
    "foreign-format": gettext_noop("Entry %(pos)d has a foreign format (%(name)s)."),
    "not-canonical": gettext_noop("Entry %(pos)d is not written in canonical form."),
    "recorded-backwards": gettext_noop(
        "Entry %(pos)d of %(stream)s says it was recorded before the one that precedes it."
    ),
    "head-mismatch": gettext_noop("The head row does not match the entries (%(name)s)."),
    "history-differs": gettext_noop(
        "History was rewritten: the first %(until)d entries are not those that %(name)s signed. "
        "The change is among entries %(range)s."
    ),
    "checkpoint-refused": gettext_noop("The checkpoint %(name)s cannot be trusted: %(why)s."),
}

NOTICES = {
    "restored": gettext_noop("A backup was restored. Entries of the earlier history declared lost: %(range)s."),
    "restored-whole": gettext_noop("A backup was restored; no entry is known to be lost."),
    "lost-checkpoint": gettext_noop("The checkpoint %(name)s speaks of the history lost by a restoration."),
    "key-changed": gettext_noop("The signing key was changed: %(name)s came later."),
    "guards-restored": gettext_noop("Entry %(pos)d records that protecting triggers were missing and were put back."),
}

WHY = {  # why a checkpoint cannot be trusted
    "unreadable": gettext_noop("it cannot be read"),
    "not a signed note": gettext_noop("it is not a signed note"),
    "not a checkpoint": gettext_noop("it is not a checkpoint"),
    "wrong signature": gettext_noop("its signature is wrong"),
    "signed by another key": gettext_noop("another key signed it"),
    "no public key to check it with": gettext_noop("there is no public key to check it with"),
}

# What an edited body may well show besides; the edit is what is reported.
CONSEQUENCES = frozenset({"foreign-format", "not-canonical", "relabelled", "recorded-backwards", "reordered"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing found; `kind` is a key of SENTENCES or NOTICES, the rest fills its sentence."""

    kind: str
    pos: int = 0
    until: int = 0
    stream: str = ""
    seq: int = 0
    name: str = ""
    why: str = ""

    def sentence(self) -> str:
        """Say it in the active language."""
        text = SENTENCES.get(self.kind) or NOTICES[self.kind]
        return _(text) % {
            "pos": self.pos,
            "until": self.until,
            "range": self._range(),
            "stream": self.stream,
            "seq": self.seq,
            "name": self.name,
            "why": _(WHY[self.why]) if self.why else "",
        }

    def _range(self) -> str:
        first = self.seq if self.kind == "seq-gap" else self.pos
        return str(first) if first == self.until else f"{first}–{self.until}"


@dataclass(slots=True)
class Findings:
    """Gather findings in flat memory: the first of each kind, and how many there were."""

    kept: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, finding: Finding) -> None:
        self.counts[finding.kind] += 1
        if self.counts[finding.kind] <= SHOWN:
            self.kept.append(finding)

    def merge(self, other: Findings, *, except_at: Iterable[int] = ()) -> None:
        """Take in what another pass found; a body known to be edited is not accused of being odd as well."""
        known = set(except_at)
        for finding in other.kept:
            if finding.pos in known and finding.kind in CONSEQUENCES:
                other.counts[finding.kind] -= 1
            else:
                self.kept.append(finding)
        self.counts.update(other.counts)

    @property
    def total(self) -> int:
        return sum(self.counts.values())
