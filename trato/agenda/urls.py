from django.urls import path

from trato.agenda import views

app_name = "agenda"

urlpatterns = [path("agenda/", views.week, name="week")]
