from django.urls import path

from trato.proposals import views

app_name = "proposals"

urlpatterns = [path("e/<str:token>/propuesta/", views.conformity_page, name="conformity")]
