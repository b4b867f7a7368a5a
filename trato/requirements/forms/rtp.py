"""The RTP as it is written: an answer under each requirement of the RAR in force, then the verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trato.cycles.forms import StepForm, options
from trato.cycles.kept_rows import OPEN, KeptRowsForm
from trato.cycles.rows import PREFIX, RowForm
from trato.requirements.queries import standing
from trato.ui.forms import CodeChoiceField, LongTextField

FEW = 8  # answers open at once
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


class RtpForm(KeptRowsForm):
    """The rows are those of the RAR in force, whatever was posted; answers to an earlier one come along by number.

    Up to FEW of them are answered together; of more the page opens the first without an answer, and any asked for.
    """

    row_form = AnswerRow
    line_template = "requirements/rtp_line.html"
    more_template = "requirements/rar_more.html"
    saved_template = "requirements/rtp_pending.html"
    wrong_open = FEW
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
        self.together = len(ids) <= FEW
        if self.together:
            self._opened = set(range(len(ids)))
        elif not self._opened:
            self._opened = set([place for place, row in enumerate(self.typed_rows) if not _answered(row)][:1])

    @property
    def pending(self) -> int:
        """Return how many requirements nobody answered yet."""
        return sum(not _answered(typed) for typed in self.typed_rows)

    def legends(self) -> list[str]:
        """Name each row by the number of its requirement."""
        return [typed["requirement"] for typed in self.typed_rows]

    def asked(self, typed: Mapping[str, str]) -> str:
        """Say the requirement, and whether it changed since it was answered."""
        text = self._texts.get(typed["requirement"], "")
        if typed["requirement"] not in self.stands.revisit:
            return text
        said = _("%(text)s (look at it again: it changed)") if _answered(typed) else _("%(text)s (new)")
        return said % {"text": text}

    def about(self, typed: Mapping[str, str]) -> str:
        """Say whether it can be done, in how many hours, and at what risk."""
        feasibility, risk = (self._labels[name].get(typed[name], "") for name in ("feasibility", "risk"))
        hours = "–".join(filter(None, (typed["effort_hours_low"], typed["effort_hours_high"])))
        return " · ".join(
            filter(
                None,
                (
                    feasibility,
                    hours and _("%(n)s hours") % {"n": hours},
                    risk and _("risk: %(risk)s") % {"risk": risk.lower()},
                ),
            )
        )

    def lacks(self, typed: Mapping[str, str]) -> str:
        """Say that it has no answer yet."""
        return "" if _answered(typed) else _("without an answer")

    @cached_property
    def _texts(self) -> dict[str, str]:
        return {row["id"]: row["text"] for row in self.requirements}

    @cached_property
    def _labels(self) -> dict[str, dict[str, str]]:
        return {name: dict(options(self.situation.definition, of)) for name, of in AnswerRow.closed.items()}

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
        rows = [{name: str(told) for name, told in answers.get(one, {}).items()} | {"requirement": one} for one in ids]
        return {**said, "rows": rows}


class ReturnForm(StepForm):
    """What has to change before it can be approved."""

    number_prefix = None

    comment = LongTextField(label=gettext_lazy("What has to change"), rows=3, max_length=4000)


def _answered(typed: Mapping[str, str]) -> bool:
    """Tell whether somebody said if it can be done, and how."""
    return bool(typed["feasibility"] and typed["approach"])


def _over(data: QueryDict, ids: Sequence[str]) -> QueryDict:
    """Lay what was typed over the requirements in force: the answer goes with its number, the rest is left out."""
    total = data.get(f"{PREFIX}-TOTAL_FORMS", "0")
    places = {
        data.get(f"{PREFIX}-{place}-requirement", ""): place
        for place in range(min(int(total) if total.isdecimal() else 0, 1000))
    }
    fresh = QueryDict(mutable=True)
    by_place = {str(place): one for one, place in places.items()}
    opened = [by_place[place] for place in data.getlist(OPEN) if place in by_place]
    for key in data:
        if not key.startswith(f"{PREFIX}-"):
            fresh.setlist(key, data.getlist(key))
    fresh[f"{PREFIX}-TOTAL_FORMS"], fresh[f"{PREFIX}-INITIAL_FORMS"] = str(len(ids)), "0"
    fresh.setlist(OPEN, [str(place) for place, one in enumerate(ids) if one in opened])
    for place, one in enumerate(ids):
        fresh[f"{PREFIX}-{place}-requirement"] = one
        for name in ANSWER if one in places else ():
            fresh[f"{PREFIX}-{place}-{name}"] = data.get(f"{PREFIX}-{places[one]}-{name}", "")
    return fresh
