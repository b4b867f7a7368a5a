"""The ways mail leaves: a folder of `.eml` files, or an SMTP server."""

from __future__ import annotations

import os
import re
import smtplib
import ssl
import tempfile
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Protocol

from django.conf import settings


class Transport(Protocol):
    def deliver(self, message: EmailMessage, *, to: list[str]) -> dict[str, str]:
        """Hand the mail over; return the refused recipients with the server's words, when others were accepted."""


class NotNow(Exception):
    """The mail could not be handed over this time; trying later makes sense."""


class Never(Exception):
    """The server refuses this mail for good."""


def configured_transport() -> Transport:
    """Return the transport of `TRATO_MAIL_URL`."""
    server = settings.TRATO_MAIL
    if server.kind == "folder":
        return Folder(settings.TRATO_DATA_DIR / "mail")
    return SmtpServer(
        host=server.host, port=server.port, user=server.user, password=server.password, security=server.security
    )


@dataclass(frozen=True, slots=True)
class Folder:
    """Writes each mail as one file named after its Message-ID: delivering twice leaves one file."""

    path: Path

    def deliver(self, message: EmailMessage, *, to: list[str]) -> dict[str, str]:  # noqa: ARG002 (Transport)
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor, temporary = tempfile.mkstemp(dir=self.path, prefix=".", suffix=".part")
            with os.fdopen(descriptor, "wb") as file:
                file.write(message.as_bytes(policy=SMTP))
            Path(temporary).replace(self.file_of(message["Message-ID"]))
        except OSError as wrong:
            raise NotNow(f"{wrong.strerror or wrong}") from wrong
        return {}

    def file_of(self, message_id: str) -> Path:
        """Return where the mail with that Message-ID is, or will be."""
        return self.path / (re.sub(r"[^A-Za-z0-9.@_-]", "", message_id) + ".eml")


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpServer:
    """Hands mail to a server (RFC 5321); `security` is none, starttls or tls (certificates always checked)."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    security: str = "none"
    timeout: float = 20

    def __repr__(self) -> str:
        return f"SmtpServer({self.host}:{self.port}, {self.security})"

    def deliver(self, message: EmailMessage, *, to: list[str]) -> dict[str, str]:
        try:
            with self._connect() as server:
                refused = server.send_message(message, to_addrs=to)
        except smtplib.SMTPRecipientsRefused as wrong:
            words = {address: _words(code, text) for address, (code, text) in wrong.recipients.items()}
            permanent = all(_is_permanent(code) for code, _text in wrong.recipients.values())
            raise (Never if permanent else NotNow)("; ".join(words.values())) from wrong
        except smtplib.SMTPAuthenticationError as wrong:
            # A wrong password is for the operator to mend; the mail itself is fine.
            raise NotNow(_words(wrong.smtp_code, wrong.smtp_error)) from wrong
        except smtplib.SMTPResponseException as wrong:
            permanent = _is_permanent(wrong.smtp_code) and not isinstance(
                wrong, smtplib.SMTPConnectError | smtplib.SMTPHeloError
            )
            raise (Never if permanent else NotNow)(_words(wrong.smtp_code, wrong.smtp_error)) from wrong
        except smtplib.SMTPNotSupportedError as wrong:
            raise NotNow(str(wrong)) from wrong
        except (smtplib.SMTPException, OSError) as wrong:
            raise NotNow(f"{type(wrong).__name__}: {wrong}") from wrong
        return {address: _words(code, text) for address, (code, text) in refused.items()}

    def _connect(self) -> smtplib.SMTP:
        if self.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=self.timeout, context=ssl.create_default_context()
            )
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=self.timeout)
        try:
            if self.security == "starttls":
                server.starttls(context=ssl.create_default_context())
            if self.user:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server


def _is_permanent(code: int) -> bool:
    """Tell a refusal for good (5yz) from one for now (4yz). RFC 5321 §4.2.1."""
    return code // 100 == 5  # noqa: PLR2004


def _words(code: int, text: bytes | str) -> str:
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {' '.join(said.split())}"
