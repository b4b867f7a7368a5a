from django.apps import AppConfig


class SatisfactionConfig(AppConfig):
    name = "trato.satisfaction"
    label = "satisfaction"
