from django.urls import path

from trato.contracts import views

app_name = "contracts"

urlpatterns = [
    path("contrato-modelo/", views.model_page, name="model"),
    path("e/<str:token>/contrato/", views.sign_page, name="sign"),
    path("e/<str:token>/contrato/pdf/", views.pdf_page, name="pdf"),
    path("e/<str:token>/contrato/archivo/", views.file_page, name="file"),
]
