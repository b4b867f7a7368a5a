"""The tax number of an Argentine person or organisation. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from stdnum.ar import cuit as check
from stdnum.exceptions import InvalidChecksum, ValidationError

type Fault = Literal["shape", "check-digit"]


class NotACuit(ValueError):
    """The text is no CUIT: `fault` says whether its shape or its check digit is wrong."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault: Fault = fault


@dataclass(frozen=True, slots=True)
class Cuit:
    """Eleven digits whose check digit holds (Resolución General AFIP 3537/2013)."""

    digits: str

    @classmethod
    def parse(cls, text: str) -> Cuit:
        """Read a CUIT with or without hyphens, dots or spaces; raise NotACuit."""
        try:
            return cls(str(check.validate(text.replace(".", "").strip())))
        except InvalidChecksum:
            raise NotACuit("check-digit") from None
        except ValidationError:
            raise NotACuit("shape") from None

    def __str__(self) -> str:
        return f"{self.digits[:2]}-{self.digits[2:10]}-{self.digits[10:]}"
