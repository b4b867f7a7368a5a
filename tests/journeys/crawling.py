"""Follow the links of the desk from its first page, and tell which addresses a person can get to."""

from __future__ import annotations

import re
from collections import Counter, deque
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve

# What a page offers to go to, and what its forms and scripts send to or ask for, which is reached and not read.
OFFERED = re.compile(r"""\s(href|hx-get|action|formaction|hx-post|data-[a-z-]+)="([^"]+)\"""")
READ = {"href", "hx-get"}
FILES = (".pdf", ".csv")
# A key that works is shown where it works: on what it presses, or at the foot of the page.
KEY = re.compile(r"""\sdata-(?:key|each|row-key)="([^"#]+)""")
LEGENDS = {"ArrowLeft": "←", "ArrowRight": "→"}
# Pages read of each kind: those of one kind lead to the same kinds, but not all to every one.
SAMPLES = 3


def crawl(request: Any, start: str = "/") -> tuple[set[str], list[str]]:
    """Return the routes that links lead to, and what was wrong with the pages on the way.

    `request` is somebody's Playwright request context. Addresses that answer no page are reached, not read.
    """
    routes: set[str] = set()
    wrong: list[str] = []
    read: Counter[str] = Counter()
    seen, waiting = {start}, deque([(start, "")])
    while waiting:
        address, source = waiting.popleft()
        route = _route(address) or ""
        if read[route] == SAMPLES:
            continue
        read[route] += 1
        answer = request.get(address, max_redirects=0)
        if answer.status >= 400:
            wrong.append(f"{source} leads to {address}, which answers {answer.status}")
        if 300 <= answer.status < 400:
            offered = [("href", answer.headers["location"])]
        elif "text/html" in answer.headers.get("content-type", ""):
            offered = OFFERED.findall(page := answer.text())
            wrong += [f"{address} does not show the key {key}" for key in hidden_keys(page)]
        else:
            continue
        for how, target in offered:
            parts = urlsplit(urljoin(f"http://desk{address}", unescape(target)))
            route = _route(parts.path)
            if parts.netloc != "desk" or route is None:
                continue
            routes.add(route)
            following = parts.path + (f"?{parts.query}" if parts.query else "")
            if how in READ and not parts.path.endswith(FILES) and following not in seen:
                seen.add(following)
                waiting.append((following, address))
    return routes, wrong


def hidden_keys(page: str) -> set[str]:
    """Return the keys that work on a page and are not shown on it; the dialog with every key does not count."""
    shown = page.partition('<dialog class="keyhelp"')[0]
    working = {LEGENDS.get(key, key.upper()) for key in KEY.findall(shown)} | ({"J"} if " data-row" in shown else set())
    return {key for key in working if f"<kbd>{key}</kbd>" not in shown}


def _route(address: str) -> str | None:
    try:
        return str(resolve(urlsplit(address).path).route)
    except Resolver404:
        return None
