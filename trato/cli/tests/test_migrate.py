def test_server_that_does_not_answer_is_told_in_a_sentence(make_installation):
    from dataclasses import replace

    unreachable = replace(make_installation(), database_url="postgresql://nobody@127.0.0.1:1/trato")
    done = unreachable.trato("migrate", check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("PostgreSQL does not let Trato in: ")
    assert "Traceback" not in done.stderr


def test_file_that_is_no_database_is_told_in_a_sentence(make_installation):
    from dataclasses import replace

    installation = make_installation()
    (installation.data_dir / "other.sqlite3").write_bytes(b"no database at all, but a text of some length" * 40)
    broken = replace(installation, database_url=f"sqlite:///{installation.data_dir}/other.sqlite3")
    done = broken.trato("migrate", check=False)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == "The database could not be brought up to date: file is not a database"
    assert "Traceback" not in done.stderr
