"""The key that signs checkpoints: outside the database, readable by the installation's user only."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings

from trato.ledger.notes import Verifier


def key_path() -> Path:
    return Path(settings.TRATO_KEYS_DIR) / "ledger-ed25519.pem"


def signing_key() -> Ed25519PrivateKey:
    """Answer the key, made on first use with mode 0600. Raises ValueError when the file holds another kind of key."""
    path = key_path()
    if not path.exists():
        _make(path)
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(f"{path.name} is not an Ed25519 key.")  # noqa: TRY004
    return key


def verifier_of(key: Ed25519PrivateKey) -> Verifier:
    """Answer the public half, under a name that is the key's own: the same name is never another key."""
    public = key.public_key().public_bytes_raw()
    return Verifier(f"trato.ledger/{public[:8].hex()}", public)


def _make(path: Path) -> None:
    """Write a new key in one step, so that two processes that start together agree on one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    making = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(making, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(making, path)
        except FileExistsError:
            return
        except OSError:  # a file system without hard links
            making.rename(path)
    finally:
        making.unlink(missing_ok=True)
