"""Why something about a document, a record or a file was not done, in sentences a person can act on."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus


class Refused(Exception):
    """Say aloud why; `sentences` are for the person, `status` for the protocol."""

    status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self, sentences: Sequence[str] | str) -> None:
        self.sentences: list[str] = [sentences] if isinstance(sentences, str) else list(sentences)
        super().__init__(" ".join(self.sentences))
