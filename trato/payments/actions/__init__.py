"""Ask for a payment, take its proof, verify it, follow it up. PE-CM-01 §8.3.2 to §8.3.4."""

from trato.payments.actions.asking import CannotRequest, request_payment
from trato.payments.actions.following import CannotFollow, follow_collection
from trato.payments.actions.verifying import (
    CannotVerify,
    authorise_start,
    bounce_payment,
    report_payment,
    verify_payment,
)

__all__ = [
    "CannotFollow",
    "CannotRequest",
    "CannotVerify",
    "authorise_start",
    "bounce_payment",
    "follow_collection",
    "report_payment",
    "request_payment",
    "verify_payment",
]
