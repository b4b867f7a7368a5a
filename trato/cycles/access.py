"""Who may read the records and files of a cycle, where they belong, and which cycles run under a definition."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trato.cycles.models import Cycle, State
from trato.documents.models import DefinitionVersion
from trato.documents.usage import Use
from trato.ledger.actors import Actor


def may_read(actor: Actor, stream: str) -> bool:
    """Tell whether the actor may see what hangs from the stream "cycle/<pk>"."""
    number = stream.partition("/")[2]
    return number.isdecimal() and Cycle.objects.visible_to(actor).filter(pk=int(number)).exists()


def place_of(stream: str) -> tuple[str, str] | None:
    """Name the cycle a record belongs to, and the address of its page."""
    number = stream.partition("/")[2]
    code = Cycle.objects.filter(pk=int(number)).values_list("code", flat=True).first() if number.isdecimal() else None
    return (code, f"/ciclos/{code}/") if code else None


def cycles_under(definition_hash: str) -> Use | None:
    """Count the cycles still running under a version of the procedure."""
    running = (
        Cycle.objects.filter(definition=definition_hash, progress__closed_at=None)
        .exclude(progress__state=State.ANNULLED)
        .count()
    )
    if not running:
        return None
    return Use(
        label=_("Cycles under this version"),
        text=ngettext("%(n)s running", "%(n)s running", running) % {"n": running},
        url="/ciclos/otra-version/" if _was_overtaken(definition_hash) else "/prospectos/",
    )


def _was_overtaken(definition_hash: str) -> bool:
    """Tell whether another version came into force after this one."""
    known = DefinitionVersion.objects.get(hash=definition_hash)
    if known.effective_from is None:
        return False
    return DefinitionVersion.objects.filter(code=known.code, effective_from__gt=known.effective_from).exists()
