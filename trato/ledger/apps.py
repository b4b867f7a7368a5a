from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LedgerConfig(AppConfig):
    name = "trato.ledger"
    label = "ledger"

    def ready(self) -> None:
        from trato.ledger import checks, guards

        checks.register_checks()
        # The one signal of the house: altering an SQLite table drops its triggers without a word.
        post_migrate.connect(guards.protect_after_migrate, sender=self)
