"""A view of the list that somebody keeps under a name."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def offered_to(self, user: int) -> models.QuerySet[SavedView]:
        """Keep the person's own and those the others share; a view shows each reader what they may read."""
        return self.filter(models.Q(owner=user) | models.Q(shared=True))


class SavedView(models.Model):
    """The query of an address of the list, without its page: filters, order of the view, columns."""

    owner = models.ForeignKey("people.User", on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(_("name"), max_length=40)
    query = models.CharField(max_length=1000)
    shared = models.BooleanField(_("for everybody"), default=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "name"], name="savedview_once"),
            models.CheckConstraint(condition=~models.Q(name=""), name="savedview_named"),
        ]

    def __str__(self) -> str:
        return self.name
