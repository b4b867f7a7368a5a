from django.apps import AppConfig


class HandoverConfig(AppConfig):
    name = "trato.handover"
    label = "handover"
