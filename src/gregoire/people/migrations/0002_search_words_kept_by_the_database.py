from django.db import migrations

WORDS_KEPT_BY_THE_DATABASE = r"""
CREATE FUNCTION people_folded(text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURNS NULL ON NULL INPUT AS $$
    SELECT btrim(regexp_replace(
        regexp_replace(
            lower(normalize(replace(replace(replace(replace($1, 'œ', 'oe'), 'Œ', 'OE'), 'æ', 'ae'), 'Æ', 'AE'), NFKD)),
            '[\u0300-\u036f]', '', 'g'),
        '[^[:alnum:]]+', ' ', 'g'))
$$;

CREATE FUNCTION people_person_keep_search_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.search_words := to_tsvector('simple', people_folded(concat_ws(
        ' ', NEW.birth_name, NEW.usage_name, NEW.first_names, NEW.number, NEW.mail)));
    RETURN NEW;
END
$$;

CREATE TRIGGER person_keeps_its_search_words
    BEFORE INSERT OR UPDATE OF birth_name, usage_name, first_names, number, mail, search_words
    ON people_person FOR EACH ROW EXECUTE FUNCTION people_person_keep_search_words();

UPDATE people_person SET search_words = NULL;
"""

NOT_KEPT = """
DROP TRIGGER person_keeps_its_search_words ON people_person;
DROP FUNCTION people_person_keep_search_words();
DROP FUNCTION people_folded(text);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.RunSQL(WORDS_KEPT_BY_THE_DATABASE, NOT_KEPT),
    ]
