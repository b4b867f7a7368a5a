"""One cycle per prospect or client (PE-CM-01 §4), its people, and the projection that lists and the board read."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import OrderBy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from trato.ledger.actors import Actor

LONG_AGO = datetime(1900, 1, 1, tzinfo=UTC)


class CycleQuerySet(models.QuerySet["Cycle"]):
    """Cycles, always asked for from somebody's point of view."""

    def visible_to(self, actor: Actor) -> CycleQuerySet:
        """Keep what the actor may read: GC, EC, SGC and AUDITOR everything; technical roles what they are assigned,
        and PM, PO, TO every cycle contracted; people outside the cycles of their own organisation.
        """
        if actor.kind == "system" or {"GC", "EC", "SGC", "AUDITOR"} & set(actor.roles):
            return self
        if actor.kind == "person":
            return self.filter(organisation__contacts__pk=_number(actor.key)).distinct()
        if actor.kind != "user":
            return self.none()
        user = _number(actor.key)
        # Keys by index, never a question asked of every cycle.
        mine = Q(pk__in=Member.objects.filter(user=user, until=None).values("cycle")) | Q(owner=user)
        if {"PM", "PO", "TO"} & set(actor.roles):
            # Among those decided, which an index knows: by the outcome alone every cycle would be read.
            decided = Progress.objects.filter(outcome_at__gt=LONG_AGO)
            mine |= Q(pk__in=decided.filter(outcome="contracted").values("pk"))
        return self.filter(mine) if {"EET", "PM", "PO", "TO"} & set(actor.roles) else self.none()

    def locked(self) -> CycleQuerySet:
        """Lock the rows in id order, the first lock any action takes."""
        return self.select_for_update(of=("self",)).order_by("pk")


class Cycle(models.Model):
    """A run of the procedure for one prospect or client and one project, pinned to the definition it started under.

    `seq` is the last entry of its stream in the ledger; forms carry it, so that two people acting at once is noticed.
    `in_flight_at` is the action a deal stood at when it was loaded at go-live, or nothing.
    """

    code = models.CharField(_("code"), max_length=16, unique=True)
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="cycles", verbose_name=_("organisation")
    )
    title = models.CharField(_("project"), max_length=160, blank=True, default="")
    definition = models.ForeignKey(
        "documents.DefinitionVersion",
        to_field="hash",
        db_column="definition_hash",
        on_delete=models.PROTECT,
        related_name="+",
    )
    owner = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="cycles", verbose_name=_("owner")
    )
    previous = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="recovered_by", verbose_name=_("previous")
    )
    opened_at = models.DateTimeField()
    in_flight_at = models.CharField(max_length=40, blank=True, default="")
    seq = models.PositiveIntegerField(default=0)

    objects = CycleQuerySet.as_manager()
    seen_as: Any = None  # the situation this object was last read in, before any lock
    held_as: Any = None  # the same, handed to the object that `lock` returned: nothing happened between the two

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(previous=F("pk")), name="cycle_is_not_its_own_previous"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def stream(self) -> str:
        """Name the cycle's stream in the ledger and in the records."""
        return f"cycle/{self.pk}"


class Member(models.Model):
    """Somebody assigned to a cycle in a role other than its owner's, from–to."""

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=8)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cycle", "user", "role"], condition=Q(until=None), name="member_once_per_role"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="member_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cycle_id} {self.role} {self.user_id}"


class State(models.TextChoices):
    """Where a cycle stands, in the words of the screens."""

    LISTED = "listed", _("Listed, not classified")
    RUNNING = "running", _("In progress")
    WAITING_APPROVAL = "waiting-approval", _("Waiting for approval")
    WAITING_CLIENT = "waiting-client", _("Waiting for the client")
    PROPOSAL_SENT = "proposal-sent", _("Proposal sent")
    PROPOSAL_EXPIRED = "proposal-expired", _("Proposal expired")
    READY_TO_SIGN = "ready-to-sign", _("Ready to sign")
    SIGNED_BY_CLIENT = "signed-by-client", _("Signed by the client")
    PAYMENT_TO_VERIFY = "payment-to-verify", _("Payment to verify")
    PAYMENT_VERIFIED = "payment-verified", _("Payment verified")
    SENT = "sent", _("Sent to Design")
    RETURNED = "returned", _("Returned by Design")
    CONTRACTED = "contracted", _("Contracted")
    LOST = "lost", _("Closed without a contract")
    ANNULLED = "annulled", _("Annulled")


class NextStep(models.TextChoices):
    """What the day of the next step was set for."""

    CONTACT = "contact", _("Next contact")
    MEETING = "meeting", _("Meeting")
    OWN = "own", _("Next step")


class ProgressQuerySet(models.QuerySet["Progress"]):
    """The rows that lists and the board read."""

    def visible_to(self, actor: Actor) -> ProgressQuerySet:
        """Keep the rows of the cycles the actor may read."""
        if actor.kind == "system" or {"GC", "EC", "SGC", "AUDITOR"} & set(actor.roles):
            return self
        return self.filter(cycle__in=Cycle.objects.visible_to(actor).values("pk"))

    def running(self) -> ProgressQuerySet:
        """Keep what is still going on; an annulled cycle is closed."""
        return self.filter(closed_at=None)

    def closed(self) -> ProgressQuerySet:
        """Keep what is over, annulled cycles left out."""
        return self.exclude(closed_at=None).exclude(state=State.ANNULLED)

    def due_first(self) -> ProgressQuerySet:
        """Order by what is due, the undated last."""
        return self.order_by(OrderBy(F("due_on"), nulls_last=True), "cycle_id")

    def stale_by(self, at: datetime) -> ProgressQuerySet:
        """Keep the rows that the clock alone has made out of date."""
        return self.filter(changes_at__lte=at)


class Progress(models.Model):
    """What `evaluate` said of a cycle the last time something happened or the clock changed it; never edited by hand.

    `next_step_on` is the day somebody promised to go on, of `next_step_kind` and perhaps in words (`next_step`);
    `next_step_pos` the place in the ledger where it was set by itself, 0 when it follows from a contact or a meeting.
    `next_roles` are those who can take the next action further now, "EC/GC". `sent_back` is the hash of the record its
    approver returned last: its author moves again, until they issue another.
    `idle_on` is the day from which a cycle without activity says so. `due_on` is stored, never "overdue". `for_gc` says
    that the next step asks for the word or the hand of a GC, waivers apart. `comb` is the whole cycle in one line: d
    done, w waiting, c current, v overdue, n not applicable, x waived; phases separated by "|". `lack` is the first
    reason that stands in the way of the next action, {"code": …, "params": …}.
    """

    cycle = models.OneToOneField(Cycle, on_delete=models.CASCADE, primary_key=True, related_name="progress")
    code = models.CharField(max_length=16)
    organisation_name = models.CharField(max_length=200)
    title = models.CharField(max_length=160, blank=True, default="")
    owner = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=20, choices=State.choices, default=State.LISTED)
    phase = models.CharField(max_length=8, blank=True, default="")
    next_action = models.CharField(max_length=40, blank=True, default="")
    next_section = models.CharField(max_length=8, blank=True, default="")
    next_roles = models.CharField(max_length=40, blank=True, default="")
    sent_back = models.CharField(max_length=64, blank=True, default="")
    due_on = models.DateField(null=True, blank=True)
    next_step_on = models.DateField(null=True, blank=True)
    next_step_kind = models.CharField(max_length=8, choices=NextStep.choices, blank=True, default="")
    next_step = models.CharField(max_length=120, blank=True, default="")
    next_step_pos = models.PositiveBigIntegerField(default=0)
    idle_on = models.DateField(null=True, blank=True)
    contacted = models.BooleanField(default=False)
    waiting_for_client = models.BooleanField(default=False)
    waiver_pending = models.BooleanField(default=False)
    for_gc = models.BooleanField(default=False)
    waivers = models.PositiveSmallIntegerField(default=0)
    missing = models.PositiveSmallIntegerField(default=0)
    lack = models.JSONField(default=dict, blank=True)
    steps_done = models.PositiveSmallIntegerField(default=0)
    steps_total = models.PositiveSmallIntegerField(default=0)
    comb = models.CharField(max_length=64, blank=True, default="")
    modality = models.CharField(max_length=16, blank=True, default="full")
    outcome = models.CharField(max_length=16, blank=True, default="")
    outcome_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    phase_since = models.DateTimeField()
    last_event_at = models.DateTimeField()
    changes_at = models.DateTimeField(null=True, blank=True, db_index=True)
    amount_minor = models.BigIntegerField(null=True, blank=True)
    amount_currency = models.CharField(max_length=3, blank=True, default="")
    priority = models.CharField(max_length=20, blank=True, default="")
    recovered = models.BooleanField(default=False)

    objects = ProgressQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["owner", "closed_at", "due_on", "cycle"], name="progress_owner_due"),
            models.Index(fields=["closed_at", "due_on", "cycle"], name="progress_due"),
            models.Index(fields=["phase", "closed_at", "due_on", "cycle"], name="progress_phase_due"),
            models.Index(fields=["owner", "phase", "closed_at", "due_on", "cycle"], name="progress_owner_phase_due"),
            models.Index(fields=["due_on", "cycle"], name="progress_all_due"),
            models.Index(fields=["outcome_at"], name="progress_outcome_at"),
            # Few rows each: what the menu counts on every page.
            models.Index(fields=["closed_at", "due_on"], condition=Q(for_gc=True), name="progress_for_gc"),
            models.Index(fields=["closed_at", "due_on"], condition=Q(waiver_pending=True), name="progress_waiver"),
            models.Index(
                fields=["owner", "closed_at", "due_on", "waiting_for_client"],
                condition=Q(due_on=None) & ~Q(state=State.LISTED),
                name="progress_dateless",
            ),
            models.Index(
                fields=["closed_at", "next_step_on", "owner", "phase"],
                condition=Q(next_step_on__isnull=False),
                name="progress_next_step",
            ),
            models.Index(
                fields=["owner", "closed_at", "next_step_on"],
                condition=Q(next_step_on__isnull=False),
                name="progress_owner_step",
            ),
            models.Index(
                fields=["phase", "closed_at", "next_step_on", "due_on", "cycle"],
                condition=Q(next_step_on__isnull=False),
                name="progress_phase_step",
            ),
            # What the board adds up.
            models.Index(
                fields=["closed_at", "phase", "amount_currency", "amount_minor", "owner"],
                condition=Q(amount_minor__isnull=False),
                name="progress_sums",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def pressing_on(self) -> date | None:
        """Return when it first asks for somebody: the next action falls due or the next step was promised."""
        return min(filter(None, (self.due_on, self.next_step_on)), default=None)

    def get_state_display(self) -> str:  # type: ignore[no-redef]
        """Return the state in the reader's language."""
        return _state_in(self.state, get_language())


class IdleLimit(models.Model):
    """After how many days without activity the cycles of a phase say so; 0 is never. What is not here is as usual."""

    phase = models.CharField(max_length=8, unique=True)
    days = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"{self.phase} {self.days}"


class WaiverRequest(models.Model):
    """Somebody asks to skip or postpone an action: a reason of the catalogue, text, and «Regularizar antes del…»."""

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="waiver_requests")
    action = models.CharField(max_length=40)
    reason = models.CharField(max_length=40)
    text = models.TextField()
    regularise_by = models.DateField()
    requested_by = models.CharField(max_length=40)
    requested_at = models.DateTimeField()
    record_hash = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"{self.cycle_id} {self.action}"


class WaiverDecision(models.Model):
    """The Commercial Manager's word on a waiver; never of the one who asked."""

    request = models.OneToOneField(WaiverRequest, on_delete=models.CASCADE, related_name="decision")
    authorised = models.BooleanField()
    text = models.TextField(blank=True, default="")
    decided_by = models.CharField(max_length=40)
    decided_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.request_id} {'authorised' if self.authorised else 'refused'}"


class Draft(models.Model):
    """What somebody typed into a step's form and did not send yet: keys and values as posted, one per verb."""

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="drafts")
    verb = models.CharField(max_length=60)
    data = models.JSONField()
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["cycle", "verb"], name="draft_once_per_verb")]

    def __str__(self) -> str:
        return f"{self.cycle_id} {self.verb}"


class CalendarDay(models.Model):
    """A day whose character differs from the public calendar: a holiday added, or one worked."""

    day = models.DateField(unique=True)
    holiday = models.BooleanField(default=True)
    name = models.CharField(max_length=80)

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


def _number(key: str) -> int:
    tail = key.rpartition("/")[2]
    return int(tail) if tail.isdecimal() else 0


@lru_cache(maxsize=64)
def _state_in(state: str, _language: str | None) -> str:
    """Return the words for a state; Django's own way reads every label for each row."""
    return str(State(state).label)
