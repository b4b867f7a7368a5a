"""Signed notes and the checkpoint they carry, as C2SP signed-note and tlog-checkpoint define them. Pure."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from trato.ledger.tree import HASH_SIZE

_ED25519 = b"\x01"
_DASH = "\u2014"  # the em dash that opens a signature line, as the specification asks
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


class NoteRefused(ValueError):
    """A note that is malformed, not signed by the key asked for, or whose signature is wrong."""


@dataclass(frozen=True, slots=True)
class Verifier:
    """A name and the Ed25519 public key (32 bytes) that signs under it."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:4]

    def __str__(self) -> str:
        """Write the verifier key: name+id+base64."""
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(_ED25519 + self.public).decode()}"

    @classmethod
    def read(cls, text: str) -> Verifier:
        """Read what `str` wrote. Raises NoteRefused."""
        try:
            name, key_id, encoded = text.strip().split("+", 2)
            key = base64.b64decode(encoded, validate=True)
        except (ValueError, binascii.Error) as error:
            raise NoteRefused("not a verifier key") from error
        verifier = cls(name, key[1:])
        if key[:1] != _ED25519 or len(key) != HASH_SIZE + 1 or verifier.key_id.hex() != key_id:
            raise NoteRefused("not an Ed25519 verifier key")
        return verifier


@dataclass(frozen=True, slots=True)
class TreeHead:
    """What a checkpoint says: the log's origin, its size and the root of its tree (32 bytes)."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @classmethod
    def read(cls, text: str) -> TreeHead:
        """Read a checkpoint's text; further lines are extensions and are ignored. Raises NoteRefused."""
        lines = text.split("\n")
        try:
            origin, size, root = lines[0], lines[1], base64.b64decode(lines[2], validate=True)
        except (IndexError, binascii.Error) as error:
            raise NoteRefused("not a checkpoint") from error
        if not origin or not _SIZE.fullmatch(size) or len(root) != HASH_SIZE or lines[-1]:
            raise NoteRefused("not a checkpoint")
        return cls(origin, int(size), root)


def sign(text: str, *, name: str, key: Ed25519PrivateKey) -> str:
    """Answer the note: the text, an empty line, and the signature line."""
    signature = Verifier(name, key.public_key().public_bytes_raw()).key_id + key.sign(text.encode())
    return f"{text}\n{_DASH} {name} {base64.b64encode(signature).decode()}\n"


def open_note(note: str, verifier: Verifier) -> str:
    """Answer the text of the note once the verifier's signature holds. Raises NoteRefused."""
    text, empty, signatures = note.rpartition("\n\n")
    if not empty or not signatures.endswith("\n"):
        raise NoteRefused("not a signed note")
    text += "\n"
    for line in signatures.removesuffix("\n").split("\n"):
        dash, _, rest = line.partition(" ")
        name, _, encoded = rest.partition(" ")
        try:
            signature = base64.b64decode(encoded, validate=True)
        except binascii.Error as error:
            raise NoteRefused("not a signed note") from error
        if dash != _DASH or not name or len(signature) < len(verifier.key_id):
            raise NoteRefused("not a signed note")
        if (name, signature[:4]) == (verifier.name, verifier.key_id):
            try:
                Ed25519PublicKey.from_public_bytes(verifier.public).verify(signature[4:], text.encode())
            except InvalidSignature as error:
                raise NoteRefused("wrong signature") from error
            return text
    raise NoteRefused("signed by another key")
