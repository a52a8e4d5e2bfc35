import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

# PostgreSQL's “unaccent” is not everywhere (the embedded server has none), and is not immutable.
# These functions leave accents out by themselves; their bodies are bound when they are made
# (SQL-standard bodies), so that a restored dump finds them whatever its search path.
# A word is kept in three forms: as written, stemmed without its accents, and stemmed with them,
# then without: `securite` and `sécurités` both find “sécurité”, and `secu` finds it by its prefix.
ACCENTED = "àâäáãåçèéêëìíîïñòóôöõùúûüýÿ"
PLAIN = "aaaaaaceeeeiiiinooooouuuuyy"
JOINERS = "’‘ʼ\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"  # PostgreSQL would take them for letters
BLANKS = " " * len(JOINERS)

FUNCTIONS = f"""
CREATE FUNCTION french_lower(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN translate(lower(words), '{ACCENTED.upper()}ŒÆ{JOINERS}', '{ACCENTED}œæ{BLANKS}');

CREATE FUNCTION french_plain(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN replace(replace(
    translate(french_lower(words), '{ACCENTED}', '{PLAIN}'), 'œ', 'oe'), 'æ', 'ae');

CREATE FUNCTION french_words(words text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN to_tsvector('pg_catalog.simple'::regconfig, french_plain(words))
    || to_tsvector('pg_catalog.french'::regconfig, french_plain(words))
    || CAST(french_plain(CAST(
        to_tsvector('pg_catalog.french'::regconfig, french_lower(words)) AS text)) AS tsvector);

CREATE FUNCTION french_search_words(code text, title text, field text, aims text, more text)
RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN setweight(french_words(code || ' ' || title), 'A')
    || setweight(french_words(field || ' ' || aims || ' ' || more), 'B');

CREATE FUNCTION french_word_query(word text, is_last boolean) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN to_tsvector('pg_catalog.french'::regconfig, french_lower(word)) = '' THEN NULL
    ELSE CAST((
        SELECT string_agg(quote_literal(lexeme), ' | ')
        FROM unnest(tsvector_to_array(french_words(word))) AS lexeme
    ) || CASE WHEN is_last THEN ' | ' || quote_literal(french_plain(word)) || ':*' ELSE '' END
    AS tsquery) END;

CREATE FUNCTION french_query(words text[]) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (
    SELECT CAST(coalesce(
        string_agg('(' || CAST(each AS text) || ')', ' & '),
        string_agg(quote_literal(french_plain(word)), ' & ')  -- stop words alone
    ) AS tsquery)
    FROM (
        SELECT word, french_word_query(word, position = cardinality(words)) AS each
        FROM unnest(words) WITH ORDINALITY AS asked (word, position)
    ) AS queries
);
"""

NO_FUNCTIONS = """
DROP FUNCTION french_query(text[]);
DROP FUNCTION french_word_query(text, boolean);
DROP FUNCTION french_search_words(text, text, text, text, text);
DROP FUNCTION french_words(text);
DROP FUNCTION french_plain(text);
DROP FUNCTION french_lower(text);
"""


def kept(third: str) -> models.GeneratedField:
    return models.GeneratedField(
        expression=models.Func(
            models.F("code"),
            models.F("title"),
            models.F("field"),
            models.F("aims"),
            models.F(third),
            function="french_search_words",
        ),
        output_field=django.contrib.postgres.search.SearchVectorField(),
        db_persist=True,
    )


class Migration(migrations.Migration):

    dependencies = [
        ("catalogue", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        migrations.RemoveIndex("unit", "unit_search_words"),
        migrations.RemoveIndex("programme", "programme_search_words"),
        migrations.RemoveField("unit", "search_words"),
        migrations.RemoveField("programme", "search_words"),
        migrations.AddField("unit", "search_words", kept("content")),
        migrations.AddField("programme", "search_words", kept("prospects")),
        migrations.AddIndex(
            "unit",
            django.contrib.postgres.indexes.GinIndex(
                fields=["search_words"], name="unit_search_words"
            ),
        ),
        migrations.AddIndex(
            "programme",
            django.contrib.postgres.indexes.GinIndex(
                fields=["search_words"], name="programme_search_words"
            ),
        ),
    ]
