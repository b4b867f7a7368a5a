"""Every address refuses who has not signed in, but for those named here with their reason."""

import re

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

PUBLIC = {
    "alive": "whoever watches the installation",
    "ready": "whoever watches the installation",
    "set_language": "a choice kept in a cookie",
}
# Their own packages prove what these refuse: sign-in, and pages for people outside whose link is the key.
PUBLIC_PREFIXES = ("entrar/", "invitacion/", "salir/", "e/", "portal/")
SAMPLES = {"IntConverter": "1", "StringConverter": "x", "SlugConverter": "x", "PathConverter": "x/y",
           "UUIDConverter": "00000000-0000-4000-8000-000000000000"}  # fmt: skip


def addresses(patterns=None, prefix=""):
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield prefix + str(pattern.pattern), pattern


def sample(route, pattern):
    for part in re.findall(r"<[^>]+>", route):
        converter = pattern.pattern.converters.get(part.strip("<>").rpartition(":")[2])
        if converter:
            value = getattr(converter, "sample", None) or SAMPLES.get(type(converter).__name__)
            assert value, f"give {type(converter).__name__} a `sample`: a text that its regex takes"
            route = route.replace(part, value)
    route = re.sub(r"\(\?P<\w+>\[0-9a-f\]\{64\}\)", "0" * 64, route)
    return "/" + re.sub(r"\(\?P<\w+>[^)]*\)", "x", route).strip("^$").replace("\\", "")


def guarded():
    return sorted(
        (route, pattern.name or "", sample(route, pattern))
        for route, pattern in addresses()
        if pattern.name not in PUBLIC and not route.lstrip("^").startswith(PUBLIC_PREFIXES)
    )


def refuses(response):
    login = response.status_code == 302 and response.headers["Location"].startswith(str(settings.LOGIN_URL))
    return login or response.status_code in {401, 403}


@pytest.mark.django_db
def test_every_address_refuses_who_has_not_signed_in(client):
    open_doors = []
    for route, _name, address in guarded():
        answers = {verb: getattr(client, verb)(address) for verb in ("get", "post")}
        allowed = {verb: answer for verb, answer in answers.items() if answer.status_code != 405}
        if not allowed or not all(refuses(answer) for answer in allowed.values()):
            open_doors.append(f"{route}: " + ", ".join(f"{v} {a.status_code}" for v, a in answers.items()))
    assert not open_doors, "\n".join(open_doors)


def test_names_of_public_addresses_exist():
    assert {pattern.name for _route, pattern in addresses()} >= set(PUBLIC)
