from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "trato.mail"
    label = "mail"
