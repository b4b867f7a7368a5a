from django.apps import AppConfig


class ContractsConfig(AppConfig):
    name = "trato.contracts"
    label = "contracts"

    def ready(self) -> None:
        """Put the model contract in the master list of documents."""
        from trato.contracts.listing import entries
        from trato.documents.controlled.master import register

        register(entries)
