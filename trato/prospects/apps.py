from django.apps import AppConfig


class ProspectsConfig(AppConfig):
    name = "trato.prospects"
    label = "prospects"
