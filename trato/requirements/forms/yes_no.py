"""Questions of yes or no that must be answered: an empty tick would pass for a no."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from trato.ui.forms import CodeChoiceField

YES, NO = "si", "no"


class YesNoField(CodeChoiceField):
    """Yes or no, neither of them before somebody says so. Gives a bool, None when it may stay open."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"required": _("Answer yes or no.")})
        super().__init__(choices=[(YES, _("Yes")), (NO, _("No"))], as_="radios", **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return (YES if value else NO) if isinstance(value, bool) else value

    def clean(self, value: Any) -> Any:
        answer = super().clean(value)
        return None if answer == "" else answer == YES
