"""Who a session belongs to: people with an account, and the cast of the demonstration while it is one."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from trato.people.actors import person
from trato.people.models import User

HOUSE = "trato.people.backends.HouseBackend"
DEMO = "trato.people.backends.DemoBackend"


class HouseBackend(AuthenticationBackend):  # type: ignore[misc]
    """Sign in by e-mail and password; keys and the identity provider end here too."""

    def user_can_authenticate(self, user: User) -> bool:
        return user.is_active and not user.is_demo

    def get_user(self, user_id: int) -> User | None:
        """Return who the session belongs to, unless the account is closed or belongs to the cast."""
        user = person(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None


class DemoBackend(BaseBackend):
    """Sign in with one click, only in demo mode and only as the cast; outside it their sessions are dead."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> None:
        """Prove nobody's identity: the sign-in page of the demo calls `login` itself."""

    def get_user(self, user_id: int) -> User | None:
        if not settings.TRATO_DEMO:
            return None
        user = person(user_id)
        return user if user is not None and user.is_active and user.is_demo else None
