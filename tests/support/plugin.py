"""The suite's own pytest plugin: which database, which folders, no network, before Django's settings are read."""

from __future__ import annotations

import atexit
import os
import socket
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from tests.support import databases
from tests.support.postgresql import NoPostgreSQL, PostgreSQL

# A test that asks for one of these touches a database; the others are rules and run once, on SQLite.
DATABASE_FIXTURES = frozenset(
    {"db", "transactional_db", "django_db_setup", "installation", "make_installation", "server", "make_server"}
)
BROWSER_FIXTURES = frozenset({"browser", "browser_page"})
skip_everything: str = ""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite", help="database the tests run on")


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, Any, Any]:
    """Give this process an installation of its own; runs before pytest-django loads the settings."""
    global skip_everything
    folder = tempfile.TemporaryDirectory(prefix="trato-tests-", ignore_cleanup_errors=True)
    atexit.register(folder.cleanup)
    for name in [name for name in os.environ if name.startswith("TRATO_") and not name.startswith("TRATO_TEST_")]:
        del os.environ[name]
    work = Path(folder.name)
    database = early_config.known_args_namespace.database
    if database == "postgresql" and not os.environ.get("TRATO_TEST_SERVER"):
        try:
            server = PostgreSQL.find_or_start()
        except NoPostgreSQL as missing:
            if os.environ.get("CI"):
                raise pytest.UsageError(f"PostgreSQL is needed and CI is set: {missing}") from missing
            skip_everything, database = f"PostgreSQL is missing: {missing}", "sqlite"
        else:
            atexit.register(server.stop)
            os.environ["TRATO_TEST_SERVER"] = server.url
    for variable, value in databases.environment_of_process(database, work).items():
        os.environ[variable] = value
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright runs an event loop in the thread of the test
    _refuse_the_network()
    return (yield)


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    import hypothesis
    from django.conf import settings

    # A busy machine is no bug: examples have no deadline.
    hypothesis.settings.register_profile("trato", deadline=None, print_blob=True)
    hypothesis.settings.load_profile("trato")
    if not settings.configured:
        return
    if not hasattr(config, "workerinput"):
        from trato.cli.messages import compile_stale

        compile_stale()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


def pytest_report_header(config: pytest.Config) -> str:
    return f"trato database: {config.getoption('--database')}" + (f" ({skip_everything})" if skip_everything else "")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if BROWSER_FIXTURES.intersection(getattr(item, "fixturenames", ())):
            item.add_marker("browser")
    if skip_everything:
        for item in items:
            item.add_marker(pytest.mark.skip(reason=skip_everything))
    if config.getoption("--database") != "postgresql":
        return
    kept, rules = [], []
    for item in items:
        uses = DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ())) or item.get_closest_marker("django_db")
        (kept if uses and not item.get_closest_marker("once") else rules).append(item)
    items[:] = kept
    config.hook.pytest_deselected(items=rules)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    from tests.support import remembering

    remembering.begin()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if skip_everything:
        terminalreporter.section("NOT TESTED", sep="!", red=True)
        terminalreporter.line(skip_everything)


def _refuse_the_network() -> None:
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def check(address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else ""
        if host and host not in {"127.0.0.1", "::1", "localhost"}:
            raise RuntimeError(f"a test tried to reach {host}: tests stay on this machine")

    def guarded(self: socket.socket, address: Any) -> None:
        check(address)
        connect(self, address)

    def guarded_ex(self: socket.socket, address: Any) -> int:
        check(address)
        return connect_ex(self, address)

    socket.socket.connect = guarded  # type: ignore[method-assign]
    socket.socket.connect_ex = guarded_ex  # type: ignore[method-assign]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    """Keep the outcome where fixtures can see it: a journey that failed leaves a screenshot."""
    from tests.support.browsing import outcome

    report = yield
    if report.when == "call":
        item.stash[outcome] = report
    return report
