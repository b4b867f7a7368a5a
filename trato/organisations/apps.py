from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "trato.organisations"
    label = "organisations"
