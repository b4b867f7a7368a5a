from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "trato.payments"
    label = "payments"
