from django.urls import path

from trato.satisfaction import views

app_name = "satisfaction"

urlpatterns = [path("e/<str:token>/encuesta/", views.answer_page, name="answer")]
