"""Signed notes against the published example, and the offline signatures against RFC 8032."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trato.ledger.archive import seals
from trato.ledger.notes import NoteRefused, TreeHead, Verifier, open_note, sign

# The example of the signed note format (Go's sumdb/note).
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
VERIFIER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SECRET = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
SIGNATURE = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
NOTE = f"{TEXT}\n— PeterNeumann {SIGNATURE}\n"
RFC8032 = (
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
)


def test_the_published_note_opens_with_its_key() -> None:
    assert open_note(NOTE, Verifier.read(VERIFIER)) == TEXT
    assert str(Verifier.read(VERIFIER)) == VERIFIER


def test_the_published_key_signs_the_published_note() -> None:
    assert sign(TEXT, name="PeterNeumann", key=Ed25519PrivateKey.from_private_bytes(SECRET)) == NOTE


@pytest.mark.parametrize(
    ("note", "why"),
    [
        (NOTE.replace("answer", "anwser"), "wrong signature"),
        (NOTE.replace("— PeterNeumann", "— PeterNewmann"), "another key"),
        (NOTE.replace("—", "-"), "not a signed note"),
        (NOTE.removesuffix("\n"), "not a signed note"),
        (TEXT, "not a signed note"),
        ("", "not a signed note"),
    ],
)
def test_a_note_that_was_touched_does_not_open(note: str, why: str) -> None:
    with pytest.raises(NoteRefused, match=why):
        open_note(note, Verifier.read(VERIFIER))


@pytest.mark.parametrize("text", ["", "a+b", VERIFIER.replace("c74f20a3", "c74f20a4"), VERIFIER + "AAAA"])
def test_a_damaged_public_key_is_refused(text: str) -> None:
    with pytest.raises(NoteRefused):
        Verifier.read(text)


def test_a_checkpoint_reads_back_what_it_wrote() -> None:
    head = TreeHead("trato.ledger/0011", 14_208, bytes(range(32)))
    assert TreeHead.read(head.text()) == head
    assert TreeHead.read(head.text() + "an extension\n") == head


@pytest.mark.parametrize(
    "text", ["", "o\n", "o\n01\nAA==\n", "o\n-1\nAA==\n", "o\n1\nAA==\n", "\n1\n" + "A" * 43 + "=\n"]
)
def test_a_text_that_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(NoteRefused):
        TreeHead.read(text)


@pytest.mark.parametrize(("public", "message", "signature"), RFC8032)
def test_the_offline_verifier_accepts_the_published_signatures(public: str, message: str, signature: str) -> None:
    key, text, signed = bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature)
    assert seals.verify(key, text, signed)
    assert not seals.verify(key, text + b"!", signed)


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=60), st.integers(0, 511))
def test_the_offline_verifier_agrees_with_the_library(seed: bytes, message: bytes, bit: int) -> None:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = key.public_key().public_bytes_raw(), key.sign(message)
    assert seals.verify(public, message, signature)
    damaged = bytearray(signature)
    damaged[bit // 8] ^= 1 << bit % 8
    assert not seals.verify(public, message, bytes(damaged))
