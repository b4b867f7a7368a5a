"""The project's addresses and one feature page, as a package above would write it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path
from django.utils import timezone

from trato.links.actions import finish_link
from trato.links.browsers import verified
from trato.links.doors import LinkView
from trato.links.pages import ask_for_code, outsider_page
from trato.project.urls import urlpatterns as house


@outsider_page(purpose="test-sign")
def sign(request: HttpRequest, opened: LinkView) -> HttpResponse:
    at = timezone.now()
    if request.method == "POST":
        if verified(request, opened.link, at) is None:
            return ask_for_code(opened, came_from=request)
        finish_link(link_id=opened.link.pk, by=opened.actor, at=at)
        return redirect(opened.home_url)
    return HttpResponse(f"Firmar, {opened.link.person_name}")


@outsider_page(purpose="test-survey", done_ok=True)
def survey(request: HttpRequest, opened: LinkView) -> HttpResponse:
    return HttpResponse("Encuesta")


feature: Any = (
    [
        path("firma/<str:token>/", sign, name="sign"),
        path("encuesta/<str:token>/", survey, name="survey"),
    ],
    "test_feature",
)
urlpatterns = [*house, path("prueba/", include(feature))]
