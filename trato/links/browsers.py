"""Which browser a code was typed in: a signed cookie names the evidence, the database holds it."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from trato.links.models import VERIFIED_LASTS, Link, Verification

COOKIE = "trato_verified"
MOST = 8

_SIGNER = signing.Signer(salt="trato.links.verified")


def verified(request: HttpRequest, link: Link, at: datetime, *, binding: bool = False) -> Verification | None:
    """Return the evidence that this browser typed a code sent to the link's person in the last two hours.

    What binds needs a code of its own: with `binding`, only one sent for this very link counts.
    """
    found = Verification.objects.filter(link=link) if binding else Verification.objects.all()
    return (
        found.filter(
            pk__in=_ids(request),
            person_key=link.person_key,
            mail=link.mail,
            at__gt=at - VERIFIED_LASTS,
            at__lte=at,
            link__revoked_at=None,
        )
        .order_by("-at")
        .first()
    )


def remember(request: HttpRequest, response: HttpResponseBase, verification: Verification) -> None:
    """Bind the evidence to the browser that receives this response."""
    ids = [*_ids(request), verification.pk][-MOST:]
    response.set_cookie(
        COOKIE,
        _SIGNER.sign_object(ids),
        max_age=int(VERIFIED_LASTS.total_seconds()),
        secure=settings.TRATO_BASE_URL.startswith("https://"),
        httponly=True,
        samesite="Lax",
    )


def _ids(request: HttpRequest) -> list[int]:
    try:
        ids = _SIGNER.unsign_object(request.COOKIES.get(COOKIE, ""))
    except (signing.BadSignature, ValueError):
        return []
    return [pk for pk in ids if isinstance(pk, int)] if isinstance(ids, list) else []
