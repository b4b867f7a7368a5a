"""What the installation is told from outside: the `TRATO_…` variables, checked once and typed."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import SplitResult, quote, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

CHECKOUT = Path(__file__).resolve().parents[2]
NAMES = frozenset(
    {
        "TRATO_ALLOWED_HOSTS",
        "TRATO_BASE_URL",
        "TRATO_CHECKPOINTS_TO",
        "TRATO_CLAMAV_URL",
        "TRATO_DATABASE_URL",
        "TRATO_DATA_DIR",
        "TRATO_DEBUG",
        "TRATO_DEMO",
        "TRATO_LANGUAGE",
        "TRATO_LOG_LEVEL",
        "TRATO_MAIL_FROM",
        "TRATO_MAIL_URL",
        "TRATO_ORGANISATION",
        "TRATO_SECRET_KEY",
        "TRATO_STATIC_DIR",
        "TRATO_TIME_ZONE",
    }
)
type Language = Literal["es-ar", "en"]
SECRET_LENGTH = 32
FOREIGN_PREFIXES = ("TRATO_TEST_", "TRATO_OIDC_")


class WrongEnvironment(Exception):
    """The settings are unusable; `problems` holds one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    engine: Literal["sqlite", "postgresql"]
    name: str
    host: str = ""
    port: int | None = None
    user: str = ""
    password: str = ""

    def __repr__(self) -> str:
        return f"Database({self.engine}, {self.name}, {self.host})"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where mail leaves: a folder under the data directory, or an SMTP server."""

    kind: Literal["folder", "smtp"]
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    security: Literal["none", "starttls", "tls"] = "none"

    def __repr__(self) -> str:
        return f"MailServer({self.kind}, {self.host})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanner:
    """Where ClamAV listens: a host and port, or the path of a socket."""

    host: str = ""
    port: int = 0
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    data_dir: Path
    static_dir: Path
    database: Database
    secret_key: str
    debug: bool
    allowed_hosts: tuple[str, ...]
    base_url: str
    time_zone: ZoneInfo
    organisation: str
    demo: bool
    mail: MailServer
    mail_from: str
    checkpoints_to: str
    scanner: Scanner | None
    language: Language
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"]

    @property
    def keys_dir(self) -> Path:
        """Folder of secrets (mode 0700), never inside the database or an ordinary backup."""
        return self.data_dir / "keys"

    @property
    def database_url(self) -> str:
        """The address of the database, as `TRATO_DATABASE_URL` would give it."""
        database = self.database
        if database.engine == "sqlite":
            return f"sqlite:///{database.name}"
        user = quote(database.user, safe="") + (f":{quote(database.password, safe='')}" if database.password else "")
        host = f"[{database.host}]" if ":" in database.host else database.host
        port = f":{database.port}" if database.port else ""
        return f"postgresql://{user}{'@' if user else ''}{host}{port}/{quote(database.name, safe='')}"

    @property
    def secure(self) -> bool:
        return self.base_url.startswith("https://")

    def __repr__(self) -> str:
        return f"Environment({self.data_dir}, {self.database!r})"


@cache
def environment() -> Environment:
    """Return the settings of this process, or end it with exit status 2 and every problem named."""
    try:
        return read_environment(os.environ)
    except WrongEnvironment as wrong:
        print("Trato cannot start; these settings need mending:", file=sys.stderr)
        for problem in wrong.problems:
            print(f"  - {problem}", file=sys.stderr)
        print("docs/operations.md lists every setting.", file=sys.stderr)
        raise SystemExit(2) from None


def read_environment(variables: Mapping[str, str]) -> Environment:
    """Read and check the `TRATO_…` variables; raise `WrongEnvironment` with all problems at once."""
    reader = _Reader(variables)
    reader.refuse_unknown()
    data_dir = reader.read("TRATO_DATA_DIR", _folder, CHECKOUT / "var")
    default_language: Language = "es-ar"
    base_url = reader.read("TRATO_BASE_URL", _base_url, "http://127.0.0.1:8000")
    values = Environment(
        data_dir=data_dir,
        static_dir=reader.read("TRATO_STATIC_DIR", _folder, CHECKOUT / "build" / "static"),
        database=reader.read(
            "TRATO_DATABASE_URL", _database, Database(engine="sqlite", name=str(data_dir / "trato.sqlite3"))
        ),
        secret_key=reader.read("TRATO_SECRET_KEY", _secret_key, ""),
        debug=reader.read("TRATO_DEBUG", _switch, False),
        allowed_hosts=reader.read("TRATO_ALLOWED_HOSTS", _hosts, _default_hosts(base_url)),
        base_url=base_url,
        time_zone=reader.read("TRATO_TIME_ZONE", _time_zone, ZoneInfo("America/Argentina/Buenos_Aires")),
        organisation=reader.read("TRATO_ORGANISATION", _text, "SQUAD"),
        demo=reader.read("TRATO_DEMO", _switch, (data_dir / "demo").exists()),
        mail=reader.read("TRATO_MAIL_URL", _mail, MailServer(kind="folder")),
        mail_from=reader.read("TRATO_MAIL_FROM", _address, "trato@localhost"),
        checkpoints_to=reader.read("TRATO_CHECKPOINTS_TO", _address, ""),
        scanner=reader.read("TRATO_CLAMAV_URL", _scanner, None),
        language=reader.read("TRATO_LANGUAGE", _language, default_language),
        log_level=reader.read("TRATO_LOG_LEVEL", _log_level, "INFO"),
    )
    if reader.problems:
        raise WrongEnvironment(reader.problems)
    if values.secret_key:
        return values
    return _with_kept_secret(values)


class _Refused(Exception):
    pass


class _Reader:
    def __init__(self, variables: Mapping[str, str]) -> None:
        self.variables = variables
        self.problems: list[str] = []

    def refuse_unknown(self) -> None:
        for name in sorted(self.variables):
            if name.startswith("TRATO_") and name not in NAMES and not name.startswith(FOREIGN_PREFIXES):
                self.problems.append(f"{name} is not a setting of Trato; check its spelling.")

    def read[T](self, name: str, convert: Callable[[str], T], default: T) -> T:
        given = self.variables.get(name, "").strip()
        if not given:
            return default
        try:
            return convert(given)
        except _Refused as refused:
            self.problems.append(f"{name} {refused}")
            return default


def _switch(given: str) -> bool:
    match given.lower():
        case "1" | "true" | "yes" | "on":
            return True
        case "0" | "false" | "no" | "off":
            return False
    raise _Refused(f"must be 1 or 0, not {given!r}.")


def _text(given: str) -> str:
    return given


def _folder(given: str) -> Path:
    path = Path(given).expanduser().resolve()
    existing = path
    while not existing.exists():
        existing = existing.parent
    if not existing.is_dir():
        raise _Refused(f"must be a folder; {existing} is a file.")
    if not os.access(existing, os.W_OK):
        raise _Refused(f"must be a folder this user may write to; {existing} is not.")
    return path


def _database(given: str) -> Database:
    try:
        parts = urlsplit(given)
        port = parts.port
    except ValueError as wrong:
        raise _Refused(f"is not a URL: {wrong}.") from None
    if parts.scheme == "sqlite":
        name = unquote(parts.path.removeprefix("/") if parts.path.startswith("//") else parts.path)
        if parts.netloc or not name:
            raise _Refused("must name a file, as in sqlite:///path/trato.sqlite3.")
        return Database(engine="sqlite", name=str(Path(name).expanduser().resolve()))
    if parts.scheme not in {"postgresql", "postgres"}:
        raise _Refused("must begin with sqlite:/// or postgresql://.")
    name = unquote(parts.path.removeprefix("/"))
    if not name:
        raise _Refused("must name a database, as in postgresql://user@host/trato.")
    return Database(
        engine="postgresql",
        name=name,
        host=unquote(parts.hostname or ""),
        port=port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def _secret_key(given: str) -> str:
    if len(given) < SECRET_LENGTH:
        raise _Refused(f"is too short: give at least {SECRET_LENGTH} characters, or leave it out and one is made.")
    return given


def _split(given: str) -> SplitResult:
    try:
        parts = urlsplit(given)
        _ = parts.port
    except ValueError as wrong:
        raise _Refused(f"is not a URL: {wrong}.") from None
    return parts


def _base_url(given: str) -> str:
    parts = _split(given)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise _Refused("must be the address people type, as in https://trato.example.com.")
    if parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise _Refused("must end at the host: Trato is served from the root of its address.")
    return given.rstrip("/")


def _hosts(given: str) -> tuple[str, ...]:
    hosts = tuple(host.strip() for host in given.split(",") if host.strip())
    if any("/" in host or " " in host for host in hosts):
        raise _Refused("must be host names separated by commas, without http://.")
    return hosts


def _default_hosts(base_url: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys([urlsplit(base_url).hostname or "", "127.0.0.1", "localhost", "[::1]"]))


def _time_zone(given: str) -> ZoneInfo:
    try:
        return ZoneInfo(given)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise _Refused(f"must be a time zone such as America/Argentina/Buenos_Aires, not {given!r}.") from None


def _mail(given: str) -> MailServer:
    if given == "folder":
        return MailServer(kind="folder")
    parts = _split(given)
    if parts.scheme not in {"smtp", "smtps", "smtp+starttls"} or not parts.hostname:
        raise _Refused("must be folder, or smtp://, smtp+starttls:// or smtps:// with user:password@host:port.")
    security: Literal["none", "starttls", "tls"] = "none"
    port = 25
    if parts.scheme == "smtps":
        security, port = "tls", 465
    elif parts.scheme == "smtp+starttls":
        security, port = "starttls", 587
    return MailServer(
        kind="smtp",
        host=parts.hostname,
        port=parts.port or port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        security=security,
    )


def _scanner(given: str) -> Scanner | None:
    parts = _split(given)
    if parts.scheme == "unix" and not parts.netloc and parts.path:
        return Scanner(path=unquote(parts.path))
    if parts.scheme == "tcp" and parts.hostname:
        return Scanner(host=parts.hostname, port=parts.port or 3310)
    raise _Refused("must be tcp://host:3310 or unix:///run/clamav/clamd.ctl.")


def _address(given: str) -> str:
    name, at, host = given.rpartition("@")
    if not at or not name or not host or any(c in given for c in "\r\n"):
        raise _Refused(f"must be a mail address, not {given!r}.")
    return given


def _language(given: str) -> Language:
    match given.lower().replace("_", "-"):
        case "es-ar" | "es":
            return "es-ar"
        case "en":
            return "en"
    raise _Refused(f"must be es-ar or en, not {given!r}.")


def _log_level(given: str) -> Literal["DEBUG", "INFO", "WARNING", "ERROR"]:
    match given.upper():
        case "DEBUG":
            return "DEBUG"
        case "INFO":
            return "INFO"
        case "WARNING":
            return "WARNING"
        case "ERROR":
            return "ERROR"
    raise _Refused(f"must be DEBUG, INFO, WARNING or ERROR, not {given!r}.")


def _with_kept_secret(values: Environment) -> Environment:
    """Read the installation's secret key, made once and readable by its owner alone."""
    from dataclasses import replace

    path = values.keys_dir / "secret-key"
    try:
        values.keys_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            pass
        else:
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(48))
        key = path.read_text(encoding="ascii").strip()
    except OSError as wrong:
        raise WrongEnvironment([f"TRATO_DATA_DIR must hold the secret key, but {path}: {wrong.strerror}."]) from None
    if len(key) < SECRET_LENGTH:
        raise WrongEnvironment([f"{path} is damaged; restore it from your copy of the keys, or set TRATO_SECRET_KEY."])
    return replace(values, secret_key=key)
