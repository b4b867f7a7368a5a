from __future__ import annotations

from django.urls import path

from trato.prospects import views

app_name = "prospects"

urlpatterns = [
    path("prospectos/", views.prospect_list, name="list"),
    path("prospectos/asignacion/", views.assignment, name="assign"),
    path("prospectos/etiquetas/", views.tagging, name="tags"),
    path("prospectos/exportacion/", views.export, name="export"),
    path("prospectos/exportaciones/<int:pk>/", views.export_page, name="export_page"),
    path("prospectos/exportaciones/<int:pk>/archivo/", views.export_file, name="export_file"),
    path("prospectos/vistas/", views.saved_views, name="saved_views"),
    path("prospectos/vistas/<int:pk>/retiro/", views.saved_view_forgotten, name="saved_view_forget"),
    path("prospectos/nuevo/", views.new_prospect, name="new"),
    path("prospectos/parecidos/", views.alike, name="alike"),
    path("prospectos/duplicados/", views.duplicate_list, name="duplicates"),
    path("prospectos/duplicados/<int:pk>/descarte/", views.not_the_same, name="pair_dismiss"),
    path("prospectos/duplicados/<int:pk>/restitucion/", views.suspected_again, name="pair_restore"),
    path("prospectos/uniones/<int:pk>/deshacer/", views.merge_undone, name="merge_undo"),
    path("prospectos/importar/", views.imports, name="imports"),
    path("prospectos/importar/modelo.csv", views.template_file, name="import_template"),
    path("prospectos/importar/<int:pk>/", views.import_page, name="import"),
    path("prospectos/importar/<int:pk>/columnas/", views.columns, name="import_columns"),
    path("prospectos/importar/<int:pk>/lectura/", views.reading, name="import_reading"),
    path("prospectos/importar/<int:pk>/decisiones/", views.decisions, name="import_decisions"),
    path("prospectos/importar/<int:pk>/correcciones/", views.corrections, name="import_corrections"),
    path("prospectos/importar/<int:pk>/filas/<int:number>/", views.import_row, name="import_row"),
    path("prospectos/importar/<int:pk>/ingreso/", views.entry, name="import_start"),
    path("prospectos/importar/<int:pk>/reanudacion/", views.resumption, name="import_resume"),
    path("prospectos/importar/<int:pk>/rechazadas.csv", views.left_out_file, name="import_left_out"),
    path("prospectos/importar/<int:pk>/deshacer/", views.undoing, name="import_undo"),
    path("prospectos/<int:pk>/", views.organisation, name="organisation"),
    path("prospectos/<int:pk>/datos/", views.organisation_data, name="organisation_data"),
    path("prospectos/<int:pk>/union/", views.merge_with, name="merge_with"),
    path("prospectos/<int:pk>/union/<int:other>/", views.merging, name="merge"),
    path("prospectos/<int:pk>/personas/nueva/", views.new_person, name="person_new"),
    path("prospectos/<int:pk>/etiquetas/", views.organisation_tags, name="organisation_tags"),
    path("prospectos/<int:pk>/notas/nueva/", views.new_note, name="note_new"),
    path("prospectos/notas/<int:pk>/retiro/", views.note_retired, name="note_retire"),
    path("prospectos/personas/<int:pk>/", views.person, name="person"),
    path("prospectos/personas/<int:pk>/retiro/", views.person_retired, name="person_retire"),
    path("prospectos/personas/<int:pk>/poderes/nuevo/", views.new_power, name="power_new"),
    path("prospectos/poderes/<int:pk>/verificacion/", views.power_verified, name="power_verify"),
    path("prospectos/prioridad-sugerida/", views.suggested, name="suggestion"),
    path("ajustes/prioridad/", views.scoring_page, name="scoring"),
    path("ajustes/catalogos/", views.catalogue_list, name="catalogues"),
    path("ajustes/catalogos/<slug:catalogue>/", views.catalogue, name="catalogue"),
    path("ajustes/catalogos/<slug:catalogue>/<str:code>/", views.option, name="option"),
]
