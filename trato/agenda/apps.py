from django.apps import AppConfig


class AgendaConfig(AppConfig):
    name = "trato.agenda"
    label = "agenda"
