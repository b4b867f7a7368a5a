from __future__ import annotations

from django.urls import path

from trato.jobs import views

app_name = "jobs"

urlpatterns = [
    path("trabajos/", views.job_list, name="list"),
    path("trabajos/<int:job_id>/", views.job_page, name="job"),
    path("trabajos/<int:job_id>/cancelacion/", views.cancel, name="cancel"),
    path("trabajos/<int:job_id>/reintento/", views.retry, name="retry"),
]
