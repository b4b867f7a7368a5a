from django.apps import AppConfig


class ContractsConfig(AppConfig):
    name = "trato.contracts"
    label = "contracts"
