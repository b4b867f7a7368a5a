"""A small browser without a screen: one connection, its cookies, and the forms of a page as they would be sent."""

from __future__ import annotations

import http.client
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http import HTTPStatus
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit
from uuid import uuid4

TIMEOUT = 600


class UnexpectedAnswer(Exception):
    """The product answered something else than the scene needs."""


@dataclass(frozen=True)
class Answer:
    """What came back: `location` is where it sends one, "" when nowhere, and `ms` what it took to the last byte."""

    status: int
    location: str
    body: bytes
    ms: float

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", errors="replace")


@dataclass
class Form:
    """A form with what its controls hold."""

    action: str
    method: str = "get"
    fields: dict[str, str] = field(default_factory=dict)

    def filled(self, **values: str) -> dict[str, str]:
        """Return what would be sent, some values written in."""
        return self.fields | values


class Browser:
    """Somebody at the site; not to be shared by threads: `twin` gives another connection of the same session."""

    def __init__(self, url: str, cookies: Mapping[str, str] | None = None) -> None:
        """Open the site; nothing is sent yet."""
        self.url = url
        self.cookies = dict(cookies or {})
        self.connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=TIMEOUT)

    def twin(self) -> Browser:
        return Browser(self.url, self.cookies)

    def get(self, path: str) -> Answer:
        return self._send("GET", path)

    def page(self, path: str) -> str:
        """Return a page that must be there."""
        answer = self.get(path)
        if answer.status != HTTPStatus.OK:
            raise UnexpectedAnswer(f"{path} answered {answer.status} {answer.location}")
        return answer.text

    def post(self, path: str, data: Mapping[str, str], *, file: tuple[str, str, bytes] | None = None) -> Answer:
        """Send a form; `file` is (control, name, content)."""
        if file is None:
            return self._send("POST", path, urlencode(data).encode(), "application/x-www-form-urlencoded")
        boundary = uuid4().hex
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in data.items()
        ]
        control, name, content = file
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{control}"; filename="{name}"\r\n'
        body = b"".join([*parts, head.encode(), b"Content-Type: text/csv\r\n\r\n", content, b"\r\n"])
        return self._send(
            "POST", path, body + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"
        )

    def form(self, path: str, ending: str = "") -> Form:
        """Return the form of a page whose action ends so; a form without an action goes to the page itself."""
        return next(iter(self.forms(path, ending)), None) or _missing(path, ending)

    def forms(self, path: str, ending: str) -> list[Form]:
        reader = _Forms(path)
        reader.feed(self.page(path))
        return [form for form in reader.forms if form.method == "post" and form.action.endswith(ending)]

    def _send(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if kind:
            headers |= {"Content-Type": kind, "Referer": self.url + path, "Origin": self.url}
        began = time.perf_counter()
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        content = response.read()
        taken = (time.perf_counter() - began) * 1000
        for line in response.headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return Answer(response.status, response.headers.get("Location", ""), content, taken)


def _missing(path: str, ending: str) -> Form:
    raise UnexpectedAnswer(f"{path} has no form that goes to …{ending}")


class _Forms(HTMLParser):
    """Read the forms of a page with the values their controls begin with."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.forms: list[Form] = []
        self.select, self.text = "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(urljoin(self.path, given.get("action", "")), given.get("method", "get")))
        elif not self.forms:
            return
        elif tag == "input":
            self._input(given)
        elif tag == "select":
            self.select = given.get("name", "")
        elif tag == "option" and self.select:
            if "selected" in given or self.select not in self.forms[-1].fields:
                self.forms[-1].fields[self.select] = given.get("value", "")
        elif tag == "textarea":
            self.text = given.get("name", "")
            self.forms[-1].fields[self.text] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.text = ""

    def handle_data(self, data: str) -> None:
        if self.text:
            self.forms[-1].fields[self.text] += data

    def _input(self, given: Mapping[str, str]) -> None:
        kind, name = given.get("type", "text"), given.get("name", "")
        if name and (kind not in {"checkbox", "radio", "file", "submit"} or "checked" in given):
            self.forms[-1].fields[name] = given.get("value", "on" if kind == "checkbox" else "")
