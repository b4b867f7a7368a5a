from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "trato.desk"
    label = "desk"
