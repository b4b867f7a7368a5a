"""The tree, signed notes and Ed25519 (RFC 6962, RFC 8032 §5.1.7) with the standard library; it signs nothing."""

from __future__ import annotations

import base64
import hashlib
from typing import NamedTuple

Point = tuple[int, int, int, int]  # extended homogeneous coordinates (X, Y, Z, T)

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


KEY_SIZE, SIGNATURE_SIZE = 32, 64
MARK, NAME, SIGNATURE = range(3)  # the parts of a signature line


class TreeHead(NamedTuple):
    """What a checkpoint signs: the log's name, how many entries, and the root of their tree."""

    origin: str
    size: int
    root: bytes


class PublicKey(NamedTuple):
    """The key and the name it signs under, as a line of `public-key.txt` holds them: name+id+base64."""

    name: str
    key: bytes

    @classmethod
    def read(cls, line: str) -> PublicKey:
        name, _, rest = line.strip().partition("+")
        return cls(name, base64.b64decode(rest.partition("+")[2])[1:])


class Tree:
    """The frontier of an RFC 6962 Merkle tree."""

    def __init__(self) -> None:
        self.size = 0
        self.peaks: list[bytes] = []

    def add(self, node: bytes) -> None:
        size = self.size
        while size & 1:
            node = hashlib.sha256(b"\x01" + self.peaks.pop() + node).digest()
            size >>= 1
        self.peaks.append(node)
        self.size += 1

    def root(self) -> bytes:
        root = self.peaks[-1] if self.peaks else hashlib.sha256(b"").digest()
        for peak in self.peaks[-2::-1]:
            root = hashlib.sha256(b"\x01" + peak + root).digest()
        return root


def open_checkpoint(note: bytes, public: PublicKey) -> TreeHead | None:
    """Answer what a signed checkpoint says, None when the key did not sign it or it is no checkpoint."""
    try:
        text, _, signatures = note.decode().rpartition("\n\n")
        text += "\n"
        key_id = hashlib.sha256(public.name.encode() + b"\n\x01" + public.key).digest()[:4]
        for line in signatures.splitlines():
            parts = line.split(" ")
            raw = base64.b64decode(parts[SIGNATURE])
            if parts[NAME] == public.name and raw[:4] == key_id and verify(public.key, text.encode(), raw[4:]):
                origin, size, root = text.split("\n")[:3]
                return TreeHead(origin, int(size), base64.b64decode(root))
    except (ValueError, IndexError):
        pass
    return None


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether the signature (64 bytes) over the message is the public key's (32 bytes)."""
    if len(public) != KEY_SIZE or len(signature) != SIGNATURE_SIZE:
        return False
    key = _decompress(public)
    commitment = _decompress(signature[:KEY_SIZE])
    scalar = int.from_bytes(signature[KEY_SIZE:], "little")
    if key is None or commitment is None or scalar >= ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:KEY_SIZE] + public + message).digest(), "little") % ORDER
    return _equal(_multiply(scalar, BASE), _add(commitment, _multiply(challenge, key)))


def _add(one: Point, other: Point) -> Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def _multiply(scalar: int, point: Point) -> Point:
    total = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            total = _add(total, point)
        point = _add(point, point)
        scalar >>= 1
    return total


def _equal(one: Point, other: Point) -> bool:
    return (one[0] * other[2] - other[0] * one[2]) % P == 0 and (one[1] * other[2] - other[1] * one[2]) % P == 0


def _recover_x(y: int, sign: int) -> int | None:
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P:
        return None
    return P - x if x & 1 != sign else x


def _decompress(packed: bytes) -> Point | None:
    y = int.from_bytes(packed, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    x = _recover_x(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


_BASE_Y = 4 * pow(5, P - 2, P) % P
_BASE_X = _recover_x(_BASE_Y, 0) or 0
BASE: Point = (_BASE_X, _BASE_Y, 1, _BASE_X * _BASE_Y % P)
