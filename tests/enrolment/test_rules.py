"""Who may take part, against the tables of docs/reference/rules/enrolment.md."""

from datetime import date

import pytest

from gregoire.enrolment import rules
from gregoire.enrolment.rules import (
    Asking,
    Prerequisites,
    RegistrationRefusal,
    RegulationRefusal,
    Seats,
    Standing,
    Window,
)
from gregoire.kernel.levels import Level
from gregoire.kernel.years import AcademicYear
from tests.support.tables import cases

PAGE = "reference/rules/enrolment.md"
WINDOW = Window(date(2026, 7, 1), date(2026, 10, 10))
DAYS = {
    "before": date(2026, 6, 30),
    "open": date(2026, 10, 10),
    "over": date(2026, 10, 11),
}


@pytest.mark.parametrize("case", cases(PAGE, "Enrolling"))
def test_who_may_take_part(case: dict[str, str]) -> None:
    asking = Asking(
        standing=Standing(case["Registration"]),
        same_year=case["Year"] == "same",
        is_opened=case["Course"] != "not_opened",
        window=WINDOW,
        unit_is_earned=case["Unit"] == "earned",
        enrolled_here=case["Unit"] == "here",
        unit_under_way=case["Unit"] in {"here", "elsewhere"},
        prerequisites=Prerequisites(
            required=frozenset() if case["Required"] == "none" else frozenset({"NFA031"})
        ),
        earned=frozenset(),
        by_office=case["By"] == "office",
        has_read=case["Required"] == "read",
    )

    decision = rules.enrolment_decision(asking, today=DAYS[case["Window"]])

    assert (" ".join(decision.refusals) or "possible") == case["Answer"]


@pytest.mark.parametrize("case", cases(PAGE, "Places"))
def test_who_has_the_next_place(case: dict[str, str]) -> None:
    seats = Seats(int(case["Capacity"]), int(case["Enrolled"]), int(case["Waiting"]))

    place = rules.place_for_one_more(seats)

    assert (f"waits {place.rank}" if place.is_waiting else "place") == case["Next one"]
    assert rules.places_to_give(seats) == int(case["Promoted"])


def test_the_first_day_of_the_window_is_in_it() -> None:
    assert rules.enrolment_decision(_asking(), today=WINDOW.opens_on).is_possible


def test_what_is_advised_and_missing_is_said() -> None:
    asking = _asking(Prerequisites(frozenset({"B", "A"}), frozenset({"C", "D"})), frozenset("BD"))

    decision = rules.enrolment_decision(asking, today=WINDOW.opens_on)

    assert (decision.required_missing, decision.advised_missing) == (("A",), ("C",))
    assert decision.is_possible


def _asking(
    prerequisites: Prerequisites = Prerequisites(),  # noqa: B008 -- a frozen value
    earned: frozenset[str] = frozenset(),
) -> Asking:
    return Asking(
        standing=Standing.VALIDATED,
        same_year=True,
        is_opened=True,
        window=WINDOW,
        unit_is_earned=False,
        enrolled_here=False,
        unit_under_way=False,
        prerequisites=prerequisites,
        earned=earned,
        by_office=False,
        has_read=False,
    )


@pytest.mark.parametrize(
    ("opens_on", "accepted", "by_office", "today", "refusal"),
    [
        (date(2026, 7, 1), {1, 2}, False, date(2026, 7, 1), None),
        (date(2026, 7, 1), {1, 2}, False, date(2027, 8, 31), None),
        (date(2026, 7, 1), {1, 2}, False, date(2026, 6, 30), RegistrationRefusal.YEAR_NOT_OPEN),
        (date(2026, 7, 1), {1, 2}, True, date(2027, 9, 1), RegistrationRefusal.YEAR_NOT_OPEN),
        (None, {1, 2}, False, date(2026, 9, 1), RegistrationRefusal.YEAR_NOT_OPEN),
        (
            date(2026, 7, 1),
            {1},
            False,
            date(2026, 9, 1),
            RegistrationRefusal.REGULATIONS_NOT_ACCEPTED,
        ),
        (date(2026, 7, 1), set(), True, date(2026, 9, 1), None),
    ],
)
def test_when_a_year_takes_registrations(
    opens_on: date | None,
    accepted: set[int],
    by_office: bool,
    today: date,
    refusal: RegistrationRefusal | None,
) -> None:
    found = rules.registration_refusal(
        year=AcademicYear(2026),
        opens_on=opens_on,
        accepted=accepted,
        in_force={1, 2},
        by_office=by_office,
        today=today,
    )

    assert found == refusal


def test_a_lower_diploma_than_asked_is_said() -> None:
    assert rules.entry_shortfall(Level.BAC, Level.BAC_2)
    assert not rules.entry_shortfall(Level.BAC_2, Level.BAC_2)
    assert not rules.entry_shortfall(None, Level.BAC_2)


def test_nobody_is_bound_backwards() -> None:
    today = date(2026, 9, 1)

    assert rules.publication_refusal(in_force_on=date(2026, 8, 31), today=today) == (
        RegulationRefusal.IN_THE_PAST
    )
    assert rules.publication_refusal(in_force_on=today, today=today) is None


def test_a_contract_ends_after_it_starts() -> None:
    day = date(2026, 9, 1)

    assert rules.contract_refusal(starts_on=day, ends_on=day) == RegistrationRefusal.CONTRACT_DATES
