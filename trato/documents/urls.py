"""Addresses of controlled documents, issued records and files."""

from __future__ import annotations

from django.urls import path, re_path

from trato.documents.views import controlled, records

HASH = "[0-9a-f]{64}"

urlpatterns = [
    path("documentos/", controlled.documents, name="documents"),
    path("documentos/entradas/<slug:slug>/", controlled.entry, name="document_entry"),
    path("documentos/entradas/<slug:slug>/datos/", controlled.entry_data, name="document_entry_data"),
    path("documentos/<slug:code>/", controlled.document, name="document"),
    path("documentos/<slug:code>/<slug:version>.pdf", controlled.version_pdf, name="document_pdf"),
    path("documentos/<slug:code>/<slug:version>/", controlled.version, name="document_version"),
    path("documentos/<slug:code>/<slug:version>/aprobacion/", controlled.approval, name="document_approval"),
    path(
        "documentos/<slug:code>/<slug:version>/comparar/<slug:other>/",
        controlled.comparison,
        name="document_comparison",
    ),
    re_path(rf"^registros/(?P<record_hash>{HASH})/$", records.record, name="record"),
    re_path(rf"^registros/(?P<record_hash>{HASH})\.pdf$", records.record_pdf, name="record_pdf"),
    re_path(
        rf"^registros/(?P<before_hash>{HASH})/comparar/(?P<after_hash>{HASH})/$",
        records.comparison,
        name="record_comparison",
    ),
    re_path(rf"^archivos/(?P<sha256>{HASH})/$", records.file, name="file"),
]
