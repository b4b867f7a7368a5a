from django.urls import path

from trato.quality import views

app_name = "quality"

urlpatterns = [
    path("calidad/", views.home, name="home"),
    path("calidad/casos/<int:pk>/", views.case_page, name="case"),
    path("calidad/desvios/<int:pk>/", views.waiver_page, name="waiver"),
    path("calidad/desvios/<int:pk>/decision/", views.decide, name="decide"),
    path("calidad/desvios/<int:pk>/revision/", views.review, name="review"),
]
