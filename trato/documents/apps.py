from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DocumentsConfig(AppConfig):
    name = "trato.documents"
    label = "documents"

    def ready(self) -> None:
        from django.core.checks import Tags, register

        from trato.documents import finding, guards
        from trato.documents.files.mailing import content_of
        from trato.mail.files import file_source

        file_source(content_of)
        finding.declare_all()
        register(guards.check_triggers, Tags.database)
        post_migrate.connect(guards.install_after_migrate, sender=self)
