"""What every request and response gets: an id, a line in the log, and pages that no cache keeps."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed

from trato.project.logs import request_id
from trato.ui import views as ui

type View = Callable[[HttpRequest], HttpResponseBase]

logger = logging.getLogger("trato.request")
GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}\Z")
LARGEST_BODY = 101 * 1024 * 1024
"""Bytes of the largest upload, an import, and of the form around it."""


def request_log(get_response: View) -> View:
    """Give each request an id, return it in `X-Request-Id`, and log one line with the route, never the path."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-Id", "")
        identifier = given if GIVEN_ID.match(given) else secrets.token_hex(8)
        token = request_id.set(identifier)
        started = time.perf_counter()
        try:
            response = get_response(request)
            route = request.resolver_match.route if request.resolver_match else ""
            if not (route.startswith("salud/") and response.status_code < HTTPStatus.BAD_REQUEST):
                logger.info(
                    "request",
                    extra={
                        "method": request.method,
                        "route": route,
                        "status": response.status_code,
                        "milliseconds": round((time.perf_counter() - started) * 1000, 1),
                    },
                )
        finally:
            request_id.reset(token)
        response.headers["X-Request-Id"] = identifier
        return response

    return handle


def html_is_never_stored(get_response: View) -> View:
    """Keep pages, which hold personal data, out of every cache; views may say otherwise themselves."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not request.path_info.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response

    return handle


def only_what_can_be_read(get_response: View) -> View:
    """Refuse, before anybody reads it, a body over the largest upload, and NUL in a query, which no database takes.

    An address that takes no such request says so on a page.
    """

    def handle(request: HttpRequest) -> HttpResponseBase:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or len(length) > len(str(LARGEST_BODY)) or int(length) > LARGEST_BODY:
            return ui.too_large(request)
        if "%00" in request.META.get("QUERY_STRING", "") or "\x00" in request.META.get("QUERY_STRING", ""):
            return ui.bad_request(request)
        response = get_response(request)
        return ui.not_allowed(request, response) if isinstance(response, HttpResponseNotAllowed) else response

    return handle
