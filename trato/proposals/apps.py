from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "trato.proposals"
    label = "proposals"
