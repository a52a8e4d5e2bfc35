"""What a person follows and what they give: the classes of their own planning."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import (
    BigIntegerField,
    CharField,
    DateField,
    Prefetch,
    Q,
    Value,
)
from django.utils.timezone import now

from gregoire.catalogue.models import Offering
from gregoire.enrolment.models import Enrolment
from gregoire.enrolment.states import EnrolmentState
from gregoire.framework.actors import Actor
from gregoire.people.models import Person
from gregoire.planning.models import (
    ClassSession,
    ClassSessionQuerySet,
    SessionChange,
)
from gregoire.planning.rules.sessions import SessionState

MOST_NEWS: Final = 200  # a semester that is planned anew moves as many
FIRST_VISIT: Final = timedelta(days=14)  # what is news to whoever has not been here yet
_GIVEN: Final = "given"
_ZONE: Final = "offering__centre__time_zone"
_SHOWN: Final = ("offering__unit", "centre", "room", "teacher")


@dataclass(frozen=True, slots=True)
class Reach:
    """The offerings of which a person sees the classes, and until when.

    `left` holds when the day of the withdrawal began, on the clock of its centre, of each offering
    that they followed: the classes before that day stay theirs. A relayed offering is followed where it is taught.
    """

    person_id: int
    followed: frozenset[int] = frozenset()
    left: tuple[tuple[datetime, int], ...] = ()
    given: frozenset[int] = frozenset()

    @property
    def classes(self) -> Q:
        """Those that the person follows, has followed, or gives."""
        mine = Q(teacher=self.person_id) | Q(offering__in=sorted(self.followed))
        if self.given:
            mine |= Q(teacher=None, offering__in=sorted(self.given))
        for before, offering in self.left:
            mine |= Q(offering=offering, starts_at__lt=before)
        return mine

    def gives(self, session: ClassSession) -> bool:
        if session.teacher_id is None:
            return session.offering_id in self.given
        return session.teacher_id == self.person_id


@dataclass(frozen=True, slots=True)
class News:
    """What happened to one's classes since an instant; `since`: None for whoever never looked."""

    since: datetime | None
    changes: Sequence[SessionChange] = ()  # the latest first
    added: Sequence[ClassSession] = ()  # by their hours; make-up classes are changes


@dataclass(frozen=True, slots=True)
class Standing:
    """On which clock a person reads, when they last saw their planning, the key of their feed."""

    public_id: str  # of the person
    zone: ZoneInfo
    seen_at: datetime | None
    feed_key: str  # empty: no address is open


def reach_of(person_id: int) -> Reach:
    """One query, whatever the person does."""
    followed = (
        Enrolment.objects.filter(
            registration__person=person_id,
            state__in=[EnrolmentState.ENROLLED, EnrolmentState.WITHDRAWN],
        )
        .order_by()
        .values_list("offering_id", "offering__relays_id", "state", "ended_on", _ZONE)
    )
    given = (
        Offering.objects.filter(teacher=person_id)
        .order_by()
        .values_list(
            "pk",
            Value(None, output_field=BigIntegerField()),
            Value(_GIVEN, output_field=CharField()),
            Value(None, output_field=DateField()),
            Value("", output_field=CharField()),
        )
    )
    return _reach(person_id, followed.union(given, all=True))


def _reach(person_id: int, rows: Iterable[tuple[int, int | None, str, date | None, str]]) -> Reach:
    here: set[int] = set()
    given: set[int] = set()
    gone: dict[int, datetime] = {}
    for offering, relayed, state, ended_on, zone in rows:
        if state == _GIVEN:
            given.add(offering)
        elif ended_on is None:
            here.update({offering, relayed or offering})
        else:
            midnight = datetime.combine(ended_on, time(), ZoneInfo(zone))
            for one in {offering, relayed or offering}:
                gone[one] = max(midnight, gone.get(one, midnight))
    left = sorted((until, offering) for offering, until in gone.items() if offering not in here)
    return Reach(person_id, frozenset(here), tuple(left), frozenset(given))


def classes_of(reach: Reach) -> ClassSessionQuerySet:
    """One's classes with what a line of a page says of them; in no order."""
    return ClassSession.objects.filter(reach.classes).select_related(*_SHOWN)


def classes_between(
    reach: Reach, start: datetime, end: datetime, *, told: bool = True
) -> list[ClassSession]:
    """Those held at some moment of [start, end), in their order; `told`: with what happened to them."""
    found = classes_of(reach).between(start, end).order_by("starts_at", "pk")
    if told:
        found = found.select_related("makes_up", "made_up_by").prefetch_related(_reasons())
    return list(found)


def next_class_after(reach: Reach, instant: datetime) -> ClassSession | None:
    """The first class that is still held, from an instant on."""
    held = classes_of(reach).planned().filter(ends_at__gt=instant)
    return held.order_by("starts_at", "pk").first()


def next_classes(actor: Actor, limit: int, *, reach: Reach | None = None) -> list[ClassSession]:
    """What is under way or to come, soonest first: cancelled classes stay, said to be so.

    One query where the reach of the actor is known already, two where it is not.
    """
    if actor.person_id is None:
        return []
    ahead = classes_of(reach or reach_of(actor.person_id)).filter(ends_at__gt=now())
    return list(ahead.order_by("starts_at", "pk")[:limit])


def class_for(actor: Actor, public_id: str) -> ClassSession:
    """A class that the actor may see, with all that its page shows.

    Raises ClassSession.DoesNotExist: of a class that one may not see there is nothing to know.
    Who has left an offering still sees the classes from before.
    """
    seen = ClassSession.objects.visible_to(actor)
    if actor.person_id is not None:
        seen = ClassSession.objects.filter(
            Q(pk__in=seen.filter(public_id=public_id).order_by().values("pk"))
            | reach_of(actor.person_id).classes
        )
    shown = seen.select_related(*_SHOWN, "offering__semester", "makes_up", "made_up_by")
    return shown.prefetch_related(_reasons()).get(public_id=public_id)


def news_of(reach: Reach, *, since: datetime | None, at: datetime) -> News:
    """What people have been told of one's classes since they last looked, the latest first.

    What one did oneself is no news; nor, for whoever has not looked yet, are classes. Two queries
    of few tables: the database is faster with both than with one of thirteen.
    """
    mine = ClassSession.objects.filter(reach.classes).order_by().values("pk")
    told = SessionChange.objects.filter(
        session__in=mine, tell_at__gt=since or at - FIRST_VISIT, tell_at__lte=at, undone_at=None
    )
    others = told.exclude(by=reach.person_id)
    changes = list(others.order_by("-tell_at", "-pk")[:MOST_NEWS])
    wanted = Q(pk__in={each.session_id for each in changes})
    if since is not None:
        wanted |= Q(made_at__gt=since, made_at__lte=at, ends_at__gt=at, makes_up=None)
    shown = classes_of(reach).filter(wanted).select_related("makes_up", "made_up_by")
    found = {each.pk: each for each in shown.order_by("starts_at", "pk")}
    for each in changes:
        each.session = found[each.session_id]
    fresh = [each for each in found.values() if since is not None and each.made_at > since]
    added = [each for each in fresh if each.makes_up is None and each.state == SessionState.PLANNED]
    return News(since, changes, added)


# Written out: every page of the planning asks it, and composing it anew costs more than its answer.
STANDING: Final = """
SELECT
    p.public_id,
    coalesce(
        (SELECT f.time_zone FROM correspondence_preference f
         WHERE f.person_id = p.id AND f.time_zone <> ''),
        (SELECT c.time_zone FROM enrolment_registration r JOIN network_centre c ON c.id = r.centre_id
         WHERE r.person_id = p.id AND r.state <> 'cancelled' ORDER BY r.year DESC LIMIT 1),
        (SELECT c.time_zone FROM people_attachment a JOIN network_centre c ON c.id = a.centre_id
         WHERE a.person_id = p.id ORDER BY a.since DESC, a.id LIMIT 1),
        'Europe/Paris'
    ),
    (SELECT v.at FROM planning_planningvisit v WHERE v.person_id = p.id),
    (SELECT d.key FROM planning_feedaddress d
     WHERE d.person_id = p.id AND d.revoked_at IS NULL LIMIT 1)
FROM people_person p WHERE p.id = %(person)s
"""


def standing_of(person_id: int) -> Standing:
    """One query: the zone that the person chose, else that of their centre, else that of Paris.

    Raises Person.DoesNotExist where there is nobody of this key.
    """
    with connection.cursor() as cursor:
        cursor.execute(STANDING, {"person": person_id})
        found = cursor.fetchone()
    if found is None:
        raise Person.DoesNotExist
    public_id, zone, seen_at, key = found
    return Standing(public_id, ZoneInfo(zone), seen_at, key or "")


def semester_of(reach: Reach, today: date) -> list[ClassSession]:
    """Every class of the semester that is taught now, or of the next one that is."""
    semester = (
        ClassSession.objects.filter(reach.classes)
        .filter(offering__semester__teaching_ends_on__gte=today)
        .order_by("offering__semester__teaching_starts_on")
        .values_list("offering__semester", flat=True)
        .first()
    )
    found = classes_of(reach).filter(offering__semester=semester)
    shown = found.select_related("makes_up", "made_up_by", "offering__semester")
    return list(shown.prefetch_related(_reasons()).order_by("starts_at", "pk"))


def _reasons() -> "Prefetch[Any, Any, Any]":
    """The changes that stand, the latest first, each with its author."""
    standing = SessionChange.objects.filter(undone_at=None).select_related("by")
    return Prefetch("changes", queryset=standing.order_by("-pk"))
