import pytest
from django.contrib.auth import get_user_model


@pytest.mark.django_db
def test_user_emails_are_compared_without_case():
    from django.db import IntegrityError

    get_user_model().objects.create_user(email="Ana@example.com", name="Ana")
    with pytest.raises(IntegrityError):
        get_user_model().objects.create(email="ana@EXAMPLE.com", name="Otra")
