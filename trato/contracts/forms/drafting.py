"""The draft: who signs, the blanks of the model, what departs from it; and the word of who approves that."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trato.contracts.bodies import blanks_of
from trato.contracts.prefill import draft_to_start_from
from trato.contracts.queries import clauses_of, model_for, people_for, prepared_contract
from trato.contracts.rules import WHOLE_TEXT, Deviation
from trato.contracts.variables import label_of
from trato.cycles.forms import StepForm, offer
from trato.cycles.rows import RowForm, RowsForm
from trato.documents.files import UploadField
from trato.organisations.models import Contact
from trato.ui.forms import LongTextField

NEW = "new"
BLANK = "blank_"


class DeviationForm(RowForm):
    """A clause that departs from the model, and why."""

    clause = forms.ChoiceField(label=gettext_lazy("Clause"))
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Only for a clause the model does not have."),
    )
    becomes = LongTextField(
        label=gettext_lazy("What it will say"),
        rows=3,
        required=False,
        help_text=gettext_lazy("Left empty, the clause is taken out."),
    )
    reason = LongTextField(label=gettext_lazy("Why"), rows=2, max_length=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        model = model_for(kwargs["situation"])
        offer(
            self.fields["clause"],
            [
                *((clause.number, f"{clause.number}. {clause.title}") for clause in clauses_of(model)),
                (NEW, _("A clause more")),
                (WHOLE_TEXT, _("The whole text, in the file")),
            ],
        )


class DraftForm(RowsForm):
    """The draft of the contract, filled from the earlier one and from what is known of the client."""

    number_prefix = "M"
    row_form = DeviationForm
    at_least = 0
    spare = 0

    signatory = forms.ChoiceField(label=gettext_lazy("Who signs for the client"))
    capacity = forms.CharField(label=gettext_lazy("In what capacity they sign for the client"), max_length=120)
    address = forms.CharField(label=gettext_lazy("Legal address of the client"), max_length=200)
    squad_signatory = forms.CharField(label=gettext_lazy("Who signs for Squad"), max_length=120)
    squad_capacity = forms.CharField(label=gettext_lazy("In what capacity they sign for Squad"), max_length=120)
    file = UploadField(
        label=gettext_lazy("A text of others"),
        required=False,
        help_text=gettext_lazy("When the contract is not made from the model. It counts as a deviation."),
    )

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        situation = kwargs["situation"]
        if data is None:
            kwargs["initial"] = draft_to_start_from(kwargs["cycle"], situation) | dict(kwargs.get("initial") or {})
        super().__init__(data, *args, **kwargs)
        self.model = model_for(situation)
        self.people = people_for(self.cycle)
        offer(self.fields["signatory"], [(str(person.pk), _named(person)) for person in self.people])
        self.names = [name for name in blanks_of(self.model) if not name.startswith("squad_firmante")]
        for name in self.names:
            self.fields[BLANK + name] = forms.CharField(label=label_of(name), max_length=300, required=False)

    def blanks(self) -> list[forms.BoundField]:
        """Return the fields of what the model leaves blank."""
        return [self[BLANK + name] for name in self.names]

    def terms(self) -> dict[str, Any]:
        """Return what was typed; the file is kept by whoever runs the verb."""
        data = self.cleaned_data
        return {
            "signatory": next(person for person in self.people if str(person.pk) == data["signatory"]),
            "capacity": data["capacity"],
            "address": data["address"],
            "squad_signatory": data["squad_signatory"],
            "squad_capacity": data["squad_capacity"],
            "values": {name: data[BLANK + name] for name in self.names},
            "deviations": tuple(self._deviations(data["rows"])),
        }

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and not self.errors:
            self.cleaned_data = {"terms": self.terms(), "file": self.cleaned_data["file"]}

    def _deviations(self, rows: list[dict[str, Any]]) -> list[Deviation]:
        following = len(clauses_of(self.model))
        found = []
        for row in rows:
            number = row["clause"]
            if number == NEW:
                following += 1
                number = str(following)
            found.append(Deviation(clause=number, becomes=row["becomes"], reason=row["reason"], title=row["title"]))
        return found


class DeviationsForm(StepForm):
    """Why each deviation is accepted."""

    number_prefix = None

    comment = LongTextField(label=gettext_lazy("Comment"), rows=2, required=False, max_length=1000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        draft = prepared_contract(self.situation)
        rows = draft.data.get("deviations", []) if draft else []
        own = {
            f"grounds-{row['clause']}": forms.CharField(
                label=_("Clause %(number)s: why it is accepted") % {"number": row["clause"]},
                max_length=1000,
                required=False,
            )
            for row in rows
        }
        self.fields = own | self.fields

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and not self.errors:
            data = self.cleaned_data
            grounds = {key.removeprefix("grounds-"): value for key, value in data.items() if key != "comment"}
            self.cleaned_data = {"grounds": grounds, "comment": data["comment"]}


def _named(person: Contact) -> str:
    return f"{person.name} ({person.position})" if person.position else person.name
