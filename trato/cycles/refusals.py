"""Why something was not done, in sentences a person can act on."""

from collections.abc import Sequence
from http import HTTPStatus

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from trato.documents.refusals import Refused
from trato.procedure import Definition, Reason, sentence


class Refusal(Refused):
    """Say aloud why an action was refused; `sentences` are for the person, `status` for the protocol."""

    status: HTTPStatus = HTTPStatus.CONFLICT


class ProcedureViolation(Refusal):
    """The pinned definition does not allow this now; each reason says what is missing and who has it."""

    def __init__(self, reasons: Sequence[Reason], definition: Definition) -> None:
        self.reasons = tuple(reasons)
        language = "en" if (get_language() or "es").startswith("en") else "es"
        super().__init__([sentence(reason, definition, language) for reason in reasons])


class NotYours(Refusal):
    """The person sees the cycle but may not act on it."""

    status = HTTPStatus.FORBIDDEN


class StaleCycle(Refusal):
    """Somebody else acted since the form was opened; nothing was written. `added` counts their entries."""

    def __init__(self, *, seen: int, current: int) -> None:
        self.seen, self.current, self.added = seen, current, current - seen
        super().__init__(
            [
                ngettext(
                    "While you were writing, %(n)s entry was added to this cycle.",
                    "While you were writing, %(n)s entries were added to this cycle.",
                    self.added,
                )
                % {"n": self.added},
                _("Nothing of yours was sent. Look at what changed and send it again if it still holds."),
            ]
        )


class NoProcedureInForce(Refusal):
    """No approved version of the procedure is in force yet."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "No version of PE-CM-01 is in force yet: "
                "the Commercial Manager and the Quality Manager approve it first."
            )
        )
