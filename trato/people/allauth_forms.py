"""django-allauth's forms in the words of the house: no placeholders, labels and helps of our own."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as factors
from allauth.mfa.totp import forms as app
from allauth.mfa.webauthn import forms as keys
from django import forms
from django.utils.translation import gettext_lazy as _

LABELS = {
    "login": _("E-mail"),
    "email": _("E-mail"),
    "password": _("Password"),
    "oldpassword": _("Your password today"),
    "password1": _("New password"),
    "password2": _("The new password again"),
    "code": _("Code of the app"),
    "name": _("Name of the key"),
    "passwordless": _("Let me sign in with this key alone, without a password"),
}
HELPS = {"password1": _("At least 12 characters. A sentence you remember is better than symbols.")}


class _Ours(forms.Form):
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = LABELS.get(name, field.label)
            field.help_text = HELPS.get(name, "")
            if name == "code":
                field.widget.attrs["inputmode"] = "numeric"


class LoginForm(_Ours, account.LoginForm):  # type: ignore[misc]
    pass


class ReauthenticateForm(_Ours, account.ReauthenticateForm):  # type: ignore[misc]
    pass


class ChangePasswordForm(_Ours, account.ChangePasswordForm):  # type: ignore[misc]
    pass


class SetPasswordForm(_Ours, account.SetPasswordForm):  # type: ignore[misc]
    pass


class ResetPasswordForm(_Ours, account.ResetPasswordForm):  # type: ignore[misc]
    pass


class ResetPasswordKeyForm(_Ours, account.ResetPasswordKeyForm):  # type: ignore[misc]
    pass


class CodeForm(_Ours, factors.AuthenticateForm):  # type: ignore[misc]
    """The code of the app, or a recovery code, while signing in."""


class ConfirmWithCodeForm(_Ours, factors.ReauthenticateForm):  # type: ignore[misc]
    """The code of the app, or a recovery code, to confirm who is sitting there."""


class ActivateAppForm(_Ours, app.ActivateTOTPForm):  # type: ignore[misc]
    pass


class AddKeyForm(_Ours, keys.AddWebAuthnForm):  # type: ignore[misc]
    """A new key; it signs in alone unless unticked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True


class RenameKeyForm(_Ours, keys.EditWebAuthnForm):  # type: ignore[misc]
    pass
