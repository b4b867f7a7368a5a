"""The RAR as it is written: requirements row by row, what the parties agreed, and the other specifics."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trato.cycles.forms import options
from trato.cycles.kept_rows import KeptRowsForm
from trato.cycles.rows import Row
from trato.documents.files import UploadField
from trato.procedure import Money
from trato.requirements.forms.starting import rar_start
from trato.requirements.forms.survey_rows import COLUMNS, AgreementRow, RequirementRow, with_more
from trato.requirements.forms.yes_no import YesNoField
from trato.requirements.money import written
from trato.requirements.papers import papers
from trato.requirements.queries import numbers_taken, surveyed_body
from trato.requirements.rules import DEEP, changes, numbered
from trato.requirements.sentences import changed
from trato.requirements.suggested import USUAL, suggested
from trato.ui.forms import LocalDateField, LocalDateTimeField, LongTextField, MoneyField


class RarForm(KeptRowsForm):
    """Parts B to D of the RAR. It starts from the version issued before, or from the RAR of the cycle recovered."""

    row_form = RequirementRow
    line_template = "requirements/rar_line.html"
    more_template = "requirements/rar_more.html"
    saved_template = "requirements/rar_changed.html"
    unseen = frozenset({"id"})
    tables: ClassVar = {"agreements": AgreementRow}

    summary = LongTextField(label=_("What they need, and what for"), rows=3, required=False)
    paste = LongTextField(label=_("Paste requirements, one per line"), rows=4, required=False, max_length=40_000)
    legal = LongTextField(
        label=_("Legal and normative requirements"),
        help_text=_("«None» is an answer too."),
        rows=2,
    )
    self_imposed = LongTextField(
        label=_("Self-imposed requirements"),
        help_text=_("What Squad adds though nobody asked: accessibility, performance… «None» is an answer too."),
        rows=2,
    )
    online_payments = YesNoField(label=_("Does it take online payments?"))
    integrations = YesNoField(label=_("Does it integrate with other systems?"))
    migration = YesNoField(label=_("Does it migrate content or data?"))
    sensitive_data = YesNoField(label=_("Does it handle sensitive data?"))
    sections_count = forms.IntegerField(
        label=_("Number of sections"),
        required=False,
        min_value=0,
        max_value=9999,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
    )
    needed_by = LocalDateField(label=_("Needed by"), required=False)
    deadlines = LongTextField(label=_("Deadlines that matter"), rows=1, required=False)
    budget = MoneyField(label=_("Budget talked about"), currencies=("USD", "ARS"), required=False)
    brand = LongTextField(label=_("Brand and references"), rows=2, required=False)
    hosting = LongTextField(label=_("Hosting"), rows=1, required=False)
    domains = LongTextField(label=_("Domains"), rows=1, required=False)
    accesses = LongTextField(label=_("Accesses the client lends"), rows=1, required=False)
    changes = LongTextField(
        label=_("What changes from the earlier version"),
        help_text=_("Left empty, it says which requirements are new, changed or gone."),
        rows=2,
        required=False,
    )
    file = UploadField(label=_("Attach what the client sent"), required=False)
    occurred_at = LocalDateTimeField(
        label=_("Date of the fact"), help_text=_("Only if it was not now."), required=False
    )

    SPECIFICS = (
        "summary", "online_payments", "integrations", "migration", "sensitive_data", "sections_count", "needed_by",
        "deadlines", "budget", "brand", "hosting", "domains", "accesses", "changes",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if kwargs.get("initial") is None:
            kwargs["initial"] = rar_start(kwargs["cycle"], kwargs["situation"])
        super().__init__(*args, **kwargs)
        self.issued = papers(self.situation).latest("rar")
        self._taken = numbers_taken(self.situation)
        if self.issued is None:
            del self.fields["changes"]

    @property
    def version(self) -> int:
        """Return the number the next version gets."""
        return self.issued.version + 1 if self.issued else 1

    @property
    def changed(self) -> str:
        """Say which requirements differ from the version in force as the form stands now."""
        if self.issued is None:
            return ""
        now = [{key: value for key, value in row.items() if value} for row in self._numbered()]
        before = [
            {key: row[key] for key in ("id", *COLUMNS) if row.get(key)} for row in self.issued.data["requirements"]
        ]
        return changed(changes({"requirements": before}, {"requirements": now}))

    @property
    def involves(self) -> list[forms.BoundField]:
        """Return the four questions the depth and the modality depend on."""
        return [self[name] for name in DEEP]

    @property
    def unsaid(self) -> bool:
        """Tell whether one of them was left open."""
        return any(bound.errors for bound in self.involves)

    @property
    def unfolded(self) -> bool:
        """Tell whether something stands in the fields that are folded away."""
        return any(self[name].value() for name in ("deadlines", "brand", "hosting", "domains", "accesses"))

    @property
    def needs(self) -> list[tuple[str, str]]:
        """Return the needs with usual requirements to offer, what was classified first."""
        catalogue = self.situation.definition.choice("need")
        said = list(self.classified)
        ordered = [*said, *(code for code in suggested() if code not in said)]
        return [(code, catalogue.label_of(code)) for code in ordered if code in suggested()]

    @property
    def classified(self) -> list[str]:
        """Return the codes of what the prospect may need."""
        return list((surveyed_body(self.situation) or {}).get("needs", ()))

    @classmethod
    def arranged(cls, what: str, rows: list[Row], data: QueryDict) -> list[Row]:
        """Answer the buttons that add rows from pasted text, or the usual ones of a need."""
        return with_more(what, rows, data)

    def rar(self) -> dict[str, Any]:
        """Return what `issue_rar` takes, attachments apart."""
        said = self.cleaned_data
        return {
            "requirements": said["rows"],
            "agreements": [{key: _plain(value) for key, value in row.items()} for row in said["agreements"]],
            "legal": said["legal"],
            "self_imposed": said["self_imposed"],
            "specifics": {name: _plain(said.get(name)) for name in self.SPECIFICS},
            "occurred_at": said["occurred_at"],
        }

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and not self.errors:
            self.cleaned_data["rar"] = self.rar()

    def legends(self) -> list[str]:
        """Name each row by the number it has, or is going to get."""
        ids = iter([row["id"] for row in self._numbered()])
        return [next(ids) if row["text"] else f"R{place}" for place, row in enumerate(self.typed_rows, start=1)]

    def about(self, typed: Mapping[str, str]) -> str:
        """Say how much it matters, whose it is, and its kind when it is not the usual one."""
        said = [self._labels[name].get(typed[name], "") for name in ("priority", "charge")]
        kind = "" if typed["kind"] == USUAL["kind"] else self._labels["kind"].get(typed["kind"], "")
        return " · ".join(filter(None, (*said, kind)))

    def lacks(self, typed: Mapping[str, str]) -> str:
        """Say what the RAR may not be issued without."""
        if not typed["text"]:
            return gettext("The text is missing.")
        if typed["priority"] == "must" and not typed["acceptance"]:
            return gettext("The acceptance criterion is missing.")
        return "" if typed["charge"] else gettext("Who is in charge is missing.")

    @cached_property
    def _labels(self) -> dict[str, dict[str, str]]:
        closed = self.row_form.closed
        return {name: dict(options(self.situation.definition, catalogue)) for name, catalogue in closed.items()}

    def _numbered(self) -> list[dict[str, Any]]:
        return numbered([row for row in self.typed_rows if row["text"]], taken=self._taken)


def _plain(value: Any) -> Any:
    if isinstance(value, Money):
        return written(value)
    return value.isoformat() if isinstance(value, date) else value
