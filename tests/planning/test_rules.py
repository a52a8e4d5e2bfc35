"""What a class can be, how far sites are, what clashes."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from gregoire.network.rules import Place
from gregoire.planning.rules.attendance import AttendanceRefusal
from gregoire.planning.rules.collisions import Clash, Slot, clash
from gregoire.planning.rules.plans import PlanRefusal
from gregoire.planning.rules.sessions import (
    LONGEST_LINK,
    LONGEST_REASON,
    Mode,
    SessionFacts,
    SessionRefusal,
    facts_refusal,
    is_within_the_day,
    link_refusal,
    reason_refusal,
    tell_at,
)
from gregoire.planning.rules.travel import LEGS, travel_minutes
from gregoire.planning.wording import REFUSALS
from tests.support.tables import cases, table

START = datetime(2026, 10, 13, 16, 30, tzinfo=UTC)
LINK = "https://visio.example.org/class"


def facts(hours: float = 2.5, mode: Mode = Mode.ON_SITE, **others: object) -> SessionFacts:
    usual = {"room_id": 1, "link": ""} | others
    return SessionFacts(START, START + timedelta(hours=hours), mode, **usual)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        (facts(), None),
        (facts(12), None),
        (facts(0.25), None),
        (facts(23), SessionRefusal.TOO_LONG),
        (facts(12.1), SessionRefusal.TOO_LONG),
        (facts(0.2), SessionRefusal.TOO_SHORT),
        (facts(0), SessionRefusal.ENDS_BEFORE_IT_STARTS),
        (facts(-2), SessionRefusal.ENDS_BEFORE_IT_STARTS),
        (facts(room_id=None), SessionRefusal.NEEDS_A_ROOM),
        (facts(mode=Mode.BOTH, room_id=None, link=LINK), SessionRefusal.NEEDS_A_ROOM),
        (facts(mode=Mode.BOTH), SessionRefusal.NEEDS_A_LINK),
        (facts(mode=Mode.ONLINE, room_id=None), SessionRefusal.NEEDS_A_LINK),
        (facts(mode=Mode.ONLINE, room_id=None, link=LINK), None),
        (facts(link="javascript:alert(1)"), SessionRefusal.BAD_LINK),
    ],
)
def test_what_a_class_can_be(said: SessionFacts, refusal: object) -> None:
    assert facts_refusal(said) == refusal


def test_an_online_class_takes_no_room() -> None:
    said = facts(mode=Mode.ONLINE, room_id=3, link=LINK)

    assert facts_refusal(said) == SessionRefusal.ONLINE_TAKES_NO_ROOM


@pytest.mark.parametrize(
    ("link", "is_good"),
    [
        ("", True),
        (LINK, True),
        ("https://visio.example.org:8443/a/b?c=d#e", True),
        ("http://visio.example.org/", False),
        ("https://visio", False),
        ("https://somebody@evil.example.org/", False),
        ("https://visio.example.org/a b", False),
        ('https://visio.example.org/"onclick="', False),
        ("https://visio.example.org/\nX: y", False),
        ("https://visio.example.org/" + "x" * LONGEST_LINK, False),
    ],
)
def test_links_that_a_click_opens_safely(link: str, is_good: bool) -> None:
    assert (link_refusal(link) is None) is is_good


@pytest.mark.parametrize(
    ("reason", "refusal"),
    [
        ("", SessionRefusal.NO_REASON),
        ("The teacher is ill", None),
        ("x" * LONGEST_REASON, None),
        ("x" * (LONGEST_REASON + 1), SessionRefusal.REASON_TOO_LONG),
    ],
)
def test_reasons(reason: str, refusal: object) -> None:
    assert reason_refusal(reason) == refusal


def test_what_a_change_keeps_of_a_class_is_read_again() -> None:
    said = facts(mode=Mode.BOTH, link=LINK, teacher_id=7, title="Graphs")

    assert SessionFacts.from_json(said.as_json()) == said


@pytest.mark.parametrize(
    ("before", "waits"),
    [
        (timedelta(days=3), timedelta(minutes=2)),
        (timedelta(hours=2, seconds=1), timedelta(minutes=2)),
        (timedelta(hours=2), timedelta()),
        (timedelta(minutes=-5), timedelta()),
    ],
)
def test_people_are_told_in_two_minutes_or_at_once(before: timedelta, waits: timedelta) -> None:
    assert tell_at(START - before, START) == START - before + waits


@pytest.mark.parametrize(
    ("now", "zone", "is_today"),
    [
        (START - timedelta(hours=8), "Europe/Paris", True),
        (START - timedelta(hours=18, minutes=30), "Europe/Paris", True),  # midnight in Paris
        (START - timedelta(hours=18, minutes=31), "Europe/Paris", False),
        (START - timedelta(hours=13), "Pacific/Noumea", False),  # there it starts after midnight
        (START - timedelta(hours=12), "Pacific/Noumea", True),  # tonight, for who sleeps now
        (START, "Europe/Paris", False),  # who is there need not be phoned
    ],
)
def test_a_class_is_within_the_day_of_its_centre_or_too_near_for_a_mail(
    now: datetime, zone: str, is_today: bool
) -> None:
    assert is_within_the_day(START, now, ZoneInfo(zone)) is is_today


def place(words: str) -> Place | None:
    north, _, east = words.partition(" ")
    return Place(float(north), float(east)) if words else None


@pytest.mark.parametrize("case", cases("reference/rules/travel.md", "Examples"))
def test_from_one_site_to_another(case: dict[str, str]) -> None:
    there, back = place(case["From"]), place(case["To"])

    assert travel_minutes(there, back) == int(case["Minutes"])
    assert travel_minutes(back, there) == int(case["Minutes"])


def test_the_legs_are_those_of_the_page() -> None:
    rows = table("reference/rules/travel.md", "How one travels")

    said = [
        (float(r["Up to km"] or "inf"), float(r["Km per hour"]), int(r["Minutes before"]))
        for r in rows
    ]
    assert [(leg.up_to_km, leg.km_per_hour, leg.minutes_before) for leg in LEGS] == said


def test_further_never_takes_less_time() -> None:
    paris = Place(48.8663, 2.3548)
    minutes = [
        travel_minutes(paris, Place(48.8663 - degrees / 50, 2.3548)) for degrees in range(4000)
    ]

    assert all(near <= far for near, far in pairwise(minutes))


PARIS, LYON = Place(48.8663, 2.3548), Place(45.7640, 4.8357)


def slot(first: float, hours: float = 2, site: int | None = 1, at: Place = PARIS) -> Slot:
    start = START + timedelta(hours=first)
    return Slot(start, start + timedelta(hours=hours), site, at)


@pytest.mark.parametrize(
    ("other", "found"),
    [
        (slot(1), Clash(overlaps=True)),
        (slot(2), None),  # it starts as the first ends, in the same building
        (slot(1, site=None), Clash(overlaps=True)),
        (slot(2, site=2, at=LYON), Clash(overlaps=False, minutes_needed=280, minutes_there=0)),
        (slot(4, site=2, at=LYON), Clash(overlaps=False, minutes_needed=280, minutes_there=120)),
        (slot(7, site=2, at=LYON), None),
        (slot(-4, site=2, at=LYON), Clash(overlaps=False, minutes_needed=280, minutes_there=120)),
        (slot(2, site=None), None),  # online: from anywhere
    ],
)
def test_two_classes_that_one_person_cannot_be_at(other: Slot, found: Clash | None) -> None:
    assert clash(slot(0), other) == found
    assert clash(other, slot(0)) == found


def test_no_two_refusals_of_planning_are_written_alike() -> None:
    """Their sentences stand in one table: an equal value would take another's sentence."""
    refusals = (SessionRefusal, AttendanceRefusal, PlanRefusal)
    values = [str(one) for refusal in refusals for one in refusal]

    assert len(values) == len(set(values))
    assert set(values) == {str(key) for key in REFUSALS}
