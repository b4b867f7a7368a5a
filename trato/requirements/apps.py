from django.apps import AppConfig


class RequirementsConfig(AppConfig):
    name = "trato.requirements"
    label = "requirements"
