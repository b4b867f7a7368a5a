"""Every address of the product. Each package owns its addresses, in Spanish and complete from the root."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from trato.project import health

PACKAGES = (
    "people",
    "desk",
    "portal",
    "documents",
    "links",
    "jobs",
    "mail",
    "quality",
    "prospects",
    "agenda",
    "pitch",
    "proposals",
    "contracts",
    "satisfaction",
)

handler400 = "trato.ui.views.bad_request"

urlpatterns: list[URLPattern | URLResolver] = [
    path("salud/vivo", health.alive, name="alive"),
    path("salud/listo", health.ready, name="ready"),
    path("idioma/", set_language, name="set_language"),
    *(path("", include(f"trato.{package}.urls")) for package in PACKAGES),
]
