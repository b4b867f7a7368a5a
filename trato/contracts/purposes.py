"""What the contract's link asks of the client."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trato.documents.models import RecordVersion
from trato.links.models import Link
from trato.links.purposes import Task, purpose
from trato.requirements.money import read
from trato.ui.values import money_text, to_local_date


@purpose(
    "contract",
    label=gettext_lazy("read and sign the contract"),
    done_label=gettext_lazy("You signed the contract"),
    view="contracts:sign",
    role="FC",
    order=40,
)
def contract_task(link: Link, at: datetime) -> Task | None:
    """Ask to read and sign the contract while no newer one was issued."""
    contract = RecordVersion.objects.filter(hash=link.subject.get("contract")).first()
    if contract is None or not contract.data or contract.superseded or contract.annulled:
        return None
    total = contract.data.get("total")
    return Task(
        title=_("Read and sign the contract"),
        detail=_("%(total)s, VAT included.") % {"total": money_text(read(total))} if total else "",
        due_on=to_local_date(link.expires_at),
        button=_("Read and sign"),
    )
