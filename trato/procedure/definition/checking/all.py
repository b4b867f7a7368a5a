"""Check a whole definition."""

from __future__ import annotations

from trato.procedure.definition.checking.circles import check_circles
from trato.procedure.definition.checking.conditions import check_conditions
from trato.procedure.definition.checking.names import check_names
from trato.procedure.definition.checking.reach import check_reach
from trato.procedure.definition.checking.rules import check_rules
from trato.procedure.definition.model import Definition
from trato.procedure.definition.reading.table import Source


def check(definition: Definition, source: Source) -> None:
    """Note whatever would keep the definition from being issued; later checks trust what earlier ones found right."""
    check_names(definition, source)
    if source.problems:
        return
    check_conditions(definition, source)
    check_rules(definition, source)
    if source.problems or not definition.runnable:
        return
    check_circles(definition, source)
    check_reach(definition, source)
