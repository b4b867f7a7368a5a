from django.urls import path

from trato.desk.cycle import views as cycle

app_name = "desk"

urlpatterns = [
    path("ciclos/<slug:code>/", cycle.cycle_page, name="cycle"),
    path("ciclos/<slug:code>/<str:section>/", cycle.cycle_page, name="step"),
    path("ciclos/<slug:code>/<str:section>/<slug:slug>/", cycle.act, name="act"),
]
