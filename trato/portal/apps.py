from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "trato.portal"
    label = "portal"
