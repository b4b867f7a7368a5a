"""Who may read the records and files of a cycle."""

from trato.cycles.models import Cycle
from trato.ledger.actors import Actor


def may_read(actor: Actor, stream: str) -> bool:
    """Tell whether the actor may see what hangs from the stream "cycle/<pk>"."""
    number = stream.partition("/")[2]
    return number.isdecimal() and Cycle.objects.visible_to(actor).filter(pk=int(number)).exists()
