"""The table of `docs/reference/rules/catalogue_search.md`, and what keeps the words of a row."""

from datetime import date

import pytest
from django.db import connection

from gregoire.catalogue import queries
from gregoire.catalogue.models import Unit
from gregoire.catalogue.rules import ProgrammeCriteria, UnitCriteria
from tests.makers.catalogue import make_programme, make_unit
from tests.support.tables import cases

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)


@pytest.fixture
def _units() -> None:
    make_unit(code="NFP121", title="Programmation avancée")
    make_unit(code="SEC101", title="Sécurité des réseaux informatiques", field="réseaux")
    make_unit(code="CFA109", title="Comptabilité et contrôle de gestion", field="finance")
    make_unit(code="DRA106", title="Droit du travail : l’œuvre et l’entreprise", field="droit")
    make_unit(
        code="GDN100", title="Management de projet", aims="organiser la sécurité d’un chantier"
    )


def found(words: str) -> list[str]:
    result = queries.units_found(UnitCriteria(words=words), page=1, today=TODAY)
    assert result.total == len(result.units)
    return [line.unit.code for line in result.units]


@pytest.mark.usefixtures("_units")
@pytest.mark.parametrize("row", cases("reference/rules/catalogue_search.md", "Examples"))
def test_what_is_found_by_words(row: dict[str, str]) -> None:
    expected = [code for code in row["Found"].split(", ") if code]

    codes = found(row["Words"])

    assert sorted(codes) == sorted(expected) if not row["Words"] else codes == expected


def test_a_unit_written_in_bulk_is_found_and_found_anew_when_it_changes() -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy(
            "COPY catalogue_unit (code, title, kind, ects, level, field, of_intec, aims, content,"
            " assessment, prerequisite_text) FROM STDIN"
        ) as copy,
    ):
        copy.write_row(("RSX101", "Réseaux", "ue", 6, 6, "informatique", "f", "", "", "", ""))

    assert found("reseau") == ["RSX101"]

    Unit.objects.filter(code="RSX101").update(title="Télécommunications")

    assert found("reseau") == []
    assert found("telecom") == ["RSX101"]


def test_without_words_titles_stand_as_in_a_dictionary() -> None:
    for title in ("Zoologie", "Écologie", "Droit", "finance"):
        make_unit(title=title)

    result = queries.units_found(UnitCriteria(), page=1, today=TODAY)

    titles = [line.unit.title for line in result.units]
    assert titles == ["Droit", "Écologie", "finance", "Zoologie"]


def test_words_of_forty_letters_and_more_do_not_stop_the_search() -> None:
    make_unit(title="Anticonstitutionnellement")

    assert found("x" * 5_000) == []
    assert len(found("anticonstitutionnellement " * 50)) == 1


def test_programmes_are_found_by_word_and_each_filter_says_what_others_leave() -> None:
    make_programme(code="LG025", title="Licence informatique")
    make_programme(code="LG036", title="Licence comptabilité", field="finance")

    result = queries.programmes_found(ProgrammeCriteria(words="licences", field="finance"), page=1)

    assert [programme.code for programme in result.page] == ["LG036"]
    assert result.fields == {"finance": 1, "informatique": 1}
    assert result.kinds == {"bachelor": 1}
