from django.apps import AppConfig


class PitchConfig(AppConfig):
    name = "trato.pitch"
    label = "pitch"
