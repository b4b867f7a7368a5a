from __future__ import annotations

from django.urls import path

from trato.links import views

app_name = "links"

urlpatterns = [
    path("e/<str:token>/", views.open_page, name="open"),
    path("e/<str:token>/codigo/", views.code_page, name="code"),
    path("e/<str:token>/pedir/", views.renew_page, name="renew"),
    path("e/<str:token>/no-soy-yo/", views.not_me_page, name="not_me"),
]
