"""The panels of §8.3.2 to §8.3.4."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from trato.cycles.models import Cycle
from trato.cycles.naming import names_in
from trato.cycles.situation import Situation
from trato.cycles.steps import Step, Verb
from trato.documents.files import store_file
from trato.ledger.actors import Actor
from trato.payments import actions
from trato.payments.forms import BounceForm, FollowForm, ProofForm, RequestForm, StartForm, VerifyForm
from trato.payments.queries import accounts, start_enabled
from trato.ui.values import money_text


def _request(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    actions.request_payment(cycle, by=by, at=at, **data)
    count = len(data["recipients"])
    return ngettext(
        "You asked for %(amount)s by mail to %(n)s address.",
        "You asked for %(amount)s by mail to %(n)s addresses.",
        count,
    ) % {"amount": money_text(data["amount"]), "n": count}


def _report(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    file = store_file(data.pop("file"), by=by, at=at)
    actions.report_payment(cycle, file=file, by=by, at=at, **data)
    return _("The proof is kept; somebody else verifies it.")


def _verify(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    provided = actions.verify_payment(cycle, by=by, at=at, **data)
    if provided.recorded.facts["gate_covered"]:
        return _("You verified the payment; what enables the start is covered.")
    return _("You verified the payment; it does not cover what enables the start yet.")


def _authorise(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    actions.authorise_start(cycle, by=by, at=at, **data)
    return _("You authorised the start without advance payment.")


def _bounce(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    actions.bounce_payment(cycle, by=by, at=at, **data)
    return _("The payment bounced; its verification is open again.")


def _follow(*, cycle: Cycle, data: dict[str, Any], by: Actor, at: datetime) -> str:
    actions.follow_collection(cycle, by=by, at=at, **data)
    return _("You followed up the payment.")


def _context(cycle: Cycle, situation: Situation, actor: Actor, at: datetime) -> Mapping[str, Any]:
    found = accounts(situation)
    proofs = [account.proof for account in found if account.proof and account.proof_to_verify]
    names = names_in(cycle, situation, {proof.issued_by for proof in proofs})
    return {
        "accounts": found,
        "start_enabled": start_enabled(found),
        "proofs": [(proof, names[proof.issued_by], proof.issued_by == actor.key) for proof in proofs],
    }


def _verified(situation: Situation, actor: Actor) -> bool:
    return situation.latest("payment.verified") is not None


def _start_waits(situation: Situation, actor: Actor) -> bool:
    return situation.evaluation.actions["verify-payment"].status != "done"


STEPS: tuple[Step, ...] = (
    Step(
        action="request-payment",
        template="payments/step.html",
        context=_context,
        verbs=(
            Verb(
                slug="pedir-pago",
                label=gettext_lazy("Send the request"),
                run=_request,
                form=RequestForm,
                form_template="payments/request_form.html",
                event="payment.requested",
            ),
        ),
    ),
    Step(
        action="verify-payment",
        template="payments/step.html",
        context=_context,
        verbs=(
            Verb(
                slug="verificar",
                label=gettext_lazy("Confirm the payment"),
                run=_verify,
                form=VerifyForm,
                form_template="payments/verify_form.html",
                event="payment.verified",
            ),
            Verb(
                slug="cargar-comprobante",
                label=gettext_lazy("Upload a proof"),
                run=_report,
                form=ProofForm,
                event="payment.reported",
            ),
            Verb(
                slug="iniciar-sin-anticipo",
                label=gettext_lazy("Authorise the start without advance payment"),
                run=_authorise,
                form=StartForm,
                event="start.authorised",
                shown=_start_waits,
            ),
            Verb(
                slug="rechazado",
                label=gettext_lazy("The payment bounced"),
                run=_bounce,
                form=BounceForm,
                event="payment.bounced",
                shown=_verified,
            ),
        ),
    ),
    Step(
        action="follow-up-payment",
        template="payments/step.html",
        context=_context,
        verbs=(
            Verb(
                slug="gestionar",
                label=gettext_lazy("Log the follow-up"),
                run=_follow,
                form=FollowForm,
                event="collection.followed",
            ),
        ),
    ),
)
