from dataclasses import replace
from datetime import date

import pytest

from gregoire.people import rules
from gregoire.people.rules import FieldChange, PeopleRefusal, PersonalData
from tests.support.tables import cases

PAGE = "reference/rules/people.md"
TODAY = date(2026, 11, 22)
AMINA = PersonalData(
    birth_name="Haddad",
    usage_name="Rossi",
    first_names="Amina",
    birth_date=date(1992, 3, 14),
    birth_place="Dijon",
    phone="06 39 98 12 34",
    street="12 rue Monge",
    postcode="21000",
    town="Dijon",
    country="FR",
)


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def given(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize("case", cases(PAGE, "Age on a day"))
def test_age_on(case: dict[str, str]) -> None:
    assert rules.age_on(given(case["Born on"]), given(case["Day"])) == int(case["Age"])


@pytest.mark.parametrize("case", cases(PAGE, "Plausible birth date"))
def test_plausible_birth_date(case: dict[str, str]) -> None:
    answer = rules.is_plausible_birth_date(given(case["Born on"]), given(case["Day"]))

    assert answer is (case["Plausible"] == "yes")


@pytest.mark.parametrize("case", cases(PAGE, "Same names"))
def test_same_names(case: dict[str, str]) -> None:
    answer = rules.are_same_names(
        (case["Birth name"], case["First names"]),
        (case["Other birth name"], case["Other first names"]),
    )

    assert answer is (case["Same"] == "yes")


@pytest.mark.parametrize("case", cases(PAGE, "Telephone"))
def test_read_phone(case: dict[str, str]) -> None:
    assert (rules.read_phone(case["Typed"]) or "") == case["Kept"]


@pytest.mark.parametrize("case", cases(PAGE, "Typed date"))
def test_read_date(case: dict[str, str]) -> None:
    assert rules.read_date(case["Typed"]) == day(case["Read"])


@pytest.mark.parametrize("case", cases(PAGE, "Postcode"))
def test_right_postcode(case: dict[str, str]) -> None:
    answer = rules.is_right_postcode(case["Postcode"], case["Country"])

    assert answer is (case["Right"] == "yes")


@pytest.mark.parametrize("case", cases(PAGE, "Search"))
def test_person_search(case: dict[str, str]) -> None:
    search = rules.person_search(case["Typed"])

    assert (search.terms, search.born_on) == (case["Words"], day(case["Born on"]))


@pytest.mark.parametrize("case", cases(PAGE, "Next number"))
def test_next_number(case: dict[str, str]) -> None:
    assert rules.next_number(case["Last"], today=given(case["Day"])) == case["Next"]


def test_a_number_that_was_kept_is_read_as_itself() -> None:
    assert rules.read_phone("+687262834") == "+687262834"


def test_the_version_changes_with_any_field() -> None:
    versions = {
        AMINA.version,
        replace(AMINA, town="Beaune").version,
        replace(AMINA, usage_name="", birth_name="HaddadRossi").version,
        replace(AMINA, birth_date=None).version,
    }

    assert len(versions) == 4


def test_changes_are_told_field_by_field() -> None:
    after = replace(AMINA, town="Beaune", birth_date=date(1992, 3, 15))

    assert rules.changes(AMINA, after) == (
        FieldChange("birth_date", "1992-03-14", "1992-03-15"),
        FieldChange("town", "Dijon", "Beaune"),
    )


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (AMINA, None),
        (replace(AMINA, birth_name=" "), PeopleRefusal.NAME_MISSING),
        (replace(AMINA, birth_name="'"), PeopleRefusal.NAME_MISSING),
        (replace(AMINA, first_names=""), PeopleRefusal.FIRST_NAMES_MISSING),
        (replace(AMINA, birth_date=None), PeopleRefusal.BIRTH_DATE_MISSING),
        (replace(AMINA, birth_date=date(2020, 1, 1)), PeopleRefusal.BIRTH_DATE_IMPLAUSIBLE),
        (replace(AMINA, phone="no"), PeopleRefusal.PHONE_UNREADABLE),
        (replace(AMINA, postcode="2100"), PeopleRefusal.POSTCODE_WRONG),
        (replace(AMINA, phone="", postcode=""), None),
    ],
)
def test_data_refusal(data: PersonalData, refusal: PeopleRefusal | None) -> None:
    assert rules.data_refusal(data, today=TODAY) == refusal
