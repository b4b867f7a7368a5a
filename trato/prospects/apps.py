from django.apps import AppConfig


class ProspectsConfig(AppConfig):
    name = "trato.prospects"
    label = "prospects"

    def ready(self) -> None:
        from trato.documents import access
        from trato.prospects.visibility import may_read_import, may_read_organisation

        access.register("organisation/", may_read_organisation)
        access.register("import/", may_read_import)
