"""Making, revoking, finishing and renewing links. Each appends to the link's own stream of the ledger."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

import rfc8785
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse

from trato.jobs import rates
from trato.ledger.actors import Actor
from trato.ledger.append import Draft, append
from trato.ledger.facts import Fact
from trato.links import letters, tokens
from trato.links.models import Link
from trato.links.purposes import actor_of, purpose_of, task_of
from trato.ui.values import organisation_zone, to_local_date

LONGEST_DAYS = 180
RENEWALS_A_DAY = 3


class CannotCreateLink(Exception):
    """The link would belong to nobody or never end; `reason` is one code: person, mail, days, reach."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class CannotChangeLink(Exception):
    """The link is no longer open; `state` says why: done, revoked, expired."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


class CannotRenew(Exception):
    """A new link is not given out; `reason`: not-expired, revoked, done, nothing-asked, no-mail, too-many."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def create_link(
    *,
    purpose: str,
    cycle_stream: str,
    subject: Mapping[str, Any],
    person_key: str,
    name: str,
    mail: str,
    phone: str,
    by: Actor,
    at: datetime,
    days: int,
    client: str = "",
) -> tuple[Link, str]:
    """Make a link for one person and one purpose; return it with its address, which cannot be had again.

    `subject` is JSON and binds what the person will see by its SHA-256s; `person_key` is opaque ("person/12"); it
    lasts to the end of the local day `days` from now. Takes the ledger's head lock: lock your own rows before.
    """
    purpose_of(purpose)
    return _create(
        Link(
            purpose=purpose,
            cycle_stream=cycle_stream,
            subject=dict(subject),
            subject_hash=hashlib.sha256(rfc8785.dumps(dict(subject))).hexdigest(),
            person_key=person_key,
            person_name=name.strip(),
            client_name=client.strip(),
            mail=mail.strip().lower(),
            phone=phone.strip(),
            days=days,
        ),
        by=by,
        at=at,
    )


@transaction.atomic
def revoke_link(*, link_id: int, why: str, by: Actor, at: datetime) -> Link:
    """Close a link for good; `why` is a closed code ("superseded", "wrong-person", "not-me", "withdrawn")."""
    link = Link.objects.select_for_update().get(pk=link_id)
    if link.revoked_at:
        raise CannotChangeLink("revoked")
    link.revoked_at, link.revoked_why = at, why
    link.save(update_fields=["revoked_at", "revoked_why"])
    record(link, "link.revoked", by=by, at=at, facts={"why": why})
    return link


@transaction.atomic
def finish_link(*, link_id: int, by: Actor, at: datetime) -> Link:
    """Note that what the link asked for is done; from then on it only shows. Raise `CannotChangeLink`."""
    link = Link.objects.select_for_update().get(pk=link_id)
    if (state := link.state(at)) != "open":
        raise CannotChangeLink(state)
    link.done_at = at
    link.save(update_fields=["done_at"])
    record(link, "link.done", by=by, at=at, facts={})
    return link


@transaction.atomic
def renew_link(*, link_id: int, at: datetime) -> Link:
    """Send a fresh link to the mailbox of the same person; nothing secret is returned. Raise `CannotRenew`."""
    old = Link.objects.select_for_update().get(pk=link_id)
    if (state := old.state(at)) != "expired":
        raise CannotRenew("not-expired" if state == "open" else state)
    if not old.mail:
        raise CannotRenew("no-mail")
    if task_of(old, at) is None:
        raise CannotRenew("nothing-asked")
    # Counted by person and purpose: the fresh link's own renewals count too.
    rate_key = f"links.renew/{old.person_key}/{old.purpose}/{old.cycle_stream}"
    if not rates.allow(rate_key, limit=RENEWALS_A_DAY, per_seconds=86_400, at=at):
        raise CannotRenew("too-many")
    fresh, url = _create(
        Link(
            purpose=old.purpose,
            cycle_stream=old.cycle_stream,
            subject=old.subject,
            subject_hash=old.subject_hash,
            person_key=old.person_key,
            person_name=old.person_name,
            client_name=old.client_name,
            mail=old.mail,
            phone=old.phone,
            days=old.days,
            replaces=old,
        ),
        by=actor_of(old),
        at=at,
    )
    letters.send_link(fresh, url, at=at)
    return fresh


def record(link: Link, event: str, *, by: Actor, at: datetime, facts: Mapping[str, Fact]) -> None:
    """Append what happened to the link to its own stream."""
    append([Draft(stream=link.stream, event=event, occurred_at=at, actor=by, facts=facts)], at=at)


def _create(link: Link, *, by: Actor, at: datetime) -> tuple[Link, str]:
    _refuse_nobody(link)
    token = tokens.new_token()
    link.prefix, link.token_hash = tokens.prefix_of(token), tokens.hash_of(token)
    link.created_at, link.created_by = at, by.key
    link.expires_at = _end_of_day(at, days=link.days)
    # A renewal is asked for by the person outside; whoever of the house made the first link stays its contact.
    if link.replaces is not None:
        link.created_by = link.replaces.created_by
    link.save(force_insert=True)
    facts: dict[str, Fact] = {
        "purpose": link.purpose,
        "subject": link.subject_hash,
        "expires": to_local_date(link.expires_at - timedelta(seconds=1)).isoformat(),
        "cycle": link.cycle_stream,
    }
    if link.replaces is not None:
        facts["replaces"] = link.replaces.stream
    record(link, "link.created", by=by, at=at, facts=facts)
    return link, f"{settings.TRATO_BASE_URL}{reverse('links:open', kwargs={'token': token})}"


def _refuse_nobody(link: Link) -> None:
    if not link.person_name:
        raise CannotCreateLink("person")
    try:
        _ = actor_of(link)
    except ValueError:
        raise CannotCreateLink("person") from None
    if not 0 < link.days <= LONGEST_DAYS:
        raise CannotCreateLink("days")
    if not link.mail and not link.phone:
        raise CannotCreateLink("reach")
    if link.mail:
        try:
            validate_email(link.mail)
        except ValidationError:
            raise CannotCreateLink("mail") from None


def _end_of_day(at: datetime, *, days: int) -> datetime:
    """Return the local midnight that ends the day `days` from now: deadlines are local dates."""
    last_day = to_local_date(at) + timedelta(days=days)
    return datetime.combine(last_day + timedelta(days=1), time(), tzinfo=organisation_zone())
