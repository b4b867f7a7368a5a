"""How the pages about people answer: the person again with the reasons, or back to where one was."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _

from trato.people import actions, queries
from trato.people.actors import may_administer
from trato.people.forms import (
    CompetenceForm,
    GrantForm,
    PersonForm,
    SubstituteForm,
)
from trato.people.models import User
from trato.people.pages import StaffRequest
from trato.ui import views as ui
from trato.ui.values import to_local


def person_page(request: StaffRequest, user: User, **bound: Form) -> HttpResponse:
    today = to_local(request.at).date()
    may_change = may_administer(request.actor)
    line = queries.lines_of(User.objects.filter(pk=user.pk), at=request.at)[0]
    context: dict[str, Any] = {
        "person": user,
        "line": line,
        "may_change": may_change,
        "history": queries.history_of(user),
        "competences": queries.competences_of(user),
        "at": request.at,
        "today": today,
        "is_self": user.pk == request.user.pk,
    }
    if may_change:
        context |= {
            "grant_form": GrantForm(auto_id="grant_%s", initial={"since": today}),
            "substitute_form": SubstituteForm(
                held=queries.substitutable(besides=user.pk, at=request.at),
                auto_id="substitute_%s",
                initial={"since": today},
            ),
            "competence_form": CompetenceForm(auto_id="competence_%s", initial={"since": today}),
            "data_form": PersonForm(auto_id="data_%s", initial={"name": user.name, "phone": user.phone}),
        }
    failed = next(iter(bound), "")
    return render(request, "people/person.html", {**context, **bound, "failed": failed}, status=422 if bound else 200)


def change(request: StaffRequest, user: User, act: Any, **bound: Form) -> HttpResponse:
    """Do it and go back to the person, or show the page again with the reasons beside the form."""
    try:
        act()
    except actions.CannotChangePeople as refused:
        form = next(iter(bound.values()))
        for obstacle in refused.obstacles:
            form.add_error(None, obstacle)
        return person_page(request, user, **bound)
    messages.success(request, _("Saved."))
    return redirect("people_person", user_id=user.pk)


def done(request: StaffRequest, act: Any, *, back: str) -> HttpResponse:
    """Do it and go back, or answer 422 with the reasons."""
    try:
        act()
    except actions.CannotChangePeople as refused:
        return refuse_with(request, refused.obstacles, back=back)
    messages.success(request, _("Done."))
    return redirect(back)


def refuse_with(request: StaffRequest, reasons: list[str], *, back: str) -> HttpResponse:
    return ui.unprocessable(request, reasons=reasons, retry_url=back)


def errors_of(form: Form) -> list[str]:
    return [str(error) for errors in form.errors.values() for error in errors]


def show_link(request: StaffRequest, invited: actions.Invited) -> None:
    messages.success(
        request,
        format_html(
            '{} <a href="{}">{}</a>',
            _("The link was mailed to %(email)s. You can also hand it over yourself; it is shown only now:")
            % {"email": invited.user.email},
            invited.link,
            invited.link,
        ),
    )
