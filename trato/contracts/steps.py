"""The panels of §8.2.8 to §8.2.10."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trato.contracts import doing, panels
from trato.contracts.bodies import unresolved_in
from trato.contracts.forms import (
    AcceptForm,
    ApproveForm,
    CountersignedForm,
    DeclineForm,
    DeviationsForm,
    DraftForm,
    ProposeForm,
    SignForm,
)
from trato.contracts.queries import (
    amendments,
    declined,
    deviations_approved,
    is_frozen,
    issued_contract,
    prepared_contract,
    signatures_of,
)
from trato.cycles.situation import Situation
from trato.cycles.steps import Step, Text, Verb
from trato.ledger.actors import Actor


def _to_approve(situation: Situation, actor: Actor) -> bool:
    draft = prepared_contract(situation)
    return bool(draft and draft.data.get("deviations")) and not (draft and deviations_approved(situation, draft))


def _to_issue(situation: Situation, actor: Actor) -> bool:
    draft, issued = situation.latest("contract.prepared"), situation.latest("contract.issued")
    record = prepared_contract(situation)
    if draft is None or record is None or is_frozen(situation) or unresolved_in(record.data):
        return False
    if record.data.get("deviations") and not deviations_approved(situation, record):
        return False
    return issued is None or issued.facts.get("draft") != draft.record


def _to_draft(situation: Situation, actor: Actor) -> bool:
    return not is_frozen(situation)


def _draft_label(situation: Situation, actor: Actor) -> Text:
    return _("Draft the contract again") if situation.latest("contract.prepared") else _("Draft the contract")


def _send_label(situation: Situation, actor: Actor) -> Text:
    contract, sent = situation.latest("contract.issued"), situation.latest("contract.sent")
    again = contract is not None and sent is not None and sent.facts.get("contract") == contract.record
    return _("Send the link again") if again else _("Send it for signature")


def _waits_for_client(situation: Situation, actor: Actor) -> bool:
    contract = issued_contract(situation)
    return contract is not None and "client" not in signatures_of(situation, contract) and not _declined(situation)


def _waits_for_squad(situation: Situation, actor: Actor) -> bool:
    contract = issued_contract(situation)
    return contract is not None and "squad" not in signatures_of(situation, contract) and not _declined(situation)


def _half_signed(situation: Situation, actor: Actor) -> bool:
    return _waits_for_client(situation, actor) or _waits_for_squad(situation, actor)


def _declined(situation: Situation) -> bool:
    contract = issued_contract(situation)
    return contract is not None and declined(situation, contract) is not None


def _some(state: str) -> Callable[[Situation, Actor], bool]:
    def shown(situation: Situation, actor: Actor) -> bool:
        return any(one.state == state for one in amendments(situation))

    return shown


DRAFTING = (
    Verb(
        slug="aprobar-desvios",
        label=gettext_lazy("Approve the deviations"),
        run=doing.approve,
        form=DeviationsForm,
        event="deviation.approved",
        shown=_to_approve,
    ),
    Verb(
        slug="emitir-contrato",
        label=gettext_lazy("Issue the contract"),
        run=doing.issue,
        event="contract.issued",
        shown=_to_issue,
    ),
    Verb(
        slug="preparar-contrato",
        label=gettext_lazy("Draft the contract"),
        run=doing.prepare,
        label_for=_draft_label,
        form=DraftForm,
        form_template="contracts/draft_form.html",
        event="contract.prepared",
        shown=_to_draft,
        drafts=True,
    ),
)

SIGNING = (
    Verb(
        slug="firmar",
        label=gettext_lazy("Sign for Squad"),
        run=doing.sign,
        form=SignForm,
        event="contract.signed",
        shown=_waits_for_squad,
    ),
    Verb(
        slug="enviar-a-firmar",
        label=gettext_lazy("Send it for signature"),
        run=doing.send,
        label_for=_send_label,
        event="contract.sent",
        shown=_waits_for_client,
    ),
    Verb(
        slug="verificar-firmado",
        label=gettext_lazy("Verify a file signed by both"),
        run=doing.countersign,
        form=CountersignedForm,
        event="contract.countersigned",
        shown=_half_signed,
    ),
    Verb(
        slug="registrar-rechazo",
        label=gettext_lazy("The client does not sign it"),
        run=doing.decline,
        form=DeclineForm,
        event="contract.declined",
        shown=_waits_for_client,
    ),
)

AMENDING = (
    Verb(
        slug="aprobar-adenda",
        label=gettext_lazy("Approve the amendment"),
        run=doing.approve_change,
        form=ApproveForm,
        event="amendment.approved",
        shown=_some("proposed"),
    ),
    Verb(
        slug="aceptar-adenda",
        label=gettext_lazy("Record that the client accepts it"),
        run=doing.accept_change,
        form=AcceptForm,
        event="amendment.accepted",
        shown=_some("approved"),
    ),
    Verb(
        slug="proponer-adenda",
        label=gettext_lazy("Propose an amendment"),
        run=doing.propose,
        form=ProposeForm,
        event="amendment.proposed",
    ),
)

STEPS: tuple[Step, ...] = (
    Step(action="draft-contract", verbs=DRAFTING, template="contracts/draft.html", context=panels.drafting),
    Step(action="sign-contract", verbs=SIGNING, template="contracts/signing.html", context=panels.signing),
    Step(action="amend", verbs=AMENDING, template="contracts/amend.html", context=panels.amending),
)
