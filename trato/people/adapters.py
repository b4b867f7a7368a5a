"""How django-allauth behaves here: by invitation only, mail through the outbox, secrets sealed at rest."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trato.mail.outbox import send
from trato.people import kept
from trato.people.models import User
from trato.people.sealing import seal, unseal


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed."),
        "email_password_mismatch": _("That e-mail and password do not go together."),
        "enter_current_password": _("That is not your password of today."),
        "incorrect_code": _("That code is not right. Use the one the app shows now, or a recovery code."),
        "incorrect_password": _("That is not your password."),
        "invalid_password_reset": _("That link is no longer good: ask for a new one."),
        "rate_limited": _("Too many attempts. Wait a few minutes and try again."),
        "too_many_login_attempts": _("Too many failed attempts. Wait a few minutes and try again."),
    }

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Say no: people enter by invitation."""
        return False

    def format_email_subject(self, subject: str) -> str:
        return subject

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue allauth's own messages (a forgotten password, a changed key) in the outbox."""
        message = self.render_mail(template_prefix, email, {"email": email, **context})
        secret = "password_reset" in template_prefix
        send(to=[email], subject=message.subject, text=message.body, secret=secret, at=timezone.now())

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Go back to what was being typed when the session expired, or to the first page."""
        if kept.entries(request):
            return reverse("people_kept_return")
        return settings.LOGIN_REDIRECT_URL


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, _request: HttpRequest, _sociallogin: Any) -> bool:
        """Say no: the identity provider proves who somebody is, the invitation decides whether they enter."""
        return False


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _("It is your only second factor: add another one before removing it."),
        "incorrect_code": _("That code is not right. Use the one the app shows now, or a recovery code."),
    }

    def encrypt(self, text: str) -> str:
        return seal(text, purpose="second-factor")

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, purpose="second-factor")

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Keep the last app or key: nobody is left with a password alone."""
        return has_second_factor(authenticator.user, besides=authenticator.pk)


def has_second_factor(user: User, *, besides: int | None = None) -> bool:
    """Tell whether the person has a phone app or a key, other than the one named."""
    factors = Authenticator.objects.filter(
        user_id=user.pk, type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    )
    return bool(factors.exclude(pk=besides).exists())
