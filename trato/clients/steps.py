"""The panel of §8.4.1."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from trato.clients.actions import confirm_file
from trato.clients.forms import FileForm
from trato.cycles.models import Cycle
from trato.cycles.steps import Step, Verb
from trato.ledger.actors import Actor


def _confirm(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    confirm_file(cycle, data=data["data"], comment=data["comment"], by=by, at=at)
    pending = sum(not row.confirmed for row in data["data"])
    if pending:
        return ngettext(
            "You saved the client's file; %(n)s datum is still to be confirmed.",
            "You saved the client's file; %(n)s data are still to be confirmed.",
            pending,
        ) % {"n": pending}
    return _("You confirmed the client's file.")


STEPS: tuple[Step, ...] = (
    Step(
        action="update-information",
        verbs=(
            Verb(
                slug="confirmar-ficha",
                label=gettext_lazy("Save and confirm"),
                run=_confirm,
                form=FileForm,
                form_template="clients/file_form.html",
                event="client-file.confirmed",
            ),
        ),
    ),
)
