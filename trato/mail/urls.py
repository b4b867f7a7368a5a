from __future__ import annotations

from django.urls import path

from trato.mail import views

app_name = "mail"

urlpatterns = [
    path("correo/", views.outbox, name="outbox"),
    path("correo/<int:outbox_id>/", views.message, name="message"),
    path("correo/<int:outbox_id>/adjuntos/<int:position>/", views.attachment, name="attachment"),
    path("correo/<int:outbox_id>/reintento/", views.retry, name="retry"),
]
