"""Sessions in the database, as Django keeps them, read with a query that is put together once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.utils import timezone

from trato.prepared import Prepared

_KEPT = Prepared(
    lambda key, now: (
        SessionStore.get_model_class().objects.filter(session_key=key, expire_date__gt=now).values_list("session_data")
    ),
    key=str,
    now=datetime,
)


class SessionStore(db.SessionStore):
    """Django's store; only reading, which every page does, is quicker."""

    def load(self) -> dict[str, Any]:
        """Return what the session holds; nothing, and no key, when there is none or it expired."""
        found = _KEPT.rows(key=self.session_key, now=timezone.now())
        if not found:
            self._session_key = None
            return {}
        kept: dict[str, Any] = self.decode(found[0][0])
        return kept
