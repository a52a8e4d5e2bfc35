import pytest

from gregoire.observatory.linkage.clusters import Conflict, Marks, clustered, wholly_different

BERNARD = Marks("111", "1980-01-02", "F")


def test_those_who_are_joined_with_the_same_one_are_one_person() -> None:
    found = clustered([("b", "c"), ("a", "b")], marks={})

    assert found.person_of == {"a": "a", "b": "a", "c": "a"}
    assert found.joined == 2
    assert found.cut == {}


def test_two_numbers_in_one_cluster_are_cut_at_the_less_sure_pair() -> None:
    marks = {"a": BERNARD, "b": Marks(), "c": BERNARD._replace(number="222")}

    found = clustered([("a", "b"), ("b", "c")], marks=marks)

    assert found.person_of == {"a": "a", "b": "a", "c": "c"}
    assert found.cut == {("b", "c"): Conflict.TWO_NUMBERS}


@pytest.mark.parametrize(
    ("other", "conflict"),
    [
        (BERNARD._replace(birth_date="1980-02-01", sex="M"), Conflict.TWO_BIRTHS),
        (BERNARD._replace(birth_date="1980-02-01"), None),
        (BERNARD._replace(sex="M"), None),
        (Marks(), None),
        (BERNARD._replace(number="112"), Conflict.TWO_NUMBERS),
    ],
)
def test_what_may_not_stand_in_one_cluster(other: Marks, conflict: Conflict | None) -> None:
    found = clustered([("a", "b")], marks={"a": BERNARD, "b": other})

    assert found.cut.get(("a", "b")) == conflict
    assert found.joined == (0 if conflict else 1)


def test_two_dates_and_two_sexes_that_come_by_three_registrations_are_cut() -> None:
    marks = {
        "a": Marks(birth_date="1980-01-02", sex="F"),
        "b": Marks(birth_date="1980-02-01", sex="F"),
        "c": Marks(birth_date="1980-01-02", sex="M"),
    }

    found = clustered([("a", "b"), ("a", "c")], marks=marks)

    assert found.person_of == {"a": "a", "b": "a", "c": "c"}
    assert found.cut == {("a", "c"): Conflict.TWO_BIRTHS}


def test_what_people_have_decided_goes_before_every_mark() -> None:
    marks = {"a": BERNARD, "b": BERNARD._replace(number="222"), "c": BERNARD}

    found = clustered([("a", "c")], marks=marks, same=[("a", "b")])

    assert found.person_of == {"a": "a", "b": "a", "c": "a"}


def test_two_that_were_told_apart_are_not_joined_through_a_third() -> None:
    found = clustered([("a", "b"), ("b", "c")], marks={}, apart=[("a", "c")])

    assert found.person_of == {"a": "a", "b": "a", "c": "c"}
    assert found.cut == {("b", "c"): Conflict.TOLD_APART}


@pytest.mark.parametrize(
    ("one", "other", "different"),
    [
        ("12345", "12345", False),
        ("12345", "12395", False),
        ("12345", "1245", False),
        ("1245", "12345", False),
        ("12345", "13245", False),
        ("12345", "12354", False),
        ("12345", "13255", True),
        ("12345", "123", True),
        ("12345", "21354", True),
    ],
)
def test_one_typing_error_does_not_make_a_number_another(
    one: str,
    other: str,
    different: bool,
) -> None:
    assert wholly_different(one, other) is different
    assert wholly_different(other, one) is different
