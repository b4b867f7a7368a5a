"""The controlled document is the program: its actions are steps, its events are recorded by code."""

import ast
import re
from functools import cache

import pytest

from tests.guards.house import ROOT, TRATO
from trato.procedure import load

# Done at one step, it speaks of another: a no-show reopens the meeting, an answer to the offer is its follow-up.
OF_ANOTHER = {("present", "meeting.missed"), ("agree-requirements", "proposal.followed")}
# The procedure itself declares the names; the demo only tells stories through the actions.
ASIDE = {"procedure", "demo"}


@cache
def version_01():
    return load((ROOT / "procedures" / "PE-CM-01" / "01.toml").read_bytes())


@cache
def steps():
    from trato.desk.assembly import steps as assembled

    return assembled()


@cache
def names_in_code():
    """Every text written in the code but for those that only ask about what happened."""
    found = set()
    for path in TRATO.rglob("*.py"):
        parts = path.relative_to(TRATO).parts
        if parts[0] in ASIDE or {"tests", "migrations"} & set(parts) or parts == ("cycles", "projection.py"):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        asking = {id(node) for question in ast.walk(tree) for node in _asked(question)}
        found |= {
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in asking
        }
    return found


def _asked(node):
    """Give the texts with which a node asks about events: a comparison, `latest(…)`, `every(…)`, `Verb(event=…)`."""
    if isinstance(node, ast.Compare):
        yield from ast.walk(node)
    elif isinstance(node, ast.Call):
        called = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if called in {"latest", "every"}:
            yield from (part for argument in node.args for part in ast.walk(argument))
        elif called == "Verb":
            yield from (keyword.value for keyword in node.keywords if keyword.arg == "event")


def test_every_action_is_a_step_and_every_step_an_action():
    assert set(steps()) == {action.id for action in version_01().actions}


@pytest.mark.parametrize("action", [action.id for action in version_01().actions])
def test_verbs_of_a_step_are_its_own(action):
    verbs = steps()[action].verbs
    assert verbs
    assert len({verb.slug for verb in verbs}) == len(verbs)
    for verb in verbs:
        if verb.event:
            of = version_01().event(verb.event).action
            assert of in {"", action} or (action, verb.event) in OF_ANOTHER, verb.slug


@pytest.mark.parametrize("event", [event.name for event in version_01().events])
def test_every_event_is_recorded_by_code(event):
    assert event in names_in_code()


def drafts_of(path):
    """Give the stream, as it is written, of each entry that a file drafts for the ledger."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Draft":
            yield from (ast.unparse(keyword.value) for keyword in node.keywords if keyword.arg == "stream")


def test_the_history_of_a_cycle_is_written_through_one_door():
    """Opening it and `provide` are the door; whoever else drafted an entry of its stream would ask nobody."""
    written = {
        str(path.relative_to(TRATO))
        for path in TRATO.rglob("*.py")
        if not {"tests", "migrations"} & set(path.relative_to(TRATO).parts)
        and any(re.search(r"cycle\w*\.stream|cycle_stream|cycle/", stream) for stream in drafts_of(path))
    }
    assert written == {"cycles/evidence.py", "cycles/opening.py"}


def test_every_page_of_the_desk_is_for_people_signed_in():
    from trato.desk.urls import urlpatterns

    assert {pattern.name for pattern in urlpatterns if pattern.callback.audience != "staff"} == set()
