"""Answers that are no page of a package: refusals, conflicts and expired forms, each saying what to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

SECRETS = ("password", "passwd", "token", "code", "secret", "otp", "credential")
LONGEST_KEPT = 20_000
WORTH_KEEPING = 3
"""Letters from which on a text is shown again; shorter ones are codes and ticks."""


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is missing or old with 403 and show what was typed, so that nothing is lost.

    The text is only shown, never sent again by itself: the request may come from another site.
    """
    context = {
        "kept": typed_text(request),
        "retry_url": request.path if request.method == "POST" else "/",
        "no_cookie": "cookie" in reason.lower(),
    }
    return render(request, "ui/csrf.html", context, status=403)


def conflict(
    request: HttpRequest, *, reasons: Sequence[str] = (), retry_url: str = "", keep: bool = True
) -> HttpResponse:
    """Answer 409: somebody changed the record meanwhile. What was typed stays on the page."""
    context = {
        "reasons": list(reasons),
        "retry_url": retry_url or request.path,
        "kept": typed_text(request) if keep else [],
    }
    return render(request, "409.html", context, status=409)


def unprocessable(
    request: HttpRequest, *, reasons: Sequence[str], title: str = "", retry_url: str = ""
) -> HttpResponse:
    """Answer 422: the rules refuse, and these are the reasons a person can act on."""
    context = {
        "reasons": list(reasons),
        "title": title,
        "retry_url": retry_url or request.path,
        "kept": typed_text(request),
    }
    return render(request, "422.html", context, status=422)


def too_many(request: HttpRequest, *, seconds: int = 0) -> HttpResponse:
    """Answer 429 and say how long to wait."""
    response = render(request, "429.html", {"minutes": -(-seconds // 60) if seconds else 0}, status=429)
    if seconds:
        response.headers["Retry-After"] = str(seconds)
    return response


def bad_request(_request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what could not be read: 413 when the form was too long, else 400.

    Drawn without the request: what is wrong with it (its host, its body) would break the page as well.
    """
    if isinstance(exception, (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)):
        detail = _("A form takes up to 5 MB of text. Go back: your browser still has what you wrote.")
        title = _("What was sent is too long")
        return HttpResponse(render_to_string("413.html", {"title": title, "detail": detail}), status=413)
    return HttpResponse(render_to_string("400.html"), status=400)


def not_allowed(request: HttpRequest, response: HttpResponseNotAllowed) -> HttpResponse:
    """Answer 405 with a page in place of the bare `response`: an address that only takes forms was opened by hand."""
    page = render(request, "405.html", status=405)
    page.headers["Allow"] = response.headers["Allow"]
    return page


def too_large(request: HttpRequest) -> HttpResponse:
    """Answer 413: the body is over the limit."""
    return render(request, "413.html", {"retry_url": request.path}, status=413)


def typed_text(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what a person typed into a posted form, by field name; secrets and our own fields are left out."""
    try:
        posted = request.POST
    except (BadRequest, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent, MultiPartParserError):
        return []
    return [
        (_readable(name), text[:LONGEST_KEPT])
        for name, values in posted.lists()
        if not name.startswith("csrf") and not _is_secret(name)
        for text in _worth_keeping(values)
    ]


def _worth_keeping(values: Iterable[str]) -> list[str]:
    return [value for value in values if len(value.strip()) >= WORTH_KEEPING]


def _is_secret(name: str) -> bool:
    return any(word in name.lower() for word in SECRETS)


def _readable(name: str) -> str:
    """Name a field to its writer: in words only where the language has them, for the names are ours and in English."""
    words = name.rsplit("-", maxsplit=1)[-1].replace("_", " ").capitalize()
    said = _(words)
    return said if said != words or (get_language() or "").startswith("en") else _("Text")
