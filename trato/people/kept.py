"""What was typed when the session had expired: kept sealed, shown again after signing in, never sent by itself.

The sealed text travels inside the sign-in form; once the person is back it stays, still sealed, in their session until
the form is sent or the text is discarded. Files cannot be kept.
"""

import json
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

from trato.people.sealing import BrokenSeal, seal, unseal

FIELD = "kept_token"
SESSION_KEY = "people.kept"
PURPOSE = "kept"
LASTS = timedelta(hours=24)
MOST_CHARACTERS = 512 * 1024
MOST_ENTRIES = 5
NOT_KEPT = {"csrfmiddlewaretoken", FIELD}


@dataclass(frozen=True, slots=True)
class Kept:
    """Texts of one form: where it was sent, the page it was on, its fields, and whether it carried files."""

    action: str
    page: str
    fields: QueryDict
    had_files: bool
    sealed: str


def keep(request: HttpRequest) -> str | None:
    """Seal what this request carried; None when there is nothing to keep or it is too long."""
    fields = request.POST.copy()
    for name in list(fields):
        if name in NOT_KEPT or "password" in name:
            del fields[name]
    typed = any(value.strip() for name in fields for value in fields.getlist(name))
    if not typed and not request.FILES:
        return None
    text = json.dumps(
        {
            "action": request.path,
            "page": _page_of(request),
            "fields": fields.urlencode(),
            "files": bool(request.FILES),
        }
    )
    return None if len(text) > MOST_CHARACTERS else seal(text, purpose=PURPOSE)


def stash(request: HttpRequest) -> bool:
    """Move the sealed text a sign-in form brought into the session; tell whether there was one."""
    sealed = request.POST.get(FIELD, "")
    if not sealed or _open(sealed) is None:
        return False
    entries = [entry for entry in _entries(request) if entry != sealed]
    request.session[SESSION_KEY] = [*entries, sealed][-MOST_ENTRIES:]
    return True


def entries(request: HttpRequest) -> list[Kept]:
    """List what is kept for this person, newest first."""
    opened = (_open(sealed) for sealed in reversed(_entries(request)))
    return [kept for kept in opened if kept is not None]


def restored_fields(request: HttpRequest, path: str) -> QueryDict | None:
    """Return the newest fields kept for a form at `path` (its page or its action), to show them filled in.

    Give them to the form as its data without validating (`Form(initial=fields.dict())`); the person sends them.
    """
    for kept in entries(request):
        if path in {kept.action, urlsplit(kept.page).path}:
            return kept.fields
    return None


def forget(request: HttpRequest, path: str) -> None:
    """Drop what was kept for the form at `path`: it is being sent now."""
    if SESSION_KEY in request.session:
        _leave(request, [kept for kept in entries(request) if kept.action != path])


def forget_all(request: HttpRequest) -> None:
    """Drop everything that was kept."""
    request.session.pop(SESSION_KEY, None)


def _leave(request: HttpRequest, remaining: list[Kept]) -> None:
    if remaining:
        request.session[SESSION_KEY] = [kept.sealed for kept in reversed(remaining)]
    else:
        forget_all(request)


def _entries(request: HttpRequest) -> list[str]:
    found = request.session.get(SESSION_KEY, [])
    return [entry for entry in found if isinstance(entry, str)] if isinstance(found, list) else []


def _open(sealed: str) -> Kept | None:
    try:
        saved = json.loads(unseal(sealed, purpose=PURPOSE, within=LASTS))
    except (BrokenSeal, json.JSONDecodeError):
        return None
    return Kept(
        action=saved["action"],
        page=saved["page"],
        fields=QueryDict(saved["fields"]),
        had_files=saved["files"],
        sealed=sealed,
    )


def _page_of(request: HttpRequest) -> str:
    """Return the page the form was on: the one the browser came from, if it is ours, else the form's own address."""
    came_from = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()}):
        parts = urlsplit(came_from)
        page = parts.path + (f"?{parts.query}" if parts.query else "")
        try:
            resolve(parts.path)
        except Resolver404:
            return request.path
        return page
    return request.path
