from __future__ import annotations

from django.urls import path

from trato.portal import views

app_name = "portal"

urlpatterns = [
    path("portal/<str:token>/", views.home_page, name="home"),
    path("portal/<str:token>/tarea/<int:link_id>/", views.task_page, name="task"),
]
