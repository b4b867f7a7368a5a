"""The pages every link has, whatever it is for: its door, the code, asking for a new one, «no soy yo»."""

from __future__ import annotations

from contextlib import suppress

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from trato.links.actions import CannotChangeLink, CannotRenew, renew_link
from trato.links.browsers import remember, verified
from trato.links.codes import CannotSendCode, CodeRefused, check_code, code_alive, send_code
from trato.links.doors import LinkRefused, LinkView, open_link
from trato.links.forms import CodeForm
from trato.links.models import Link
from trato.links.not_me import disown_link
from trato.links.pages import note_visit, outsider_page, private, refused_page, shell_of, without_account


@require_http_methods(["GET", "HEAD"])
@outsider_page()
def open_page(request: HttpRequest, opened: LinkView) -> HttpResponseBase:
    """Lead to what the link is for."""
    return redirect(opened.url)


@without_account
@require_http_methods(["GET", "HEAD", "POST"])
def code_page(request: HttpRequest, token: str) -> HttpResponseBase:
    """Send a code to the person's mailbox and take it back; each only by POST."""
    at = timezone.now()
    try:
        opened = open_link(token, at)
    except LinkRefused as refused:
        return refused_page(request, refused, token=token, at=at)
    if request.method == "POST" and request.POST.get("do") == "send":
        return _send(request, opened)
    if request.method == "POST":
        return _check(request, opened)
    note_visit(request, opened.link, what="code-page", at=at)
    if verified(request, opened.link, at, binding=True):
        return private(redirect(_next(request, opened)))
    return _code_form(request, opened, CodeForm())


@without_account
@require_http_methods(["GET", "HEAD", "POST"])
def renew_page(request: HttpRequest, token: str) -> HttpResponseBase:
    """Mail a fresh link to the person of an expired one; the page never shows it."""
    at = timezone.now()
    try:
        open_link(token, at)
    except LinkRefused as refused:
        if refused.reason != "expired" or refused.link is None or request.method != "POST":
            return refused_page(request, refused, token=token, at=at)
        return _renew(request, refused.link)
    return redirect(reverse("links:open", kwargs={"token": token}))


@require_http_methods(["GET", "HEAD", "POST"])
@outsider_page(done_ok=True)
def not_me_page(request: HttpRequest, opened: LinkView) -> HttpResponseBase:
    """Let whoever received somebody else's link say so: it closes, and whoever made it is told."""
    outside = shell_of(opened.link)
    if request.method != "POST":
        return render(request, "links/not_me.html", {"opened": opened, "outside": outside})
    # Said twice, the link is closed already, which is what the person wanted.
    with suppress(CannotChangeLink):
        disown_link(link_id=(opened.through or opened.link).pk, at=timezone.now())
    return render(request, "links/not_me_done.html", {"outside": outside})


def _send(request: HttpRequest, opened: LinkView) -> HttpResponse:
    at = timezone.now()
    note_visit(request, opened.link, what="code-asked", at=at)
    try:
        send_code(opened.link, at)
    except CannotSendCode as wrong:
        why = {
            "no-mail": _("We have no mail address of yours to send the code to. Ask us to add it."),
            "mail": _("We cannot send mail to the address we have of yours. Ask us to correct it."),
            "too-many": _("We have already sent you several codes. Look for the last one in your mail, or try later."),
        }.get(wrong.reason, _("This link is closed."))
        status = 429 if wrong.reason == "too-many" else 409
        return _code_form(request, opened, CodeForm(), why=why, status=status)
    query = request.GET.urlencode()
    return private(redirect(request.path + (f"?{query}" if query else "")))


def _check(request: HttpRequest, opened: LinkView) -> HttpResponse:
    at = timezone.now()
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _code_form(request, opened, form, status=422)
    try:
        verification = check_code(opened.link, form.cleaned_data["code"], at)
    except CodeRefused as refused:
        note_visit(request, opened.link, what=f"code-{refused.reason}", at=at)
        form.add_error("code", _sentence(refused))
        return _code_form(request, opened, form, status=429 if refused.reason == "too-many" else 422)
    note_visit(request, opened.link, what="code-verified", at=at)
    response = private(redirect(_next(request, opened)))
    remember(request, response, verification)
    return response


def _renew(request: HttpRequest, link: Link) -> HttpResponse:
    at = timezone.now()
    note_visit(request, link, what="renew", at=at)
    try:
        renew_link(link_id=link.pk, at=at)
    except CannotRenew as wrong:
        why = {
            "no-mail": _("We have no mail address of yours. Write to us and we will send you a new link."),
            "nothing-asked": _("There is nothing left to do with this link. If you think there is, write to us."),
            "too-many": _("We have already sent you new links today. Look for the last one in your mail."),
        }.get(wrong.reason, _("This link cannot be renewed. Write to us."))
        status = 429 if wrong.reason == "too-many" else 409
        context = {"link": link, "why": why, "outside": shell_of(link)}
        return private(render(request, "links/not_renewed.html", context, status=status))
    return private(render(request, "links/renewed.html", {"link": link, "outside": shell_of(link)}))


def _code_form(
    request: HttpRequest, opened: LinkView, form: CodeForm, *, why: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "opened": opened,
        "form": form,
        "why": why,
        "sent": code_alive(opened.link, timezone.now()),
        "outside": shell_of(opened.link, token=opened.token),
    }
    return private(render(request, "links/code.html", context, status=status))


def _sentence(refused: CodeRefused) -> str:
    match refused.reason:
        case "wrong":
            return ngettext(
                "That is not the code. You have %(left)d try left.",
                "That is not the code. You have %(left)d tries left.",
                refused.left,
            ) % {"left": refused.left}
        case "expired":
            return _("That code has expired. Ask for another one.")
        case "too-many":
            return _("Too many tries with this code. Ask for another one.")
    return _("There is no code waiting. Ask for one.")


def _next(request: HttpRequest, opened: LinkView) -> str:
    """Return where the person was going, when it is a path of this site."""
    target = request.GET.get("next", "")
    inside = target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return target if inside else opened.url
