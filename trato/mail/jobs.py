"""The periodic work of this package, as plain data: `mail` and `jobs` stand side by side and import neither way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from trato.mail.delivery import deliver_due

# Name, seconds between two runs, work.
PERIODIC: tuple[tuple[str, float, Callable[[datetime], None]], ...] = (("mail.deliver", 1, deliver_due),)
