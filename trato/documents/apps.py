from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "trato.documents"
    label = "documents"
