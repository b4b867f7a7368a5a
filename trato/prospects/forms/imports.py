"""Upload a list, and say which of its columns is what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trato.cycles.forms import offer
from trato.documents.files import UploadField
from trato.people.models import User
from trato.prospects.catalogues import Catalogues, choices
from trato.prospects.imports.headers import FIELDS
from trato.ui.forms import CodeChoiceField, Form


class UploadForm(Form):
    """The file."""

    number_prefix = None
    mark_optional = False

    file = UploadField(
        label=_("Your list"),
        allow_empty_file=True,
        help_text=_(
            "CSV, a spreadsheet (xlsx, xls, ods) or vCard, up to 100 MB and 200,000 rows. Formulas are not run."
        ),
        widget=forms.ClearableFileInput(
            attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xls,.ods,.vcf,text/csv,text/plain,text/vcard"}
        ),
    )


class ColumnsForm(Form):
    """For each column of the file, the field it fills; then where the list comes from and who gets it."""

    number_prefix = None
    mark_optional = False

    source = CodeChoiceField(label=_("How they came, when no column says it"), choices=[], as_="select")
    owner = forms.ChoiceField(label=_("Owner, when no column says it"), required=False)

    def __init__(
        self, *args: Any, header: Sequence[str], known: Catalogues, owners: Sequence[User], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["source"], choices(known, "source"))
        self.owners = {str(user.pk): user for user in owners}
        if self.owners:
            pairs = [(key, user.name) for key, user in self.owners.items()]
            self.fields["owner"].choices = [("", _("Nobody for now")), *pairs]  # type: ignore[attr-defined]
        else:
            del self.fields["owner"]
        self.columns = [f"column-{place}" for place in range(len(header))]
        for name, title in zip(self.columns, header, strict=True):
            self.fields[name] = forms.ChoiceField(
                label=title or _("Column without a title"),
                choices=[("", _("Do not import")), *FIELDS.items()],
                required=False,
            )

    def mapping(self) -> list[str]:
        """Return the field of each column, in order."""
        return [self.cleaned_data[name] for name in self.columns]

    def chosen_owner(self) -> User | None:
        return self.owners.get(self.cleaned_data.get("owner", ""))
