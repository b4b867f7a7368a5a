from django.apps import AppConfig


class ClientsConfig(AppConfig):
    name = "trato.clients"
    label = "clients"
