"""What is half written: the raw text of a step's form, kept for whoever goes on with it. A gate never blocks it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from trato.cycles.models import Cycle, Draft
from trato.cycles.refusals import Refusal
from trato.cycles.visibility import require_hands_on
from trato.ledger.actors import Actor
from trato.people.actors import name_of

# What a form carries for the page and not for the record.
NOT_KEPT = {"csrfmiddlewaretoken", "seq", "draft", "_save", "_again", "_open", "volver"}


class StaleDraft(Refusal):
    """Somebody else saved this draft since it was opened; neither text is lost."""


@transaction.atomic
def save_draft(cycle: Cycle, *, verb: str, data: QueryDict, seen: int, by: Actor, at: datetime) -> Draft:
    """Keep what was typed so far; raise StaleDraft when another revision came in between, NotYours."""
    require_hands_on([cycle], by)
    typed = {_text(key): [_text(value) for value in data.getlist(key)] for key in data if key not in NOT_KEPT}
    draft = Draft.objects.select_for_update().filter(cycle=cycle, verb=verb).first()
    if draft is None:
        return Draft.objects.create(cycle=cycle, verb=verb, data=typed, revision=1, saved_at=at, saved_by=by.key)
    if draft.revision != seen and draft.data != typed:
        raise _stale(draft)
    draft.data, draft.revision, draft.saved_at, draft.saved_by = typed, draft.revision + 1, at, by.key
    draft.save()
    return draft


def drafts_of(cycle: Cycle) -> dict[str, Draft]:
    """Return what is kept of the cycle's forms, by verb."""
    return {draft.verb: draft for draft in Draft.objects.filter(cycle=cycle)}


def draft_of(cycle: Cycle, verb: str) -> Draft | None:
    """Return what is kept of a verb's form, or None."""
    return Draft.objects.filter(cycle=cycle, verb=verb).first()


def drop_draft(cycle: Cycle, verb: str, *, seen: int | None = None) -> None:
    """Forget the draft of a verb that is done; raise StaleDraft when it is not the revision seen, if one was."""
    drafts = Draft.objects.filter(cycle=cycle, verb=verb)
    if seen is not None and (draft := drafts.select_for_update().first()) and draft.revision != seen:
        raise _stale(draft)
    drafts.delete()


def as_data(draft: Draft) -> QueryDict:
    """Return the kept text as it was posted."""
    data = QueryDict(mutable=True)
    for key, values in draft.data.items():
        data.setlist(key, values)
    return data


def _stale(draft: Draft) -> StaleDraft:
    return StaleDraft(
        _("%(who)s saved this draft meanwhile. Yours is still on the page: compare them before saving again.")
        % {"who": name_of(draft.saved_by)}
    )


def _text(typed: str) -> str:
    """Leave out NUL, which nobody types and PostgreSQL keeps nowhere."""
    return typed.replace("\x00", "")
