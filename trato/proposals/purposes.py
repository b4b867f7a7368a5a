"""What the proposal's link asks of the client."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trato.documents.models import RecordVersion
from trato.links.models import Link
from trato.links.purposes import Task, purpose
from trato.requirements.money import read
from trato.ui.values import money_text, to_local_date


@purpose(
    "conformity",
    label=gettext_lazy("accept what you asked us for and the price"),
    done_label=gettext_lazy("You accepted what you asked us for and the price"),
    view="proposals:conformity",
    role="FC",
    order=30,
)
def conformity_task(link: Link, at: datetime) -> Task | None:
    """Ask to read the proposal and accept it while it stands."""
    proposal = RecordVersion.objects.filter(hash=link.subject.get("proposal")).first()
    if proposal is None or not proposal.data:
        return None
    valid_until = date.fromisoformat(proposal.data["valid_until"])
    if valid_until < to_local_date(at) or proposal.superseded or proposal.annulled:
        return None
    return Task(
        title=_("Read and accept our proposal"),
        detail=_("%(price)s plus VAT.") % {"price": money_text(read(proposal.data["subtotal"]))},
        due_on=valid_until,
        button=_("Read it"),
    )
