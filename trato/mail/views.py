"""The outbox on the screen: every mail in the demo; elsewhere only what did not arrive, without its text."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import wraps
from typing import Concatenate

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from trato.ledger.actors import Actor
from trato.mail import demo_mailbox
from trato.mail.models import Attachment, Outbox
from trato.mail.outbox import CannotSendMail, try_again

MOST = 100
WATCHERS = frozenset({"GC", "ADMIN", "AUDITOR"})
# A subject names clients, and an administrator reads no data of the procedure: they see where it did not arrive.
READERS = WATCHERS - {"ADMIN"}


class SignedRequest(HttpRequest):
    """A request as the middleware of people leaves it: who asks, and when it arrived."""

    actor: Actor
    at: datetime


type Page[**P] = Callable[Concatenate[SignedRequest, P], HttpResponseBase]


def watchers_or_demo[**P](view: Page[P]) -> Callable[..., HttpResponseBase]:
    """Open the page to anybody in a demo, elsewhere to those who watch over the installation."""

    @wraps(view)
    def page(request: SignedRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not settings.TRATO_DEMO:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not WATCHERS.intersection(request.actor.roles):
                raise PermissionDenied
        return view(request, *args, **kwargs)

    # Read by the guard test that walks every address.
    page.audience = "staff"  # type: ignore[attr-defined]
    page.allowed_roles = tuple(sorted(WATCHERS))  # type: ignore[attr-defined]
    page.changes_nothing = False  # type: ignore[attr-defined]
    return page


@require_safe
@watchers_or_demo
def outbox(request: SignedRequest) -> HttpResponse:
    """List the last mails: all of them in a demo, else those somebody should look at."""
    mails = Outbox.objects.order_by("-id") if settings.TRATO_DEMO else Outbox.objects.undelivered()
    context = {
        "mails": mails[:MOST],
        "demo": settings.TRATO_DEMO,
        "may_read": settings.TRATO_DEMO or bool(READERS.intersection(request.actor.roles)),
        "may_retry": _may_retry(request),
    }
    return render(request, "mail/outbox.html", context)


@require_safe
@watchers_or_demo
def message(request: SignedRequest, outbox_id: int) -> HttpResponse:
    """Show one mail as it was delivered to the demo's folder; nowhere else is a mail's text shown."""
    mail = _of_the_demo(outbox_id)
    context = {"mail": mail, "text": demo_mailbox.text_of(mail), "attachments": mail.attachments.order_by("position")}
    return render(request, "mail/message.html", context)


@require_safe
@watchers_or_demo
def attachment(request: SignedRequest, outbox_id: int, position: int) -> HttpResponse:
    """Download a file that went with a mail of the demo."""
    mail = _of_the_demo(outbox_id)
    file = get_object_or_404(Attachment, outbox=mail, position=position)
    response = HttpResponse(file.content(), content_type="application/octet-stream")
    name = "".join(
        letter if letter.isascii() and (letter.isalnum() or letter in "._-") else "_" for letter in file.name
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
@watchers_or_demo
def retry(request: SignedRequest, outbox_id: int) -> HttpResponse:
    """Queue once more a mail that was given up."""
    if not _may_retry(request):
        raise PermissionDenied
    mail = get_object_or_404(Outbox, pk=outbox_id)
    # Another click may have been first: then it is waiting already, as the list shows.
    with suppress(CannotSendMail):
        try_again(outbox_id=mail.pk, at=request.at)
    return redirect("mail:outbox")


def _may_retry(request: SignedRequest) -> bool:
    return bool({"GC", "ADMIN"}.intersection(request.actor.roles))


def _of_the_demo(outbox_id: int) -> Outbox:
    if not settings.TRATO_DEMO:
        raise Http404
    return get_object_or_404(Outbox, pk=outbox_id)
