"""The feed of a person, read as calendars read it: RFC 5545, RFC 7986, HTTP."""

import gzip
import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import translation
from icalendar import Calendar
from pytest_django import DjangoAssertNumQueries

from gregoire.catalogue.models import Offering
from gregoire.enrolment.states import EnrolmentState
from gregoire.framework.actors import Actor
from gregoire.network.models import Centre
from gregoire.people.models import Person
from gregoire.planning import calendars as entries
from gregoire.planning import feed as calendars
from gregoire.planning.models import ClassSession, FeedAddress, SessionChange
from gregoire.planning.operations.feeds import make_feed_address, revoke_feed_address
from gregoire.planning.rules.sessions import Mode, SessionState
from tests.makers.enrolment import (
    make_enrolment,
    make_learner,
    make_offering,
    make_registration,
)
from tests.makers.network import make_centre
from tests.makers.planning import make_session

pytestmark = pytest.mark.django_db
SOON = datetime.now(UTC).replace(minute=30, second=0, microsecond=0) + timedelta(days=3)


def located(zone: str = "Europe/Paris", *, name: str = "Cnam Dijon") -> Centre:
    centre = make_centre(name=name, time_zone=zone)
    centre.street, centre.postcode, centre.town = "12, rue de la Liberté", "21000", "Dijon"
    centre.latitude, centre.longitude = 47.3220, 5.0415
    centre.save()
    return centre


def follower(*offerings: Offering, language: str = "en") -> Person:
    learner = make_learner(language=language)
    registration = make_registration(person=learner)
    for offering in offerings:
        make_enrolment(registration=registration, offering=offering)
    return learner


def address_of(person: Person) -> str:
    row = make_feed_address(by=Actor(person.pk), person=person)
    return reverse("planning:feed", args=[calendars.token_of(row.key)])


def read(address: str, **headers: str) -> Any:
    return Client(headers=headers).get(address)


def lost(session: ClassSession, kind: str, reason: str) -> None:
    """What an operation leaves of a cancelled or postponed class."""
    now = datetime.now(UTC)
    SessionChange.objects.create(session=session, kind=kind, reason=reason, tell_at=now)
    session.state, session.changed_at = kind, now
    session.sequence += 1
    session.save()


def events(response: HttpResponse) -> dict[str, Any]:
    found = Calendar.from_ical(response.content).walk("VEVENT")
    return {str(event["UID"]).split("@")[0]: event for event in found}


def breaches_of_rfc(text: bytes) -> list[str]:
    """What RFC 5545 and RFC 7986 ask of a feed, and this one does not do."""
    calendar = Calendar.from_ical(text)
    zones = {str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")}
    uids = [str(event["UID"]) for event in calendar.walk("VEVENT")]
    found = [
        f"no {name}" for name in ("VERSION", "PRODID", "NAME", "SOURCE") if name not in calendar
    ]
    if re.search(rb"(?<!\r)\n|\r(?!\n)", text):
        found.append("a line does not end with CRLF (3.1)")
    found += [f"over 75 octets: {line!r}" for line in text.split(b"\r\n") if len(line) > 75]
    if calendar["VERSION"] != "2.0" or len(uids) != len(set(uids)):
        found.append("VERSION is 2.0, and each UID is of one event (3.7.4, 3.8.4.7)")
    for event in calendar.walk("VEVENT"):
        found += [f"{event['UID']}: {breach}" for breach in breaches_of_event(event, zones)]
    for zone in calendar.walk("VTIMEZONE"):
        parts = [*zone.walk("STANDARD"), *zone.walk("DAYLIGHT")]
        asked = ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO")
        if not parts or any(name not in part for part in parts for name in asked):
            found.append(f"{zone['TZID']} is not whole (3.6.5)")
    return found


def breaches_of_event(event: Any, zones: set[str]) -> list[str]:
    required = ("UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "STATUS", "SEQUENCE")
    found = [f"no {name}" for name in (*required, "CREATED", "LAST-MODIFIED") if name not in event]
    found += [
        f"{name} is naive, or its zone is not told (3.6.5)"
        for name in ("DTSTART", "DTEND")
        if event[name].params.get("TZID") not in zones or event[name].dt.tzinfo is None
    ]
    found += [
        f"{name} is not in UTC (3.8.7)"
        for name in ("DTSTAMP", "CREATED", "LAST-MODIFIED")
        if event[name].dt.utcoffset() != timedelta(0)
    ]
    if event["DTEND"].dt <= event["DTSTART"].dt:
        found.append("it ends before it starts (3.6.1)")
    if str(event["STATUS"]) not in {"TENTATIVE", "CONFIRMED", "CANCELLED"}:
        found.append("an unknown STATUS (3.8.1.11)")
    if (told := event.get("CONFERENCE")) is not None and told.params.get("VALUE") != "URI":
        found.append("CONFERENCE says VALUE=URI (RFC 7986, 5.11)")
    return found


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_feed_keeps_every_rule_in_every_zone(language: str) -> None:
    offerings = [
        make_offering(centre=located(zone, name=f"Centre de {zone}, à l’étage; au fond"))
        for zone in ("Europe/Paris", "Pacific/Noumea", "Indian/Reunion")
    ]
    for offering, mode in zip(offerings, Mode, strict=True):
        first = make_session(offering=offering, starts_at=SOON, mode=mode)
        lost(first, "postponed", "Grève ; la salle « Ampère » est fermée,\nlong : " + "é" * 90)
        made_up = make_session(offering=offering, starts_at=SOON + timedelta(days=7), mode=mode)
        ClassSession.objects.filter(pk=made_up.pk).update(makes_up=first)

    answer = read(address_of(follower(*offerings, language=language)))

    assert answer.headers["Content-Type"].startswith("text/calendar; charset=utf-8")
    assert breaches_of_rfc(answer.content) == []
    assert len(events(answer)) == 6


@pytest.mark.parametrize(
    ("zone", "winter", "summer"),
    [("Europe/Paris", 1, 2), ("Pacific/Noumea", 11, 11), ("Indian/Reunion", 4, 4)],
)
def test_the_definition_of_a_zone_is_right_all_year(zone: str, winter: int, summer: int) -> None:
    text = calendars._zone(zone, date(2025, 9, 1), date(2028, 9, 1))

    whole: Any = Calendar.from_ical(b"BEGIN:VCALENDAR\r\n" + text + b"END:VCALENDAR\r\n")
    (found,) = whole.walk("VTIMEZONE")
    told = found.to_tz(lookup_tzid=False)
    offsets = [
        datetime(2027, month, 15, 12, tzinfo=told).utcoffset() or timedelta() for month in (1, 7)
    ]
    assert [offset / timedelta(hours=1) for offset in offsets] == [winter, summer]
    for part in [*found.walk("STANDARD"), *found.walk("DAYLIGHT")]:
        rest = part.get("RDATE")
        for local in [part["DTSTART"].dt, *(each.dt for each in (rest.dts if rest else []))]:
            onset = (local - part["TZOFFSETFROM"].td).replace(tzinfo=UTC)
            offsets_around = [
                (onset + step).astimezone(ZoneInfo(zone)).utcoffset()
                for step in (timedelta(seconds=-1), timedelta(0))
            ]
            assert offsets_around == [part["TZOFFSETFROM"].td, part["TZOFFSETTO"].td]


def test_an_event_says_all_there_is_to_know() -> None:
    offering = make_offering(centre=located())
    session = make_session(offering=offering, starts_at=SOON, mode=Mode.BOTH)

    event = events(read(address_of(follower(offering))))[session.public_id]

    unit = offering.unit
    room = session.room.name if session.room else ""
    assert str(event["UID"]) == f"{session.public_id}@planning.gregoire"
    assert (str(event["CLASS"]), str(event["CATEGORIES"].cats[0])) == ("PUBLIC", unit.code)
    assert str(event["SUMMARY"]) == f"{unit.code} · {unit.title}"
    assert str(event["LOCATION"]) == (
        f"Room {room}, Cnam Dijon, 12, rue de la Liberté, 21000 Dijon"
    )
    assert event["GEO"].to_ical() == "47.322;5.0415"
    assert str(event["URL"]).endswith(f"/planning/seances/{session.public_id}/")
    assert str(event["CONFERENCE"]) == session.link
    assert (str(event["STATUS"]), event["SEQUENCE"]) == ("CONFIRMED", 0)
    assert event["DTSTART"].dt == SOON
    assert "With" not in str(event["DESCRIPTION"])


def test_a_cancelled_class_stays_says_why_and_rises() -> None:
    session = make_session(starts_at=SOON)
    address = address_of(follower(session.offering))
    before = events(read(address))[session.public_id]
    lost(session, SessionState.CANCELLED, "The teacher is ill")

    after = events(read(address))[session.public_id]

    assert (str(before["STATUS"]), str(after["STATUS"])) == ("CONFIRMED", "CANCELLED")
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert str(after["SUMMARY"]).startswith("Cancelled · ")
    assert "Why: The teacher is ill" in str(after["DESCRIPTION"])
    assert str(after["TRANSP"]) == "TRANSPARENT"


def test_a_make_up_class_is_an_event_of_its_own_that_names_the_first() -> None:
    session = make_session(starts_at=SOON)
    lost(session, SessionState.POSTPONED, "Strike")
    made_up = make_session(offering=session.offering, starts_at=SOON + timedelta(days=7))
    ClassSession.objects.filter(pk=made_up.pk).update(makes_up=session)

    found = events(read(address_of(follower(session.offering))))

    first, second = found[session.public_id], found[made_up.public_id]
    assert str(second["RELATED-TO"]) == str(first["UID"])
    assert str(first["STATUS"]) == "CANCELLED"
    assert "Made up on" in str(first["DESCRIPTION"])


def test_who_withdraws_keeps_the_past_and_loses_what_comes() -> None:
    past = make_session(starts_at=SOON - timedelta(days=30))
    make_session(offering=past.offering, starts_at=SOON)
    learner = follower(past.offering)
    address = address_of(learner)
    assert len(events(read(address))) == 2
    enrolment = learner.registrations.get().enrolments.get()
    enrolment.state, enrolment.ended_on = EnrolmentState.WITHDRAWN, SOON.date() - timedelta(days=4)
    enrolment.save()

    assert set(events(read(address))) == {past.public_id}


def test_nothing_new_is_304_and_a_change_is_not() -> None:
    session = make_session(starts_at=SOON)
    address = address_of(follower(session.offering))
    first = read(address)
    again = read(address, if_none_match=first.headers["ETag"])
    lost(session, SessionState.CANCELLED, "The teacher is ill")
    changed = read(address, if_none_match=first.headers["ETag"])

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert not first.headers["ETag"].startswith("W/")
    assert (changed.status_code, changed.headers["ETag"]) != (304, first.headers["ETag"])
    assert changed.status_code == 200


def test_the_same_feed_is_the_same_bytes_and_a_new_name_of_a_room_is_not() -> None:
    session = make_session(starts_at=SOON)
    address = address_of(follower(session.offering))
    first, second = read(address), read(address)
    assert session.room
    session.room.name = "Amphithéâtre Gauss"
    session.room.save()

    third = read(address, if_none_match=first.headers["ETag"])

    assert first.content == second.content
    assert third.status_code == 200
    assert "Gauss" in third.content.decode()


def test_a_date_alone_never_hides_a_change() -> None:
    session = make_session(starts_at=SOON)
    address = address_of(follower(session.offering))
    told = read(address).headers["Last-Modified"]

    assert read(address, if_modified_since=told).status_code == 200


def test_it_is_packed_for_those_who_can_unpack_and_tagged_apart() -> None:
    session = make_session(starts_at=SOON)
    address = address_of(follower(session.offering))
    plain = read(address)

    packed = read(address, accept_encoding="gzip, deflate")
    refused = read(address, accept_encoding="gzip;q=0, identity")

    assert gzip.decompress(packed.content) == plain.content
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Content-Encoding" not in refused.headers


def test_no_session_no_cookie_and_kept_by_no_shared_cache() -> None:
    answer = read(address_of(follower(make_session(starts_at=SOON).offering)))

    assert answer.cookies == {}
    assert answer.headers["Cache-Control"].startswith("private")


def test_guessed_forged_and_revoked_addresses_are_answered_alike() -> None:
    learner = follower(make_session(starts_at=SOON).offering)
    old = address_of(learner)
    new = address_of(learner)
    key = FeedAddress.objects.get(person=learner, revoked_at=None).key
    forged = reverse("planning:feed", args=[f"{key}-{'0' * calendars.SIGNED}"])
    guessed = reverse("planning:feed", args=[calendars.token_of("23456789abcdefghjkmnpqrstuvw")])
    odd = reverse("planning:feed", args=["é\u2019" * 40])

    answers = [read(address) for address in (old, forged, guessed, odd)]

    assert read(new).status_code == 200
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    revoke_feed_address(by=Actor(learner.pk), person=learner)
    assert read(new).status_code == 404


@pytest.mark.parametrize("count", [1, 40])
def test_three_queries_for_a_feed_whatever_it_holds(
    django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    offering = make_offering()
    for number in range(count):
        make_session(offering=offering, starts_at=SOON + timedelta(days=number), mode=Mode.ONLINE)
    address = address_of(follower(offering))

    with django_assert_num_queries(3):
        answer = read(address)
    with django_assert_num_queries(3):
        assert read(address, if_none_match=answer.headers["ETag"]).status_code == 304

    assert len(events(answer)) == count


def test_what_is_kept_written_is_never_stale_nor_in_another_language() -> None:
    session = make_session(starts_at=SOON)
    french = address_of(follower(session.offering, language="fr"))
    english = address_of(follower(session.offering))

    said = [str(events(read(one))[session.public_id]["DESCRIPTION"]) for one in (french, english)]

    with translation.override("fr"):
        assert str(events(read(french))[session.public_id]["DESCRIPTION"]) == said[0]
    assert said[0] != said[1]


def test_events_come_in_the_order_of_their_hours() -> None:
    offering = make_offering()
    for day in (9, 2, 5):
        make_session(offering=offering, starts_at=SOON + timedelta(days=day), mode=Mode.ONLINE)

    found = [event["DTSTART"].dt for event in events(read(address_of(follower(offering)))).values()]

    assert all(before < after for before, after in pairwise(found))


def test_another_module_adds_its_hours_under_the_same_rules(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session = make_session(starts_at=SOON)
    learner = follower(session.offering)
    address = address_of(learner)
    before = read(address)
    monkeypatch.setattr(entries, "_sources", [])

    @entries.adds_to_feeds
    def exams(person_id: int, start: datetime, end: datetime) -> list[entries.Entry]:
        exam = entries.Entry(
            key="exam-1",
            sequence=4,
            made_at=SOON - timedelta(days=9),
            changed_at=SOON - timedelta(days=9),
            starts_at=SOON,
            ends_at=SOON + timedelta(hours=3),
            time_zone="Pacific/Noumea",
            summary="Exam, part 1; paper",
            described=("Bring your card",),
            is_held=False,
            path="/examens/",
        )
        return [exam] if (person_id, start < SOON < end) == (learner.pk, True) else []

    after = read(address, if_none_match=before.headers["ETag"])

    exam = events(after)["exam-1"]
    assert (str(exam["STATUS"]), exam["SEQUENCE"]) == ("CANCELLED", 4)
    assert str(exam["SUMMARY"]) == "Exam, part 1; paper"
    assert breaches_of_rfc(after.content) == []
    assert set(events(after)) == {session.public_id, "exam-1"}
