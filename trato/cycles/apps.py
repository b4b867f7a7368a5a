from django.apps import AppConfig


class CyclesConfig(AppConfig):
    name = "trato.cycles"
    label = "cycles"
