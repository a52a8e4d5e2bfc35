from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from gregoire.site.environment import SettingError, django_database, read_environment


def test_what_is_not_said_has_a_default() -> None:
    env = read_environment({})

    assert env.data_dir == Path("var/gregoire").absolute()
    assert env.hosts == ("localhost", "127.0.0.1", "[::1]")
    assert (env.demo, env.debug, env.https, env.workers) == (False, False, False, 1)


def test_without_an_address_the_database_is_the_one_of_the_data_folder() -> None:
    with TemporaryDirectory(prefix="g-") as folder:  # a socket's address must be short
        env = read_environment({"GREGOIRE_DATA_DIR": folder})

    assert env.database["HOST"].startswith(folder)
    assert env.database["NAME"] == "gregoire"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("GREGOIRE_HTTPS", "maybe", "GREGOIRE_HTTPS must be yes or no, not “maybe”."),
        ("GREGOIRE_WORKERS", "0", "GREGOIRE_WORKERS must be a whole number from 1 up, not “0”."),
        (
            "GREGOIRE_LOG_LEVEL",
            "loud",
            "GREGOIRE_LOG_LEVEL must be one of debug, info, warning, error, not “loud”.",
        ),
        (
            "GREGOIRE_URL",
            "campus",
            "GREGOIRE_URL must be an address such as https://campus.example.org, not “campus”.",
        ),
        (  # what may hold a password is not repeated
            "DATABASE_URL",
            "mysql://me:secret@host/name",
            "DATABASE_URL must be an address such as postgresql://user:password@host:5432/name.",
        ),
        (
            "GREGOIRE_SMTP_URL",
            "mail.example.org",
            "GREGOIRE_SMTP_URL must be an address such as smtp://user:password@host:587.",
        ),
    ],
)
def test_a_bad_value_is_refused_in_one_sentence(name: str, value: str, sentence: str) -> None:
    with pytest.raises(SettingError) as refused:
        read_environment({name: value})

    assert str(refused.value) == sentence


def test_secrets_do_not_show() -> None:
    env = read_environment({"DATABASE_URL": "postgresql://me:hush@host/name", "SECRET_KEY": "hush"})

    assert "hush" not in repr(env)


def test_the_secret_key_is_made_once_and_kept_to_its_owner(tmp_path: Path) -> None:
    first = read_environment({"GREGOIRE_DATA_DIR": str(tmp_path)}).secret_key
    second = read_environment({"GREGOIRE_DATA_DIR": str(tmp_path)}).secret_key

    assert first == second
    assert len(first) > 50
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


def test_a_database_address_is_taken_apart() -> None:
    found = django_database("postgresql://me:p%40ss@db.example.org:6432/campus?sslmode=require")

    assert found == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "campus",
        "USER": "me",
        "PASSWORD": "p@ss",
        "HOST": "db.example.org",
        "PORT": "6432",
        "OPTIONS": {"sslmode": "require"},
    }
