from django.urls import path

from trato.pitch import views

app_name = "pitch"

urlpatterns = [path("pitch/", views.materials, name="materials")]
