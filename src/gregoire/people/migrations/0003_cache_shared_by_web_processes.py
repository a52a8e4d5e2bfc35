from django.db import migrations

# The table of Django's database cache, as `createcachetable` would make it: the limits on sign-ins
# are counted in it, so that they hold across web processes and machines.
SHARED_CACHE = """
CREATE TABLE shared_cache (
    cache_key varchar(255) NOT NULL PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX shared_cache_expires ON shared_cache (expires);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_search_words_kept_by_the_database'),
    ]

    operations = [
        migrations.RunSQL(SHARED_CACHE, "DROP TABLE shared_cache"),
    ]
