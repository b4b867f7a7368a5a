from django.urls import path

from trato.desk import board_page, idle, in_flight, settings, views
from trato.desk.cycle import versions
from trato.desk.cycle import views as cycle

app_name = "desk"

urlpatterns = [
    path("", views.today_page, name="today"),
    path("tablero/", board_page.board_page, name="board"),
    path("tablero/falta/<slug:code>/", views.missing_fragment, name="missing"),
    path("buscar/", views.search_page, name="search"),
    path("auditoria/", views.audit_page, name="audit"),
    path("auditoria/verificacion/", views.verify_history, name="verify"),
    path("ajustes/", settings.settings_page, name="settings"),
    path("ajustes/feriados/", settings.holidays_page, name="holidays"),
    path("ajustes/inactividad/", idle.idle_page, name="idle"),
    path("ciclos/en-curso/", in_flight.load_page, name="load"),
    path("ciclos/otra-version/", versions.behind_page, name="behind"),
    path("ciclos/<slug:code>/", cycle.cycle_page, name="cycle"),
    path("ciclos/<slug:code>/version/", versions.version_page, name="version"),
    path("ciclos/<slug:code>/version/adopcion/", versions.adopt, name="adopt"),
    path("ciclos/<slug:code>/<str:section>/", cycle.cycle_page, name="step"),
    path("ciclos/<slug:code>/<str:section>/<slug:slug>/", cycle.act, name="act"),
]
