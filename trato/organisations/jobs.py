"""Work the clock asks for: organisations that changed many at once are compared with the rest."""

from datetime import datetime

from django.db import transaction

from trato.jobs.registry import every
from trato.organisations.pairs import pair_next

BATCH, BATCHES = 250, 40


@every(minutes=1, name="organisations.pairs")
def look_for_pairs(_at: datetime) -> None:
    """Look at who changed, a batch at a time; what is left waits for the next minute."""
    for _turn in range(BATCHES):
        with transaction.atomic():
            if not pair_next(most=BATCH):
                return
