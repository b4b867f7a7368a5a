"""The Merkle tree of RFC 6962 §2.1 over SHA-256: frontier, inclusion and consistency proofs. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(body: bytes) -> bytes:
    """Hash an entry as a leaf: SHA-256(0x00 ‖ body)."""
    return sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two children as a node: SHA-256(0x01 ‖ left ‖ right)."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(slots=True)
class Frontier:
    """Hold the roots of the perfect subtrees of a growing tree, largest first: O(log n) to add, O(log n) to root."""

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)

    def add(self, leaf: bytes) -> None:
        """Append one leaf hash (32 bytes)."""
        node, size = leaf, self.size
        while size & 1:
            node = node_hash(self.peaks.pop(), node)
            size >>= 1
        self.peaks.append(node)
        self.size += 1

    def extend(self, leaves: Iterable[bytes]) -> None:
        for leaf in leaves:
            self.add(leaf)

    def root(self) -> bytes:
        """Answer the Merkle tree hash of everything added so far."""
        if not self.peaks:
            return EMPTY_ROOT
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        return root

    def copy(self) -> Frontier:
        return Frontier(self.size, list(self.peaks))

    def pack(self) -> bytes:
        """Answer the peaks one after the other, 32 bytes each."""
        return b"".join(self.peaks)

    @classmethod
    def unpack(cls, size: int, packed: bytes) -> Frontier:
        """Read what `pack` wrote. Raises ValueError when the length does not fit the size."""
        if len(packed) != HASH_SIZE * size.bit_count():
            raise ValueError(f"A frontier of {size} leaves has {size.bit_count()} peaks of {HASH_SIZE} bytes.")
        return cls(size, [packed[at : at + HASH_SIZE] for at in range(0, len(packed), HASH_SIZE)])


def root_of(leaves: Iterable[bytes]) -> bytes:
    """Answer the Merkle tree hash of the leaf hashes."""
    frontier = Frontier()
    frontier.extend(leaves)
    return frontier.root()


def inclusion_ranges(index: int, size: int) -> list[tuple[int, int]]:
    """Name the leaf ranges [from, to) whose roots are the audit path of leaf `index`. RFC 6962 §2.1.1."""
    if not 0 <= index < size:
        raise ValueError(f"Leaf {index} is not in a tree of {size}.")
    low, high, path = 0, size, list[tuple[int, int]]()
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append((middle, high))
            high = middle
        else:
            path.append((low, middle))
            low = middle
    return path[::-1]


def consistency_ranges(first: int, second: int) -> list[tuple[int, int]]:
    """Name the leaf ranges whose roots prove that a tree of `first` leaves begins one of `second`. RFC 6962 §2.1.2."""
    if not 0 < first <= second:
        raise ValueError(f"A tree of {first} leaves cannot begin one of {second}.")
    low, high, whole, path = 0, second, True, list[tuple[int, int]]()
    while first != high:
        middle = low + _split(high - low)
        if first <= middle:
            path.append((middle, high))
            high = middle
        else:
            path.append((low, middle))
            low, whole = middle, False
    return path[::-1] if whole else [(low, high), *path[::-1]]


def prove(ranges: Sequence[tuple[int, int]], leaves: Sequence[bytes]) -> list[bytes]:
    """Turn ranges into the proof: the roots over the leaf hashes given."""
    return [root_of(leaves[low:high]) for low, high in ranges]


def verify_inclusion(leaf: bytes, *, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Tell whether the audit path leads from the leaf to the root. RFC 9162 §2.1.3.2."""
    if not 0 <= index < size:
        return False
    here, last, node = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if here & 1 or here == last:
            node = node_hash(sibling, node)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        here, last = here >> 1, last >> 1
    return last == 0 and node == root


def verify_consistency(*, first: int, second: int, proof: Sequence[bytes], old: bytes, new: bytes) -> bool:
    """Tell whether the tree with root `old` begins the one with root `new`. RFC 9162 §2.1.4.2."""
    if not 0 < first <= second:
        return False
    if first == second:
        return not proof and old == new
    path = [old, *proof] if first & (first - 1) == 0 else list(proof)
    if not path:
        return False
    here, last = first - 1, second - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    before = after = path[0]
    for node in path[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            before, after = node_hash(node, before), node_hash(node, after)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            after = node_hash(after, node)
        here, last = here >> 1, last >> 1
    return last == 0 and before == old and after == new


def _split(size: int) -> int:
    """Answer the largest power of two below `size`."""
    return 1 << ((size - 1).bit_length() - 1)
