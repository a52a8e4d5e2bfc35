from pathlib import Path

import psycopg

from gregoire.site import prepared
from gregoire.site.database import database_for
from gregoire.site.environment import read_environment


def test_what_is_ready_stays_so_until_the_database_changes(data: Path) -> None:
    env = read_environment({"GREGOIRE_DATA_DIR": str(data)})
    with database_for(env):
        fresh = prepared.is_prepared(env, demo=False)
        prepared.remember(env, demo=False)
        remembered = prepared.is_prepared(env, demo=False), prepared.is_prepared(env, demo=True)
        with psycopg.connect(env.database_url) as connection:
            connection.execute("insert into django_migrations values (9999, 'a', 'b', now())")
        changed = prepared.is_prepared(env, demo=False)

    assert (fresh, remembered, changed) == (False, (True, False), False)
