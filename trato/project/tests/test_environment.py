import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.project.environment import WrongEnvironment, read_environment

SECRET = "s" * 40


def read(tmp_path, **variables):
    return read_environment({"TRATO_DATA_DIR": str(tmp_path), "TRATO_SECRET_KEY": SECRET, **variables})


def problems(tmp_path, **variables):
    with pytest.raises(WrongEnvironment) as refused:
        read(tmp_path, **variables)
    return refused.value.problems


def test_nothing_need_be_said(tmp_path):
    environment = read_environment({"TRATO_DATA_DIR": str(tmp_path)})
    assert environment.database_url == f"sqlite:///{tmp_path}/trato.sqlite3"
    assert environment.time_zone.key == "America/Argentina/Buenos_Aires"
    assert environment.mail.kind == "folder"
    assert not environment.debug
    assert not environment.demo
    assert not environment.secure


def test_secret_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    first = read_environment({"TRATO_DATA_DIR": str(tmp_path)})
    second = read_environment({"TRATO_DATA_DIR": str(tmp_path)})
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 40
    assert stat.S_IMODE((tmp_path / "keys" / "secret-key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700


def test_damaged_secret_key_is_refused(tmp_path):
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "secret-key").write_text("short")
    with pytest.raises(WrongEnvironment, match="is damaged"):
        read_environment({"TRATO_DATA_DIR": str(tmp_path)})


def test_secrets_are_not_shown(tmp_path):
    environment = read(
        tmp_path,
        TRATO_DATABASE_URL="postgresql://trato:clave-secreta@db.example/trato",
        TRATO_MAIL_URL="smtps://trato:clave-secreta@mail.example",
    )
    shown = f"{environment!r} {environment.database!r} {environment.mail!r}"
    assert "clave-secreta" not in shown
    assert SECRET not in shown


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("TRATO_DATABASE_URL", "mysql://x/y", "must begin with sqlite:/// or postgresql://"),
        ("TRATO_DATABASE_URL", "postgresql://host", "must name a database"),
        ("TRATO_DATABASE_URL", "postgresql://host:port/x", "is not a URL"),
        ("TRATO_DATABASE_URL", "sqlite://", "must name a file"),
        ("TRATO_SECRET_KEY", "short", "at least 32 characters"),
        ("TRATO_DEBUG", "maybe", "must be 1 or 0"),
        ("TRATO_DEMO", "2", "must be 1 or 0"),
        ("TRATO_ALLOWED_HOSTS", "http://x", "must be host names"),
        ("TRATO_BASE_URL", "trato.example.com", "must be the address people type"),
        ("TRATO_BASE_URL", "https://example.com/trato", "must end at the host"),
        ("TRATO_TIME_ZONE", "Buenos Aires", "must be a time zone"),
        ("TRATO_TIME_ZONE", "../../etc/passwd", "must be a time zone"),
        ("TRATO_MAIL_URL", "imap://x", "must be folder, or smtp://"),
        ("TRATO_MAIL_FROM", "nobody", "must be a mail address"),
        ("TRATO_CHECKPOINTS_TO", "nobody", "must be a mail address"),
        ("TRATO_CLAMAV_URL", "http://clamav", "must be tcp://host:3310 or unix:///"),
        ("TRATO_LANGUAGE", "pt", "must be es-ar or en"),
        ("TRATO_LOG_LEVEL", "LOUD", "must be DEBUG"),
        ("TRATO_DATABSE_URL", "x", "is not a setting of Trato"),
    ],
)
def test_wrong_value_is_refused_in_one_sentence(tmp_path, name, value, sentence):
    (problem,) = problems(tmp_path, **{name: value})
    assert problem.startswith(name)
    assert sentence in problem


def test_all_problems_are_named_at_once(tmp_path):
    assert len(problems(tmp_path, TRATO_DEBUG="x", TRATO_TIME_ZONE="x", TRATO_LANGUAGE="x")) == 3


def test_data_directory_must_be_a_folder(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(WrongEnvironment, match="is a file"):
        read_environment({"TRATO_DATA_DIR": str(tmp_path / "file")})


def test_demonstration_is_remembered_beside_the_data(tmp_path):
    (tmp_path / "demo").write_text("")
    assert read(tmp_path).demo
    assert not read(tmp_path, TRATO_DEMO="0").demo


def test_mail_server_tells_its_port_and_protection(tmp_path):
    mail = read(tmp_path, TRATO_MAIL_URL="smtp+starttls://us%40er:p%2Fw@mail.example").mail
    assert (mail.host, mail.port, mail.user, mail.password, mail.security) == (
        "mail.example", 587, "us@er", "p/w", "starttls",
    )  # fmt: skip


@given(
    user=st.text(min_size=1, max_size=20),
    password=st.text(max_size=20),
    name=st.text("abc/ñ %", min_size=1, max_size=8),
)
def test_database_url_says_what_was_read(tmp_path_factory, user, password, name):
    from urllib.parse import quote

    if any(0xD800 <= ord(letter) < 0xE000 for letter in user + password):
        return
    given_url = f"postgresql://{quote(user, safe='')}:{quote(password, safe='')}@db.example:5433/{quote(name, safe='')}"
    folder = Path(tmp_path_factory.getbasetemp())
    first = read(folder, TRATO_DATABASE_URL=given_url)
    assert (first.database.user, first.database.password, first.database.name) == (user, password, name)
    assert read(folder, TRATO_DATABASE_URL=first.database_url).database == first.database
