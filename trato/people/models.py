"""People of the house, the roles they hold over time, their competence and their invitations."""

from datetime import date, datetime, timedelta
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from trato.people.roles import Role
from trato.ui.values import to_local


class Theme(models.TextChoices):
    """Choose how the screen is painted; SYSTEM follows the device."""

    SYSTEM = "system", _("As the device says")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Language(models.TextChoices):
    """Choose the language of the interface."""

    SPANISH = "es-ar", "Español"
    ENGLISH = "en", "English"


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> "UserQuerySet":
        """Keep those who may sign in."""
        return self.filter(is_active=True)

    def holding(self, role: str, at: datetime) -> "UserQuerySet":
        """Keep those who hold the role at that instant, substitutes included."""
        return self.filter(Exists(RoleHeld.objects.at(at).filter(role=role, user=OuterRef("pk"))))


class UserManager(BaseUserManager["User"]):
    """Find people by e-mail, however it was typed."""

    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def active(self) -> UserQuerySet:
        return self.get_queryset().active()

    def holding(self, role: str, at: datetime) -> UserQuerySet:
        return self.get_queryset().holding(role, at)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=str(username or "").strip().lower())


class User(AbstractBaseUser):
    """A person of the house who may sign in with their e-mail.

    Rows are never deleted: the ledger names people by key. `is_active` is false until the invitation is accepted
    and again after the account is closed.
    """

    email = models.EmailField(_("e-mail"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=120)
    phone = models.CharField(_("phone"), max_length=32, blank=True, default="")
    initials = models.CharField(_("initials"), max_length=4)
    theme = models.CharField(_("theme"), max_length=8, choices=Theme.choices, default=Theme.SYSTEM)
    letter_keys = models.BooleanField(_("letter keys"), default=True)
    language = models.CharField(_("language"), max_length=8, choices=Language.choices, default=Language.SPANISH)
    is_active = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)
    invited_at = models.DateTimeField()
    activated_at = models.DateTimeField(null=True, blank=True)
    deactivated_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_in_lower_case"),
            models.CheckConstraint(
                condition=Q(is_active=False) | Q(activated_at__isnull=False), name="user_active_was_activated"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """Return the key under which the ledger knows this person: "user/12"."""
        return f"user/{self.pk}"

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]


class RoleHeldQuerySet(models.QuerySet["RoleHeld"]):
    def at(self, at: datetime) -> "RoleHeldQuerySet":
        """Keep the roles held at that instant: since ≤ at < until."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=at), since__lte=at)

    def ahead(self, at: datetime) -> "RoleHeldQuerySet":
        """Keep the roles held now or later."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=at))


class RoleHeld(models.Model):
    """A role a person holds from–to, in their own name or substituting someone (ISO cl. 5.3)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=8, choices=Role.choices)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    substitute_for = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="substituted", null=True, blank=True
    )
    reason = models.CharField(max_length=300, blank=True, default="")

    objects = RoleHeldQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["user_id", "since", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="roleheld_until_after_since"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="roleheld_role_known"),
            models.CheckConstraint(
                condition=Q(substitute_for__isnull=True) | ~Q(substitute_for=F("user")),
                name="roleheld_substitutes_another",
            ),
            models.CheckConstraint(
                condition=Q(substitute_for__isnull=True) | Q(until__isnull=False), name="roleheld_substitution_ends"
            ),
            models.UniqueConstraint(
                fields=["user", "role"], condition=Q(until__isnull=True), name="roleheld_one_open_per_role"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["role", "since"], name="roleheld_role_since")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"

    @property
    def last_day(self) -> date | None:
        """Return the last local day on which the role is held; None while no end is set."""
        return None if self.until is None else to_local(self.until - timedelta(microseconds=1)).date()


class Topic(models.TextChoices):
    """Name what a person was found competent in (ISO cl. 7.2)."""

    TECHNICAL_EVALUATION = "technical-evaluation", _("Technical evaluation (RTP)")
    REQUIREMENTS_REVIEW = "requirements-review", _("Review of requirements before commitment")
    COMMERCIAL = "commercial", _("Commercial care")
    CONTRACTS = "contracts", _("Contracts")
    AUDIT = "audit", _("Quality audit")


class Competence(models.Model):
    """Evidence that a person is competent in a topic since a date."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="competences")
    topic = models.CharField(max_length=24, choices=Topic.choices)
    evidence = models.CharField(max_length=300)
    since = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["user_id", "topic", "since"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "topic", "since"], name="competence_once_per_day"),
            models.CheckConstraint(condition=~Q(evidence=""), name="competence_has_evidence"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.topic}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, at: datetime) -> "InvitationQuerySet":
        """Keep those that can still be accepted."""
        return self.filter(used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=at)


class Invitation(models.Model):
    """A one-use link to set up sign-in. Only the SHA-256 of its token is kept."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-issued_at"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("issued_at")), name="invitation_expires_later"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.issued_at:%Y-%m-%d}"


class Counter(models.Model):
    """A row of Django's database cache: where the counters that limit sign-in attempts live."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "people_counter"

    def __str__(self) -> str:
        return self.cache_key
