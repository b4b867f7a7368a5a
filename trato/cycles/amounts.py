"""The amount people see beside a cycle: the last estimate, proposal or contract."""

from trato.cycles.models import Cycle, Progress
from trato.procedure import Money


def set_amount(cycle: Cycle, amount: Money) -> None:
    """Show this amount in the header, the lists and the board; the records keep the real ones."""
    Progress.objects.filter(pk=cycle.pk).update(amount_minor=amount.minor, amount_currency=amount.currency)


def amount_of(cycle: Cycle) -> Money | None:
    """Return the amount shown, or None."""
    progress = cycle.progress
    return Money(progress.amount_minor, progress.amount_currency) if progress.amount_minor is not None else None
