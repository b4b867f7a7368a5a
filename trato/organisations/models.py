"""Organisations, the people in them, the powers of their signatories, and what they are recognised by."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Lower
from django.utils.translation import gettext_lazy as _

from trato.organisations.cuit import Cuit
from trato.organisations.places import HOME

models.CharField.register_lookup(Length)


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def standing(self) -> OrganisationQuerySet:
        """Leave out those an undone import brought in, or that became part of another."""
        return self.filter(retired_at=None)

    def matching(self, folded: str) -> OrganisationQuerySet:
        """Keep those whose search copy holds every word; `folded` comes from `names.fold`."""
        found = self
        for word in folded.split():
            found = found.filter(search__contains=word)
        return found


class Organisation(models.Model):
    """A client or prospect as a legal or natural person. PE-CM-01 §5 «Prospecto», §8.1.1.

    `cuit` holds eleven digits or nothing; `domain` a bare domain; `country` ISO 3166-1, `province` ISO 3166-2 and only
    in Argentina. `name_key` and `search` are folded copies made in Python, for lookups by index. `merged_into` is the
    organisation it became part of. `unpaired` says that whom it looks like has to be looked at again.
    """

    name = models.CharField(_("name"), max_length=200)
    legal_name = models.CharField(_("legal name"), max_length=200, blank=True, default="")
    cuit = models.CharField("CUIT", max_length=11, null=True, blank=True, default=None)
    domain = models.CharField(_("web site"), max_length=253, blank=True, default="")
    country = models.CharField(_("country"), max_length=2, blank=True, default=HOME)
    province = models.CharField(_("province"), max_length=4, blank=True, default="")
    locality = models.CharField(_("town"), max_length=120, blank=True, default="")
    name_key = models.CharField(max_length=200, db_index=True)
    search = models.TextField()
    registered_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="absorbed")
    unpaired = models.BooleanField(default=True)

    objects: ClassVar[models.Manager[Organisation]] = models.Manager.from_queryset(OrganisationQuerySet)()

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cuit"], condition=Q(retired_at=None), name="organisations_cuit_once_while_standing"
            ),
            models.CheckConstraint(
                condition=Q(cuit=None) | Q(cuit__length=11), name="organisations_cuit_of_eleven_digits"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="organisations_named"),
            models.CheckConstraint(condition=Q(domain=Lower("domain")), name="organisations_domain_in_lower_case"),
            models.CheckConstraint(condition=Q(province="") | Q(country=HOME), name="organisations_province_at_home"),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(retired_at__isnull=False), name="organisations_merged_is_retired"
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("pk")), name="organisations_not_merged_into_itself"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(unpaired=True), name="organisations_unpaired"),
        ]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def current_people(self) -> list[Contact]:
        """Who speaks for it now, signatories first; read once for a page."""
        return list(Contact.objects.filter(organisation=self).current())

    @property
    def stream(self) -> str:
        """Name the organisation's stream in the ledger."""
        return f"organisation/{self.pk}"

    @property
    def tax_number(self) -> Cuit | None:
        return Cuit(self.cuit) if self.cuit else None


class ContactQuerySet(models.QuerySet["Contact"]):
    def current(self) -> ContactQuerySet:
        """Leave out people who no longer speak for the organisation."""
        return self.filter(retired_at=None)

    def signatories(self) -> ContactQuerySet:
        """Keep the people who may sign for the organisation («Firmante Cliente»)."""
        return self.current().filter(is_signatory=True)


class Contact(models.Model):
    """A person of an organisation, known to the ledger only as "person/12"; no account.

    `part` is a code of the procedure's catalogue "contact-role". `mail` in lower case, `phone` in E.164; `others` are
    [kind "mail" or "phone", the value in the same form, whether it has WhatsApp]. Never deleted: the ledger names them
    by key. Erasing empties the row.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(_("name"), max_length=120)
    position = models.CharField(_("position"), max_length=120, blank=True, default="")
    part = models.CharField(_("part in the decision"), max_length=20, blank=True, default="")
    mail = models.EmailField(_("e-mail"), max_length=254, blank=True, default="")
    phone = models.CharField(_("phone"), max_length=20, blank=True, default="")
    is_whatsapp = models.BooleanField(_("has WhatsApp"), default=False)
    others = models.JSONField(_("other telephones and e-mails"), default=list, blank=True)
    is_signatory = models.BooleanField(_("signs for the organisation"), default=False)
    added_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[Contact]] = models.Manager.from_queryset(ContactQuerySet)()

    class Meta:
        ordering: ClassVar = ["-is_signatory", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(name=""), name="contact_named"),
            models.CheckConstraint(condition=Q(mail=Lower("mail")), name="contact_mail_in_lower_case"),
            models.CheckConstraint(condition=Q(phone="") | Q(phone__startswith="+"), name="contact_phone_in_e164"),
            models.CheckConstraint(condition=Q(is_whatsapp=False) | ~Q(phone=""), name="contact_whatsapp_has_phone"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def mails(self) -> list[str]:
        """Return every e-mail, the usual one first."""
        return [text for text in (self.mail, *(value for kind, value, _has in self.others if kind == "mail")) if text]

    @property
    def phones(self) -> list[tuple[str, bool]]:
        """Return every telephone with whether it has WhatsApp, the usual one first."""
        usual = [(self.phone, self.is_whatsapp)] if self.phone else []
        return usual + [(value, bool(has)) for kind, value, has in self.others if kind == "phone"]

    @property
    def key(self) -> str:
        """Return the key under which the ledger knows this person: "person/12"."""
        return f"person/{self.pk}"


class Power(models.Model):
    """What lets a signatory bind the organisation: a poder, or the office they hold. PE-CM-01 §8.2.8.

    `document` is the scanned instrument; `verified_at` says when somebody of the house read it.
    """

    class Kind(models.TextChoices):
        GENERAL = "general", _("General power of attorney")
        SPECIAL = "special", _("Special power of attorney")
        OFFICE = "office", _("Office held (manager, chair, partner)")
        OWNER = "owner", _("Signs for themselves (natural person)")
        ACT = "act", _("Administrative act or minutes")

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="powers")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    document = models.ForeignKey("documents.File", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(verified_at=None, verified_by="") | (Q(verified_at__isnull=False) & ~Q(verified_by="")),
                name="power_verified_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(verified_at=None) | Q(verified_at__gte=F("recorded_at")),
                name="power_verified_after_recorded",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.kind}"

    @property
    def verified(self) -> bool:
        return self.verified_at is not None

    def in_force(self, on: date) -> bool:
        """Tell whether the power has not expired on that day; without expiry it lasts."""
        return self.expires_on is None or self.expires_on >= on


class NoteQuerySet(models.QuerySet["Note"]):
    def current(self) -> NoteQuerySet:
        """Leave out what somebody took out."""
        return self.filter(retired_at=None)


class Note(models.Model):
    """What somebody wrote down about an organisation, or a file they kept with it; never in the ledger, never edited.

    Whoever was wrong takes it out and writes another.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField(_("note"), blank=True, default="")
    file = models.ForeignKey("documents.File", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=80)
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_by = models.CharField(max_length=80, blank=True, default="")

    objects: ClassVar[models.Manager[Note]] = models.Manager.from_queryset(NoteQuerySet)()

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(text="") | Q(file__isnull=False), name="note_says_something"),
            models.CheckConstraint(
                condition=Q(retired_at=None, retired_by="") | (Q(retired_at__isnull=False) & ~Q(retired_by="")),
                name="note_retired_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.pk}"


class Identifier(models.Model):
    """Something an organisation or its people are recognised by: derived, rebuilt by the actions, never typed."""

    class Kind(models.TextChoices):
        CUIT = "cuit", "CUIT"
        MAIL = "mail", _("e-mail")
        PHONE = "phone", _("phone")
        DOMAIN = "domain", _("web site")
        BLOCK = "block", _("name")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="identifiers")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    value = models.CharField(max_length=254)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "value", "organisation"], name="identifier_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.organisation_id}"


class Pair(models.Model):
    """Two organisations that may be one: derived, found anew whenever one of them changes.

    `first` is the one registered before. `why` names the reasons of `duplicates.Why`, the strongest first, between
    spaces; `strength` is the place of the strongest. Somebody's «they are not the same» is kept and never derived.
    """

    first = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    why = models.CharField(max_length=60)
    strength = models.PositiveSmallIntegerField()
    dismissed_at = models.DateTimeField(null=True, blank=True)
    dismissed_by = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first", "second"], name="pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="pair_in_order"),
            models.CheckConstraint(
                condition=Q(dismissed_at=None, dismissed_by="") | (Q(dismissed_at__isnull=False) & ~Q(dismissed_by="")),
                name="pair_dismissed_by_somebody",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["strength", "id"], condition=Q(dismissed_at=None), name="pair_suspected"),
            models.Index(fields=["strength", "id"], condition=Q(dismissed_at__isnull=False), name="pair_dismissed"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id}"


class Merge(models.Model):
    """One organisation became part of another, with what is needed to undo it.

    `values` are [model, field, value before, value after] of the survivor's own rows; `moved` maps "model.field" to
    the keys of the rows that now point to the survivor; `people` are [key of a person, field, before, after].
    """

    survivor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    absorbed = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    values = models.JSONField(default=list)
    moved = models.JSONField(default=dict)
    people = models.JSONField(default=list)
    merged_at = models.DateTimeField()
    merged_by = models.CharField(max_length=80)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["absorbed"], condition=Q(undone_at=None), name="merge_standing_once"),
            models.CheckConstraint(condition=~Q(survivor=F("absorbed")), name="merge_of_two"),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by="") | (Q(undone_at__isnull=False) & ~Q(undone_by="")),
                name="merge_undone_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.absorbed_id} {self.survivor_id}"
