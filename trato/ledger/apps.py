from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "trato.ledger"
    label = "ledger"
