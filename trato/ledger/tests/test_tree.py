"""The published vectors of Certificate Transparency, and the properties of the tree."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trato.ledger.tree import (
    EMPTY_ROOT,
    Frontier,
    consistency_ranges,
    inclusion_ranges,
    leaf_hash,
    node_hash,
    prove,
    root_of,
    verify_consistency,
    verify_inclusion,
)

INPUTS = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
LEAVES = [leaf_hash(bytes.fromhex(text)) for text in INPUTS]
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
INCLUSION = (
    (0, 1, ()),
    (
        0,
        8,
        (
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ),
    ),
    (
        5,
        8,
        (
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ),
    ),
    (2, 3, ("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",)),
    (
        1,
        5,
        (
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ),
    ),
)
CONSISTENCY = (
    (1, 1, ()),
    (
        1,
        8,
        (
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ),
    ),
    (
        6,
        8,
        (
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ),
    ),
    (
        2,
        5,
        (
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ),
    ),
)


@pytest.mark.parametrize("size", range(len(ROOTS)))
def test_the_root_is_the_published_one(size: int) -> None:
    assert root_of(LEAVES[:size]).hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "size", "proof"), INCLUSION)
def test_the_inclusion_proof_is_the_published_one(index: int, size: int, proof: tuple[str, ...]) -> None:
    made = prove(inclusion_ranges(index, size), LEAVES)
    assert [node.hex() for node in made] == list(proof)
    assert verify_inclusion(LEAVES[index], index=index, size=size, proof=made, root=bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize(("first", "second", "proof"), CONSISTENCY)
def test_the_consistency_proof_is_the_published_one(first: int, second: int, proof: tuple[str, ...]) -> None:
    made = prove(consistency_ranges(first, second), LEAVES)
    assert [node.hex() for node in made] == list(proof)
    roots = {"old": bytes.fromhex(ROOTS[first]), "new": bytes.fromhex(ROOTS[second])}
    assert verify_consistency(first=first, second=second, proof=made, **roots)


def test_an_empty_tree_has_the_hash_of_nothing() -> None:
    assert Frontier().root() == EMPTY_ROOT == sha256(b"").digest()


def by_definition(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962 §2.1, word for word."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return node_hash(by_definition(leaves[:half]), by_definition(leaves[half:]))


leaves = st.lists(st.binary(max_size=8), max_size=70).map(lambda bodies: [leaf_hash(body) for body in bodies])


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(leaves)
def test_the_growing_frontier_has_the_root_of_the_definition(some: list[bytes]) -> None:
    assert root_of(some) == by_definition(some)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(leaves)
def test_a_frontier_survives_being_stored_at_every_size(some: list[bytes]) -> None:
    frontier = Frontier()
    for leaf in some:
        frontier = Frontier.unpack(frontier.size, frontier.pack())
        frontier.add(leaf)
    assert frontier.root() == by_definition(some)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(leaves.filter(bool), st.data())
def test_every_leaf_is_proven_and_no_other_in_its_place(some: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(some) - 1))
    proof, root = prove(inclusion_ranges(index, len(some)), some), root_of(some)
    assert verify_inclusion(some[index], index=index, size=len(some), proof=proof, root=root)
    assert not verify_inclusion(leaf_hash(b"another body"), index=index, size=len(some), proof=proof, root=root)
    assert not verify_inclusion(some[index], index=index, size=len(some), proof=[*proof, root], root=root)
    if proof:
        assert not verify_inclusion(some[index], index=index, size=len(some), proof=proof[:-1], root=root)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(leaves.filter(bool), st.data())
def test_every_prefix_is_consistent_and_a_rewritten_one_is_not(some: list[bytes], data: st.DataObject) -> None:
    first = data.draw(st.integers(1, len(some)))
    proof, old, new = prove(consistency_ranges(first, len(some)), some), root_of(some[:first]), root_of(some)
    assert verify_consistency(first=first, second=len(some), proof=proof, old=old, new=new)
    changed = data.draw(st.integers(0, first - 1))
    rewritten = [*some[:changed], leaf_hash(b"rewritten by hand"), *some[changed + 1 :]]
    forged = prove(consistency_ranges(first, len(some)), rewritten)
    assert not verify_consistency(first=first, second=len(some), proof=forged, old=old, new=root_of(rewritten))


@pytest.mark.parametrize("packed", [b"", b"x" * 31, b"x" * 96])
def test_a_frontier_of_the_wrong_length_is_refused(packed: bytes) -> None:
    with pytest.raises(ValueError, match="peaks"):
        Frontier.unpack(5, packed)
