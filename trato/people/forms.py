"""The shape of what people type about people; the rules stay in `rules.py`."""

from typing import Any

from allauth.mfa.totp.internal.auth import validate_totp_code
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from trato.people.models import Language, RoleHeld, Theme, Topic, User
from trato.people.roles import Role
from trato.ui.forms import CodeChoiceField, Form, LocalDateField, PhoneField

ROLE_LABELS = [(role.value, role.label) for role in Role]


class AcceptInvitationForm(Form):
    number_prefix = None
    password1 = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. A sentence you remember is better than symbols."),
    )
    password2 = forms.CharField(
        label=_("The password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    code = forms.CharField(
        label=_("Code of the app"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        help_text=_("Six digits, as the app shows them now."),
    )

    def __init__(self, *args: Any, user: User, secret: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.secret = secret

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        validate_password(password, self.user)
        return password

    def clean_password2(self) -> str:
        repeated: str = self.cleaned_data["password2"]
        if "password1" in self.cleaned_data and repeated != self.cleaned_data["password1"]:
            raise ValidationError(_("The two passwords are not the same."))
        return repeated

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if not validate_totp_code(self.secret, code.replace(" ", "")):
            raise ValidationError(_("That is not the code of this moment. Wait for the next one and try again."))
        return code


class InviteForm(Form):
    name = forms.CharField(label=_("Name and surname"), max_length=120)
    email = forms.EmailField(label=_("E-mail"), max_length=254, help_text=_("They sign in with it."))
    phone = PhoneField(label=_("Phone"), required=False)
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=ROLE_LABELS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("From today. They can be changed later, with dates."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)


class PersonForm(Form):
    number_prefix = None
    name = forms.CharField(label=_("Name and surname"), max_length=120)
    phone = PhoneField(label=_("Phone"), required=False)


class GrantForm(Form):
    number_prefix = None
    role = CodeChoiceField(label=_("Role"), choices=ROLE_LABELS)
    since = LocalDateField(label=_("From"))
    until = LocalDateField(label=_("Until, included"), required=False, help_text=_("Empty: until it is ended."))
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)


class SubstituteForm(Form):
    number_prefix = None
    whom = CodeChoiceField(label=_("Substitutes"), choices=[], as_="select")
    since = LocalDateField(label=_("From"))
    until = LocalDateField(label=_("Until, included"))
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)

    def __init__(self, *args: Any, held: list[RoleHeld], **kwargs: Any) -> None:
        """Take the roles others hold, each with its `user` loaded."""
        super().__init__(*args, **kwargs)
        field = self.fields["whom"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("Choose…")),
            *((f"{one.user_id}:{one.role}", f"{one.user} · {one.role}") for one in held),
        ]

    def principal(self) -> tuple[int, str]:
        """Return the number of the substituted person and the code of the role."""
        number, _colon, role = str(self.cleaned_data["whom"]).partition(":")
        return int(number), role


class EndForm(Form):
    number_prefix = None
    until = LocalDateField(label=_("Last day, included"))
    now = forms.BooleanField(label=_("It ends now"), required=False)


class CompetenceForm(Form):
    number_prefix = None
    topic = CodeChoiceField(label=_("Topic"), choices=Topic.choices, as_="select")
    evidence = forms.CharField(label=_("What shows it"), max_length=300)
    since = LocalDateField(label=_("Since"))


class PreferencesForm(Form):
    number_prefix = None
    mark_optional = False
    theme = CodeChoiceField(label=_("Theme"), choices=Theme.choices)
    language = CodeChoiceField(label=_("Language"), choices=Language.choices)
    letter_keys = forms.BooleanField(
        label=_("Letter keys (G H, J, K, N…)"),
        required=False,
        help_text=_("They sleep while you type. Turn them off if you dictate or use other keys."),
    )
