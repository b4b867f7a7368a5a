from django.apps import AppConfig


class ClientsConfig(AppConfig):
    name = "trato.clients"
    label = "clients"

    def ready(self) -> None:
        from trato.clients.models import ClientFile
        from trato.organisations.merging import register_profile

        register_profile(ClientFile, ("address", "tax_condition", "billing_mail"))
