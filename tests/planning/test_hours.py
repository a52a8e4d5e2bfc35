"""Learning hours, against the tables of docs/reference/rules/learning-hours.md, and in the ledger."""

from datetime import date, datetime, timedelta

import pytest

from gregoire.catalogue.rules import Modality
from gregoire.kernel.years import AcademicYear
from gregoire.planning.models import LearningHours
from gregoire.planning.queries.hours import hours_by_centre, hours_of, years_of_hours
from gregoire.planning.rules import attendance as rules
from gregoire.planning.rules.attendance import Evidence, Followed, Known, Mark, Presence
from gregoire.planning.wording.attendance import hours_and_minutes
from tests.makers.attendance import OCTOBER, make_learners, record
from tests.makers.enrolment import make_enrolment, make_offering
from tests.makers.network import make_centre
from tests.makers.people import acting
from tests.makers.planning import TUESDAY_EVENING, make_session
from tests.support.tables import cases, table

PAGE = "reference/rules/learning-hours.md"
LENGTH = 150


@pytest.mark.parametrize("case", cases(PAGE, "Minutes followed"))
def test_minutes_followed(case: dict[str, str]) -> None:
    mark, length = Mark(1, Presence(case["Presence"]), late=int(case["Late"])), int(case["Length"])

    refusal = rules.late_refusal(mark, length=length)

    assert case["Minutes"] == str(refusal or rules.minutes_followed(mark, length=length))


@pytest.mark.parametrize("case", cases(PAGE, "Lateness by the code"))
def test_lateness_by_the_code(case: dict[str, str]) -> None:
    def at(hour: str) -> datetime:
        return datetime.fromisoformat(f"2026-10-13T{hour}+02:00")

    late = rules.minutes_late(
        starts_at=at("18:30"), code_shown_at=at(case["Code shown"]), now=at(case["Entered"])
    )

    assert late == int(case["Late"])


def _known(said: str) -> Known | None:
    if said == "nothing":
        return None
    presence, _, evidence = said.partition(" ")
    minutes = LENGTH if presence == "present" else 0
    return Known(Presence(presence), minutes, Evidence(evidence or "teacher"))


@pytest.mark.parametrize("case", cases(PAGE, "Reasons"))
def test_reasons(case: dict[str, str]) -> None:
    day, today = date.fromisoformat(case["Class"]), date.fromisoformat(case["Today"])

    asked = rules.needs_reason(_known(case["Known"]), day=day, today=today)

    assert asked == (case["Reason"] == "yes")


@pytest.mark.parametrize("case", cases(PAGE, "News"))
def test_news(case: dict[str, str]) -> None:
    presence, _, evidence = case["Said"].partition(" ")
    mark = Mark(1, Presence(presence), evidence=Evidence(evidence))

    assert rules.is_news(_known(case["Known"]), mark, length=LENGTH) == (case["Written"] == "yes")


def test_sums() -> None:
    ledger = [
        Followed(row["Learner"], row["Unit"], date.fromisoformat(row["Day"]), int(row["Minutes"]))
        for row in table(PAGE, "Sums")
    ]

    sums = [
        (one.learner, f"{one.month:%Y-%m}", one.unit, str(one.minutes))
        for one in rules.sums_of(ledger)
    ]

    assert sums == [
        (row["Learner"], row["Month"], row["Unit"], row["Minutes"])
        for row in table(PAGE, "Sums expected")
    ]


@pytest.mark.parametrize("case", cases(PAGE, "When a month is certified"))
def test_when_a_month_is_certified(case: dict[str, str]) -> None:
    month, today = date.fromisoformat(f"{case['Month']}-01"), date.fromisoformat(case["Today"])

    assert str(rules.month_refusal(month, today=today) or "possible") == case["Answer"]


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "0 h 00"), (150, "2 h 30"), (605, "10 h 05"), (-45, "−0 h 45")]
)
def test_hours_are_said_as_people_say_them(minutes: int, said: str) -> None:
    assert hours_and_minutes(minutes).replace("\N{NO-BREAK SPACE}", " ") == said


@pytest.mark.django_db
def test_hours_of_a_learner_add_up_by_registration_enrolment_and_month() -> None:
    first = make_session()
    (enrolment,) = make_learners(first.offering)
    registration = enrolment.registration
    other = make_enrolment(registration=registration)
    for number, offering in enumerate([enrolment.offering, enrolment.offering, other.offering]):
        class_of = make_session(
            offering=offering, starts_at=TUESDAY_EVENING + timedelta(weeks=2 * number)
        )
        record(class_of, [enrolment if number < 2 else other])

    assert hours_of(enrolment) == 300
    assert hours_of(registration) == 450
    assert hours_of(registration, OCTOBER) == 300
    (year,) = years_of_hours(acting(registration.person), registration.person_id)
    assert (year.year, year.minutes, len(year.months)) == (AcademicYear(2026), 450, 2)


@pytest.mark.django_db
def test_the_day_of_hours_is_that_of_the_centre_where_they_were_followed() -> None:
    noumea = make_centre(time_zone="Pacific/Noumea")
    evening = datetime.fromisoformat("2026-11-01T18:30:00+11:00")  # still October in Paris
    session = make_session(offering=make_offering(centre=noumea), starts_at=evening.replace(hour=6))
    enrolled = make_learners(session.offering)

    record(session, enrolled)

    assert session.starts_at.astimezone().day is not None
    assert LearningHours.objects.get().day == date(2026, 11, 1)


@pytest.mark.django_db
def test_hours_by_centre_are_those_of_who_enrolled_the_learner() -> None:
    session = make_session(mode="online")
    relay = make_offering(unit=session.offering.unit, modality=Modality.DISTANCE)
    type(relay).objects.filter(pk=relay.pk).update(relays=session.offering)
    here, there = make_enrolment(offering=session.offering), make_enrolment(offering=relay)

    record(session, [here, there], Presence.DISTANT)
    record(session, [there], Presence.ABSENT)

    assert hours_by_centre(AcademicYear(2026)) == {
        (session.offering.centre.code, 1): 150,
        (relay.centre.code, 1): 0,
    }
