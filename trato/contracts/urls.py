from django.urls import path

from trato.contracts import views

app_name = "contracts"

urlpatterns = [path("e/<str:token>/contrato/", views.sign_page, name="sign")]
