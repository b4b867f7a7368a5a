import pytest

from tests.guards.house import packages
from trato.cli import messages


@pytest.mark.parametrize("package", packages())
def test_every_text_is_translated(package):
    problems = [str(problem) for problem in messages.check(package)]
    assert not problems, "\n".join(problems)
