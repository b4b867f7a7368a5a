from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "trato.search"
    label = "search"
