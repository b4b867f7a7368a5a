"""The RTP as it is written: an answer under each requirement of the RAR in force, then the verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trato.cycles.forms import StepForm
from trato.cycles.rows import PREFIX, RowForm, RowsForm
from trato.requirements.queries import standing
from trato.ui.forms import CodeChoiceField, LongTextField

ANSWER = (
    "feasibility", "risk", "effort_hours_low", "effort_hours_high", "approach", "third_party", "dependency",
)  # fmt: skip


class Hours(forms.IntegerField):
    """Whole hours, typed."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "num", "autocomplete": "off"})
        super().__init__(min_value=0, max_value=99_999, widget=widget, **kwargs)


class AnswerRow(RowForm):
    """The answer to one requirement."""

    closed: ClassVar = {"feasibility": "feasibility", "risk": "risk"}
    mark_optional = False

    requirement = forms.CharField(widget=forms.HiddenInput, max_length=8)
    feasibility = CodeChoiceField(label=gettext_lazy("Feasibility"), choices=[], as_="select")
    effort_hours_low = Hours(label=gettext_lazy("Hours, from"))
    effort_hours_high = Hours(label=gettext_lazy("Hours, up to"))
    approach = LongTextField(label=gettext_lazy("How it would be done"), rows=2, max_length=4000)
    risk = CodeChoiceField(label=gettext_lazy("Risk"), choices=[], as_="select")
    third_party = forms.CharField(label=gettext_lazy("Third party"), required=False, max_length=120)
    dependency = forms.CharField(label=gettext_lazy("Depends on"), required=False, max_length=200)

    @property
    def answered(self) -> bool:
        """Tell whether somebody said if it can be done, and how."""
        return bool(self["feasibility"].value() and str(self["approach"].value() or "").strip())


class RtpForm(RowsForm):
    """The rows are those of the RAR in force, whatever was posted; answers to an earlier one come along by number."""

    row_form = AnswerRow
    spare = 0
    closed: ClassVar = {"verdict": "rtp-verdict"}

    third_parties = LongTextField(label=gettext_lazy("Third parties and services"), rows=2)
    hosting = LongTextField(label=gettext_lazy("Hosting and environments"), rows=2)
    new_requirements = LongTextField(
        label=gettext_lazy("New requirements found"),
        help_text=gettext_lazy("The EC takes them into the next version of the RAR."),
        rows=1,
        required=False,
    )
    verdict = CodeChoiceField(label=gettext_lazy("Verdict"), choices=[], as_="radios")
    conditions = LongTextField(label=gettext_lazy("Conditions"), rows=2, required=False)

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        stands = kwargs["situation"].once(standing)
        self.stands = stands
        self.requirements: Sequence[Mapping[str, Any]] = stands.rar.data["requirements"] if stands.rar else ()
        ids = [row["id"] for row in self.requirements]
        if data is not None:
            data = _over(data, ids)
        elif kwargs.get("initial") is None:
            kwargs["initial"] = self._start(ids)
        super().__init__(data, *args, **kwargs)
        for row, requirement in zip(self.rows, self.requirements, strict=True):
            row.legend = requirement["id"]
            row.about = requirement["text"]
            if requirement["id"] in stands.revisit:
                said = _("%(text)s (look at it again: it changed)") if row.answered else _("%(text)s (new)")
                row.about = said % {"text": requirement["text"]}

    @property
    def pending(self) -> int:
        """Return how many requirements nobody answered yet."""
        return sum(not row.answered for row in self.rows)

    @property
    def version(self) -> int:
        """Return the number the next version gets."""
        return self.stands.rtp.version + 1 if self.stands.rtp else 1

    def _start(self, ids: Sequence[str]) -> dict[str, Any]:
        rar, rtp = self.stands.rar, self.stands.rtp
        said: dict[str, Any] = dict(rtp.data) if rtp else {}
        answers = {row["requirement"]: row for row in said.get("answers", ())}
        if rtp is None and rar:
            said["hosting"] = rar.data.get("hosting", "")
        said.pop("verdict", None)  # said anew each time
        return {**said, "rows": [{**answers.get(one, {}), "requirement": one} for one in ids]}


class ReturnForm(StepForm):
    """What has to change before it can be approved."""

    number_prefix = None

    comment = LongTextField(label=gettext_lazy("What has to change"), rows=3, max_length=4000)


def _over(data: QueryDict, ids: Sequence[str]) -> QueryDict:
    """Lay what was typed over the requirements in force: the answer goes with its number, the rest is left out."""
    total = data.get(f"{PREFIX}-TOTAL_FORMS", "0")
    places = {
        data.get(f"{PREFIX}-{place}-requirement", ""): place
        for place in range(min(int(total) if total.isdecimal() else 0, 1000))
    }
    fresh = QueryDict(mutable=True)
    for key in data:
        if not key.startswith(f"{PREFIX}-"):
            fresh.setlist(key, data.getlist(key))
    fresh[f"{PREFIX}-TOTAL_FORMS"], fresh[f"{PREFIX}-INITIAL_FORMS"] = str(len(ids)), "0"
    for place, one in enumerate(ids):
        fresh[f"{PREFIX}-{place}-requirement"] = one
        for name in ANSWER if one in places else ():
            fresh[f"{PREFIX}-{place}-{name}"] = data.get(f"{PREFIX}-{places[one]}-{name}", "")
    return fresh
