from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "trato.organisations"
    label = "organisations"

    def ready(self) -> None:
        from trato.organisations.finding import declare_all
        from trato.organisations.queries import names_of_contacts
        from trato.people.actors import resolve_names_of

        resolve_names_of("person", names_of_contacts)
        declare_all()
