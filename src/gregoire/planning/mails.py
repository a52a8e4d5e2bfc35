"""What planning says to people: who is told of what, with which facts."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.timezone import now as the_present

from gregoire.catalogue.models import Offering
from gregoire.correspondence import saying
from gregoire.correspondence.kinds import Kind
from gregoire.correspondence.models import Preference
from gregoire.correspondence.saying import Telling
from gregoire.enrolment.models import Enrolment
from gregoire.framework.formats import full_day, hour
from gregoire.network.models import Centre, Room
from gregoire.people.models import Person
from gregoire.planning import kinds
from gregoire.planning.models import ClassSession, SessionChange
from gregoire.planning.queries.learners import enrolled_in, last_learners_of, learners_of
from gregoire.planning.queries.sessions import facts_of
from gregoire.planning.rules.sessions import ChangeKind, Mode, SessionFacts, is_within_the_day

KINDS: Final[Mapping[ChangeKind, Kind]] = {
    ChangeKind.CANCELLED: kinds.CANCELLED,
    ChangeKind.POSTPONED: kinds.POSTPONED,
    ChangeKind.MOVED: kinds.MOVED,
    ChangeKind.MADE_UP: kinds.MADE_UP,
}
AT_ONCE: Final = 500  # people whose words are in memory together


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who is told, and the clock they live by."""

    person: Person
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Held:
    """When and where a class is held, as one reader reads it, in the language of the notice."""

    facts: SessionFacts
    centre: Centre
    room: Room | None
    teacher: Person | None
    reader_zone: ZoneInfo

    @property
    def day(self) -> str:
        return full_day(self._at_centre(self.facts.starts_at))

    @property
    def starts(self) -> str:
        return hour(self._at_centre(self.facts.starts_at))

    @property
    def ends(self) -> str:
        return hour(self._at_centre(self.facts.ends_at))

    @property
    def is_elsewhere(self) -> bool:
        """Does the reader's clock say another hour?"""
        there = self.facts.starts_at.astimezone(self.reader_zone)
        return there.utcoffset() != self._at_centre(self.facts.starts_at).utcoffset()

    @property
    def own_day(self) -> str:
        return full_day(self.facts.starts_at.astimezone(self.reader_zone))

    @property
    def own_starts(self) -> str:
        return hour(self.facts.starts_at.astimezone(self.reader_zone))

    @property
    def own_ends(self) -> str:
        return hour(self.facts.ends_at.astimezone(self.reader_zone))

    @property
    def is_online(self) -> bool:
        return self.facts.mode is not Mode.ON_SITE

    def _at_centre(self, instant: datetime) -> datetime:
        return instant.astimezone(self.centre.zone)


def say_change(change: SessionChange, *, only: Collection[int] | None = None) -> None:
    """Tell those whom a change concerns, at its `tell_at`; the office phones on the same day.

    `only`: the persons to tell, by key (those who have just come in); everybody otherwise.
    """
    session = change.session
    learners = list(learners_of(session))
    readers = readers_of(learners, [*_teachers_told(change)], zone=told_session(change).centre.zone)
    told = [one for one in readers if only is None or one.person.pk in only]
    saying.say(KINDS[ChangeKind(change.kind)], *_tellings(change, told))


def say_cancelled(changes: Sequence[SessionChange]) -> None:
    """Classes of one offering are cancelled together: one notice a person, with the list.

    Where the course is not opened, enrolment has told its learners, and they follow nothing here any
    more: they are told of a class that is so near that one has to phone them, and of no other.
    """
    if not changes:
        return
    first = min(changes, key=lambda one: one.session.starts_at)
    session = first.session
    sessions = sorted((one.session for one in changes), key=lambda one: one.starts_at)
    told = {one.teacher_id for one in sessions} - {first.by_id}
    teachers = [key for key in told if key is not None]
    near = [one.starts_at for one in sessions if _is_near(one, first.at)]
    learners = [*learners_of(session), *(last_learners_of(session) if near else ())]
    readers = readers_of(
        learners,
        list(Person.objects.filter(pk__in=teachers).order_by("pk")),
        zone=session.centre.zone,
    )
    saying.say(
        kinds.WITHDRAWN,
        *(
            Telling(
                reader.person,
                facts={
                    "offering": session.offering,
                    "centre": session.centre,
                    "classes": [_held_by(one, reader) for one in sessions],
                    "reason": first.reason,
                },
                centre=session.centre,
                topic=first.topic,
                path=reverse("planning:planning"),
                after=first.tell_at,
                call_before=min(near, default=None),
            )
            for reader in readers
        ),
    )


def _is_near(session: ClassSession, now: datetime) -> bool:
    return is_within_the_day(session.starts_at, now, session.centre.zone)


def _tellings(change: SessionChange, readers: Iterable[Reader]) -> Iterator[Telling]:
    session = told_session(change)
    before, after = _facts(change.before), _facts(change.after)
    rooms = Room.objects.in_bulk([one.room_id for one in (before, after) if one.room_id])
    teachers = Person.objects.in_bulk([one.teacher_id for one in (before, after) if one.teacher_id])
    centres = {session.centre_id: session.centre}
    for room in rooms.values():
        centres.setdefault(room.centre_id, room.centre)
    call_before = _call_before(change, session, before, after)

    def held(facts: SessionFacts, zone: ZoneInfo) -> Held:
        room = rooms.get(facts.room_id or 0)
        centre = centres[room.centre_id] if room else session.centre
        return Held(facts, centre, room, teachers.get(facts.teacher_id or 0), zone)

    for reader in readers:
        yield Telling(
            reader.person,
            facts={
                "offering": session.offering,
                "centre": session.centre,
                "was": held(before, reader.zone),
                "held": held(after, reader.zone),
                "reason": change.reason,
            },
            centre=session.centre,
            topic=change.topic,
            path=reverse("planning:session", args=[session.public_id]),
            after=change.tell_at,
            call_before=call_before,
        )


def told_session(change: SessionChange) -> ClassSession:
    """The class that the notice leads to: the new one, where a class is made up."""
    if change.kind == ChangeKind.MADE_UP:
        return change.session.made_up_by
    return change.session


def _facts(kept: Mapping[str, object]) -> SessionFacts:
    return SessionFacts.from_json(kept)


def _call_before(
    change: SessionChange, session: ClassSession, before: SessionFacts, after: SessionFacts
) -> datetime | None:
    """A class of the day that is not held as it was said: there is no time for a mail."""
    first = after if change.kind == ChangeKind.MADE_UP else before
    starts = min(first.starts_at, after.starts_at)
    return starts if is_within_the_day(starts, change.at, session.centre.zone) else None


def _teachers_told(change: SessionChange) -> Iterator[Person]:
    """Who gives the class, before and after, unless they did it themselves."""
    told = {change.before["teacher_id"], change.after["teacher_id"]} - {change.by_id}
    keys = [key for key in told if key is not None]
    yield from Person.objects.filter(pk__in=keys).order_by("pk")


def say_planned(offerings: Sequence[Offering]) -> int:
    """Tell each person once of the classes to come that they follow or give; how many people."""
    by_person: dict[int, list[ClassSession]] = {}
    readers: dict[int, Reader] = {}
    for offering in offerings:
        coming = _coming(offering)
        teachers = {one.teacher_id: one.teacher for one in coming if one.teacher is not None}
        learners = enrolled_in(offering.pk).select_related(
            "registration__person", "registration__centre"
        )
        found = list(learners.order_by("pk")) if coming else []
        for reader in readers_of(found, [*teachers.values()], zone=offering.centre.zone):
            key = reader.person.pk
            readers.setdefault(key, reader)
            given = [one for one in coming if one.teacher_id == key]
            by_person.setdefault(key, []).extend(given or coming)
    tellings = [_planned(readers[person], sessions) for person, sessions in by_person.items()]
    for first in range(0, len(tellings), AT_ONCE):
        saying.say(kinds.PLANNED, *tellings[first : first + AT_ONCE])
    return len(tellings)


def _coming(offering: Offering) -> list[ClassSession]:
    planned = offering.sessions.planned().filter(ends_at__gt=the_present())
    known = planned.select_related("offering__unit", "centre", "room", "teacher")
    return list(known.order_by("starts_at"))


def _planned(reader: Reader, sessions: Sequence[ClassSession]) -> Telling:
    ordered = sorted(sessions, key=lambda one: one.starts_at)
    units: dict[int, list[ClassSession]] = {}
    for session in ordered:
        units.setdefault(session.offering_id, []).append(session)
    first = ordered[0]
    return Telling(
        reader.person,
        facts={
            "units": [(each[0], len(each), _held_by(each[0], reader)) for each in units.values()],
            "count": len(ordered),
            "centre": first.centre,
        },
        centre=first.centre,
        topic="planning.planned",
        path=reverse("planning:planning"),
    )


def _held_by(session: ClassSession, reader: Reader) -> Held:
    return Held(facts_of(session), session.centre, session.room, session.teacher, reader.zone)


def say_added(session: ClassSession) -> None:
    """A class more is planned: its learners are told at once, and phoned where it is today."""
    _say_of(kinds.ADDED, session, is_new=True)


def say_material(session: ClassSession) -> None:
    """The course and exercises of a postponed class have been put online."""
    _say_of(kinds.MATERIAL, session)


def _say_of(kind: Kind, session: ClassSession, *, is_new: bool = False) -> None:
    """Say a thing of a class as it is to all who follow it."""
    zone = session.centre.zone
    teachers = [session.teacher] if is_new and session.teacher is not None else []
    is_today = is_new and is_within_the_day(session.starts_at, the_present(), zone)
    saying.say(
        kind,
        *(
            Telling(
                reader.person,
                facts={
                    "offering": session.offering,
                    "centre": session.centre,
                    "held": _held_by(session, reader),
                },
                centre=session.centre,
                topic=f"planning.session/{session.public_id}",
                path=reverse("planning:session", args=[session.public_id]),
                call_before=session.starts_at if is_today else None,
            )
            for reader in readers_of(list(learners_of(session)), teachers, zone=zone)
        ),
    )


def readers_of(
    enrolments: Sequence[Enrolment], teachers: Sequence[Person], *, zone: ZoneInfo
) -> list[Reader]:
    """Each person once: the clock that they chose, else that of their home centre.

    Enrolments come with their registration, its person and its centre; a teacher lives by the
    clock of the class, unless they chose another.
    """
    zones = dict.fromkeys((one.pk for one in teachers), zone)
    zones |= {one.registration.person_id: one.registration.centre.zone for one in enrolments}
    people = {one.registration.person_id: one.registration.person for one in enrolments}
    people |= {one.pk: one for one in teachers}
    chosen = Preference.objects.filter(person__in=people).exclude(time_zone="").order_by("pk")
    zones |= {one.person_id: ZoneInfo(one.time_zone) for one in chosen}
    return [Reader(person, zones[key]) for key, person in people.items()]
