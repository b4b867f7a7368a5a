from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "trato.quality"
    label = "quality"
