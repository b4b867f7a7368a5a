from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from trato.procedure import Calendar, Definition, load
from trato.procedure.tests.story import Story, issue_rar, send_proposal, sha

PROCEDURES = Path(__file__).resolve().parents[3] / "procedures" / "PE-CM-01"


@pytest.fixture(scope="session")
def text() -> str:
    return (PROCEDURES / "01.toml").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def definition(text: str) -> Definition:
    return load(text.encode(), file="01.toml")


@pytest.fixture(scope="session")
def transcription() -> Definition:
    return load((PROCEDURES / "00.toml").read_bytes(), file="00.toml")


@pytest.fixture(scope="session")
def calendar() -> Calendar:
    return Calendar(holidays=frozenset({date(2026, 3, 23), date(2026, 3, 24), date(2026, 4, 2), date(2026, 4, 3)}))


@pytest.fixture
def story(definition: Definition, calendar: Calendar) -> Story:
    return Story(definition, calendar)


@pytest.fixture
def presented(story: Story) -> Story:
    """A prospect classified, contacted and presented to: 8.1 is done on Thursday the 5th."""
    story.tell("cycle.opened", 0, source="list", clock=True, imported=False, before_system=False, returning=False)
    story.tell("prospect.classified", 0, record="cla", groups=6, contacts=1, priority="high")
    story.tell("contact.logged", 1, answered=True, inbound=False, medium="whatsapp")
    story.tell("meeting.scheduled", 1, record="reu", starts_at=story.at(3, "09:00").isoformat(), medium="video")
    story.tell("pitch.prepared", 2, record="pit", material=sha("pitch"))
    story.tell("minutes.sent", 3, record="min", recipients=1)
    return story


@pytest.fixture
def reviewed(presented: Story) -> Story:
    """Requirements surveyed, not deep, and reviewed on Monday the 9th."""
    issue_rar(presented, "rar-1", 4)
    presented.tell("depth.decided", 4, record="pro", needed=False, rule=False, rar=sha("rar-1"))
    presented.tell("requirements.reviewed", 7, record="rev", rar=sha("rar-1"), verdict="fit", estimate_usd=300_000)
    return presented


@pytest.fixture
def proposed(reviewed: Story) -> Story:
    """A proposal sent on Tuesday the 10th, valid until Friday the 20th."""
    send_proposal(reviewed, "ppt-1", 8)
    return reviewed
