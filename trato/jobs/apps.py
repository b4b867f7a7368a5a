from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "trato.jobs"
    label = "jobs"
