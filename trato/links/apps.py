from django.apps import AppConfig


class LinksConfig(AppConfig):
    name = "trato.links"
    label = "links"
