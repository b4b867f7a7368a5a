"""The master list and the controlled document on screen, compared, printed and approved."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trato.documents import usage
from trato.documents.approving import CannotApprove, approve_definition
from trato.documents.controlled.changes import changes_between
from trato.documents.controlled.master import CannotUpdateEntry, master_list, update_entry
from trato.documents.controlled.papers import contents_of, papers_of
from trato.documents.controlled.standing import standing_of
from trato.documents.definitions import by_hash
from trato.documents.forms import ApprovalForm, EntryForm
from trato.documents.models import DefinitionVersion, Document
from trato.documents.printing.procedures import render_definition
from trato.documents.printing.records import qr_svg
from trato.documents.records.sheets import organisation_of
from trato.people.pages import StaffRequest, roles, staff_page
from trato.people.roles import Role
from trato.ui import views as ui


@require_GET
@staff_page
def documents(request: StaffRequest) -> HttpResponse:
    """Show the master list."""
    return render(request, "documents/master.html", {"entries": master_list(request.at)})


@require_GET
@staff_page
def document(request: StaffRequest, code: str) -> HttpResponse:
    """Lead to the version in force; to the newest one while there is none."""
    in_force = DefinitionVersion.objects.in_force(code, request.at).first()
    newest = DefinitionVersion.objects.standing().filter(code=code).order_by("-version")
    shown = in_force or get_object_or_404(newest[:1])
    return redirect("document_version", code=code, version=shown.version)


@require_GET
@staff_page
def version(request: StaffRequest, code: str, version: str) -> HttpResponse:
    """Show the controlled document as the paper it is."""
    found = _find(code, version)
    standing = standing_of(found, at=request.at, actor=request.actor)
    language = get_language() or "es"
    others = DefinitionVersion.objects.standing().filter(code=code).exclude(pk=found.pk).order_by("version")
    context = {
        "standing": standing,
        "version": found,
        "definition": standing.definition,
        "title": _either(standing.definition.title, standing.definition.title_en, language),
        "process": _either(standing.definition.process, standing.definition.process_en, language),
        "organisation": organisation_of(standing.definition),
        "papers": papers_of(standing.definition, language=language),
        "contents": contents_of(standing.definition, language=language),
        "others": others,
        "uses": usage.uses_of(found.hash) if set(request.actor.roles) - {Role.ADMIN} else [],
        "nothing_in_force": not DefinitionVersion.objects.in_force(code, request.at).exists(),
        "qr": qr_svg(f"{settings.TRATO_BASE_URL}{request.path}"),
    }
    return render(request, "documents/version.html", context)


@require_GET
@staff_page
def version_pdf(request: StaffRequest, code: str, version: str) -> HttpResponse:
    """Print the controlled document."""
    found = _find(code, version)
    pdf = render_definition(standing_of(found, at=request.at), language=get_language() or "es")
    name = f"{found.code}-{found.version}.pdf"
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"', "X-Content-Type-Options": "nosniff"},
    )


@require_POST
@roles(Role.GC, Role.SGC)
def approval(request: StaffRequest, code: str, version: str) -> HttpResponse:
    """Approve the text that was on the page."""
    form = ApprovalForm(request.POST)
    read = form.cleaned_data["hash"] if form.is_valid() else ""
    try:
        approve_definition(code=code, version=version, hash=read, by=request.actor, at=request.at)
    except CannotApprove as refused:
        here = reverse("document_version", args=[code, version])
        return ui.conflict(request, reasons=refused.sentences, retry_url=here, keep=False)
    found = _find(code, version)
    if found.effective_from:
        messages.success(request, _("%(document)s is in force. You can work now.") % {"document": found})
    else:
        messages.success(request, _("Your approval was recorded. The other person's is missing."))
    return redirect("document_version", code=code, version=version)


@require_GET
@staff_page
def comparison(request: StaffRequest, code: str, version: str, other: str) -> HttpResponse:
    """Show what a version changes of another, passage by passage."""
    after, before = _find(code, version), _find(code, other)
    differences = changes_between(by_hash(before.hash), by_hash(after.hash), language=get_language() or "es")
    context = {
        "title": f"{code} {after.title}",
        "before_label": _("Version %(n)s") % {"n": before.version},
        "after_label": _("Version %(n)s") % {"n": after.version},
        "back_url": reverse("document_version", args=[code, version]),
        "back_label": str(after),
        "differences": differences,
        "changed": sum(one.change != "same" for one in differences),
    }
    return render(request, "documents/comparison.html", context)


@require_GET
@staff_page
def entry(request: StaffRequest, slug: str) -> HttpResponse:
    """Show what is known of a document controlled elsewhere."""
    found = get_object_or_404(Document, slug=slug)
    initial = {name: getattr(found, name) for name in ("code", "version", "effective_on", "review_on")}
    return _entry_page(request, found, EntryForm(initial=initial))


@require_POST
@roles(Role.GC, Role.SGC)
def entry_data(request: StaffRequest, slug: str) -> HttpResponse:
    """Keep what is known of a document controlled elsewhere."""
    found = get_object_or_404(Document, slug=slug)
    form = EntryForm(request.POST)
    if form.is_valid():
        try:
            update_entry(slug=slug, by=request.actor, at=request.at, **form.cleaned_data)
        except CannotUpdateEntry as refused:
            form.add_error(None, refused.sentences)
        else:
            messages.success(request, _("Saved."))
            return redirect("documents")
    return _entry_page(request, found, form)


def _entry_page(request: StaffRequest, found: Document, form: EntryForm) -> HttpResponse:
    context = {
        "document": found,
        "form": form,
        "may_edit": not {Role.GC, Role.SGC}.isdisjoint(request.actor.roles),
        "owner": Role(found.owner_role).label,
    }
    return render(request, "documents/entry.html", context, status=422 if form.errors else 200)


def _find(code: str, version: str) -> DefinitionVersion:
    found: DefinitionVersion = get_object_or_404(
        DefinitionVersion.objects.standing().prefetch_related("approvals"), code=code, version=version
    )
    return found


def _either(spanish: str, other: str, language: str) -> str:
    return other if language.startswith("en") and other else spanish
