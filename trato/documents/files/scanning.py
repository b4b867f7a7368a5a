"""Asking ClamAV about a file before it is kept, where the installation has one (clamd's INSTREAM)."""

from __future__ import annotations

import socket
import struct
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File as Content
from django.utils.translation import gettext as _

SECONDS = 20
LONGEST_ANSWER = 4096


class CannotScan(Exception):
    """ClamAV does not answer, or does not read files as big as this one."""


class UploadField(forms.FileField):
    """A file somebody sends; it is scanned here, for no transaction is open while a form is judged."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if data and file is data:
            _refuse_infected(file)
        return file


def infection(content: Content[bytes]) -> str:
    """Return the name of what ClamAV found in the file, nothing when it is clean or no ClamAV is set.

    Raises CannotScan.
    """
    scanner = settings.TRATO_SCANNER
    if scanner is None:
        return ""
    content.seek(0)
    try:
        with _connected(scanner.path or (scanner.host, scanner.port)) as clamd:
            clamd.sendall(b"zINSTREAM\0")
            for chunk in content.chunks():
                clamd.sendall(struct.pack("!I", len(chunk)) + chunk)
            clamd.sendall(struct.pack("!I", 0))
            answer = _answer(clamd)
    except OSError as away:
        raise CannotScan from away
    finally:
        content.seek(0)
    verdict = answer.removeprefix("stream:").strip()
    if verdict == "OK":
        return ""
    if verdict.endswith(" FOUND"):
        return verdict.removesuffix(" FOUND")
    raise CannotScan(verdict)


def _refuse_infected(file: Content[bytes]) -> None:
    try:
        found = infection(file)
    except CannotScan:
        raise ValidationError(
            _("The antivirus could not read the file, so it is not taken. Try again in some minutes.")
        ) from None
    if found:
        raise ValidationError(_("The antivirus found «%(found)s» in the file: it is not kept.") % {"found": found})


def _connected(address: str | tuple[str, int]) -> socket.socket:
    if isinstance(address, tuple):
        return socket.create_connection(address, timeout=SECONDS)
    local = socket.socket(socket.AF_UNIX)
    local.settimeout(SECONDS)
    local.connect(address)
    return local


def _answer(clamd: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
        part = clamd.recv(LONGEST_ANSWER)
        if not part:
            break
        answer += part
    return answer.rstrip(b"\0").decode(errors="replace")
