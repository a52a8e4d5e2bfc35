"""What was made ready stays so until the code or the database changes: a second start asks nobody.

Needs no Django: the supervisor looks before it starts anything.
"""

import hashlib
import json
import sys
from pathlib import Path

import psycopg

import gregoire
from gregoire.site.environment import Environment

PACKAGE = Path(gregoire.__file__).parent
LIBRARIES = Path(psycopg.__file__).parent.parent
MIGRATIONS = "select coalesce(md5(string_agg(app || name, ',' order by app, name)), '') from django_migrations"


def is_prepared(env: Environment, *, demo: bool) -> bool:
    try:
        told = json.loads(place(env).read_text())
    except (OSError, ValueError):
        return False
    return bool(told == state(env) | {"demo": demo})


def remember(env: Environment, *, demo: bool) -> None:
    place(env).write_text(json.dumps(state(env) | {"demo": demo}))


def place(env: Environment) -> Path:
    return env.data_dir / "prepared.json"


def state(env: Environment) -> dict[str, object]:
    return {"code": code(), "migrations": migrations(env), "assets": env.static_dir.is_dir()}


def code() -> str:
    """Changes with our files, and with what is installed beside us."""
    seen = hashlib.sha256(sys.version.encode())
    seen.update(" ".join(sorted(path.name for path in LIBRARIES.glob("*.dist-info"))).encode())
    for path in sorted(PACKAGE.rglob("*")):
        if "__pycache__" not in path.parts and path.is_file():
            status = path.stat()
            seen.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def migrations(env: Environment) -> str:
    """What the database has been through: another version, or a restore, changes it."""
    try:
        with psycopg.connect(env.database_url) as connection:
            return str((connection.execute(MIGRATIONS).fetchone() or [""])[0])
    except psycopg.Error:
        return ""
