from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "trato.people"
    label = "people"
