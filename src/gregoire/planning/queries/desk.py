"""What an office sees of its timetable: a week, a day by room, and what needs attention."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from django.contrib.postgres.search import SearchQuery
from django.db.models import (
    CharField,
    Count,
    DateField,
    DateTimeField,
    Exists,
    F,
    Func,
    Model,
    OuterRef,
    Q,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Concat

from gregoire.catalogue.models import Offering
from gregoire.correspondence.models import Delivery
from gregoire.correspondence.rules import Channel, DeliveryState
from gregoire.framework.actors import Actor, Role
from gregoire.kernel.text import folded
from gregoire.network.models import Centre, ClosingDay, Room
from gregoire.people.models import Appointment, Person
from gregoire.planning.models import ClassSession, ClassSessionQuerySet, SessionChange
from gregoire.planning.models.sessions import OFFICES, READERS
from gregoire.planning.queries.learners import enrolled_in_any
from gregoire.planning.queries.sessions import sessions_for
from gregoire.planning.rules.sessions import Material, Mode, SessionState

MOST_SHOWN: Final = 300  # classes in one view; a room, a teacher or a field narrows it down
MOST_PRINTED: Final = 2_000  # classes on one paper
MOST_TROUBLED: Final = 60
LOOKED_BACK: Final = timedelta(days=60)  # a class lost before then is the matter of the semester
LOOKED_AHEAD: Final = timedelta(days=120)
WIDEST: Final = timedelta(hours=14)  # no clock of the network is further from UTC


# The texts of a unit, which no timetable says: with hundreds of classes they weigh more than the rest.
UNSAID: Final = ("aims", "content", "assessment", "prerequisite_text", "search_words")


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a week down; empty where nothing does."""

    room: str = ""  # its key
    teacher: str = ""  # the public identifier of the person
    field: str = ""  # of the unit
    words: str = ""  # of the unit, the teacher or the room

    @property
    def is_narrowed(self) -> bool:
        return bool(self.room or self.teacher or self.field or self.words)


@dataclass(frozen=True, slots=True)
class Found:
    """The classes of some days; `is_cut` where there are more of them than one view shows."""

    classes: list[ClassSession]
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Troubled:
    """A class that asks for something: `calls` says that people of today wait to be phoned."""

    session: ClassSession
    calls: bool


def centres_shown(actor: Actor) -> list[Centre]:
    """The centres whose timetable the actor reads, in the order of the published tables."""
    found = Centre.objects.filter(pk__in=actor.centres_as(*READERS)).select_related("parent")
    return list(found.order_by("rank", "pk"))


def sites_of(chosen: Centre, centres: Iterable[Centre]) -> list[Centre]:
    """A centre, and those of its teaching centres that are among these."""
    return [each for each in centres if chosen.pk in {each.pk, each.parent_id}]


def classes_of(
    actor: Actor,
    sites: Sequence[Centre],
    days: tuple[date, date],
    filters: Filters,
    *,
    most: int = MOST_SHOWN,
) -> Found:
    """The classes held at some sites from a day to another (not included) on their own clocks."""
    first, last = (datetime.combine(day, time(), sites[0].zone) for day in days)
    found = _classes_at(actor, sites).between(first - WIDEST, last + WIDEST)
    if filters.room.isdecimal():
        found = found.filter(room=int(filters.room[:9]))
    if filters.teacher:
        found = found.filter(teacher__public_id=filters.teacher[:40])
    if filters.field:
        found = found.filter(offering__unit__field=filters.field[:60])
    for word in filters.words[:60].split():
        found = found.filter(_named(word))
    shown = list(found.select_related("made_up_by").order_by("starts_at", "pk")[: most + 1])
    kept = [each for each in shown if days[0] <= day_of(each) < days[1]]
    return Found(kept[:most], len(shown) > most)


def _named(word: str) -> Q:
    """The beginning of a code or of a name, or what stands somewhere in a title or a room's name."""
    name = SearchQuery(f"'{folded(word)}':*", config="simple", search_type="raw")
    of_the_unit = Q(offering__unit__code__istartswith=word) | Q(
        offering__unit__title__icontains=word
    )
    of_the_teacher = Q(teacher__search_words=name) if folded(word) else Q()
    return of_the_unit | Q(room__name__icontains=word) | of_the_teacher


def _classes_at(actor: Actor, sites: Sequence[Centre]) -> ClassSessionQuerySet:
    """The classes held at those of these sites where the actor reads timetables.

    A post there shows every one of them: nothing else that `visible_to` asks has to be asked.
    """
    read = actor.centres_as(*READERS)
    found = ClassSession.objects.filter(centre__in=[site.pk for site in sites if site.pk in read])
    return found.select_related("offering__unit", "centre", "room", "teacher").defer(
        *(f"offering__unit__{text}" for text in UNSAID)
    )


def day_of(session: ClassSession) -> date:
    """The day of a class on the wall of its site."""
    return session.starts_at.astimezone(session.centre.zone).date()


def enrolled_by_offering(sessions: Iterable[ClassSession]) -> Mapping[int, int]:
    """How many learners come to the classes of each offering, relays counted where it is taught."""
    offerings = {session.offering_id for session in sessions}
    rows = (
        enrolled_in_any(offerings)
        .order_by()
        .values(taught=Coalesce("offering__relays", "offering"))
        .annotate(learners=Count("pk"))
        .values_list("taught", "learners")
    )
    return Counter(dict(rows))


def closed_days(sites: Sequence[Centre], days: tuple[date, date]) -> list[ClosingDay]:
    """The days in [first, last) on which one of these sites is closed."""
    found = ClosingDay.objects.filter(centre__in=sites, day__gte=days[0], day__lt=days[1])
    return list(found.order_by("day", "centre__rank"))


def can_still_be_undone(actor: Actor, *, now: datetime) -> list[SessionChange]:
    """What the actor has just done, and of which nobody has been told yet."""
    found = SessionChange.objects.filter(by=actor.person_id, undone_at=None, tell_at__gt=now)
    shown = found.select_related("session__offering__unit", "session__centre", "session__room")
    return list(shown.order_by("-pk")[:5])


def troubled_classes(actor: Actor, sites: Sequence[Centre], *, now: datetime) -> list[Troubled]:
    """Classes that were cancelled or postponed and ask for something still: calls to make, a class
    to make up, material to put online; the nearest to now first.
    """
    found = (
        _classes_at(actor, sites)
        .exclude(state=SessionState.PLANNED)
        .filter(starts_at__gt=now - LOOKED_BACK)
        .annotate(calls=Exists(_calls_waiting()))
        .filter(Q(calls=True) | Q(made_up_by=None) | Q(material=Material.DUE))
        .select_related("made_up_by")
        .order_by("starts_at", "pk")
    )
    return [Troubled(each, getattr(each, "calls")) for each in found[:MOST_TROUBLED]]  # noqa: B009 -- annotated


def _calls_waiting() -> "ClassSessionQuerySet":
    """Calls in the list about a class that is still to come."""
    topics = SessionChange.objects.filter(
        session=OuterRef(OuterRef("pk")), undone_at=None
    ).annotate(said=Concat(Value("planning.change/"), "public_id", output_field=CharField()))
    calls: ClassSessionQuerySet = Delivery.objects.filter(  # type: ignore[assignment]
        channel=Channel.CALL, state=DeliveryState.QUEUED, notice__topic__in=topics.values("said")
    )
    return calls


@dataclass(frozen=True, slots=True)
class Unready:
    """A class to come that cannot be held as it is planned: its site is closed, or nobody gives it."""

    session: ClassSession
    is_on_closed_day: bool
    has_no_teacher: bool


def unready_classes(actor: Actor, sites: Sequence[Centre], *, now: datetime) -> list[Unready]:
    """Classes to come on days on which their site has been closed since they were planned; and of
    each offering the first class without a teacher: its page has the others.

    None is without a room: the database wants one of each class that is held on site.
    """
    coming = _classes_at(actor, sites).planned().filter(starts_at__gt=now)
    alone = ClassSession.objects.planned().filter(
        offering=OuterRef("offering"), teacher=None, starts_at__gt=now
    )
    first = alone.order_by("starts_at", "pk").values("pk")[:1]
    found = (
        coming.filter(starts_at__lt=now + LOOKED_AHEAD)
        .annotate(closed=_on_a_closed_day())
        .filter(Q(closed=True) | Q(teacher=None, pk=Subquery(first)))
        .order_by("starts_at", "pk")
    )
    return [
        Unready(each, getattr(each, "closed"), each.teacher_id is None)  # noqa: B009 -- annotated
        for each in found[:MOST_TROUBLED]
    ]


def classes_on(actor: Actor, days: Sequence[ClosingDay]) -> dict[date, list[ClassSession]]:
    """The classes to be held on closing days of one centre, by day."""
    if not days:
        return {}
    found = (
        sessions_for(actor)
        .planned()
        .filter(_on_a_closed_day(), centre=days[0].centre_id)
        .filter(starts_at__date__gte=days[0].day - timedelta(days=1))
        .order_by("starts_at", "pk")[:MOST_SHOWN]
    )
    by_day: dict[date, list[ClassSession]] = {}
    for session in found:
        by_day.setdefault(day_of(session), []).append(session)
    return by_day


def _on_a_closed_day() -> Exists:
    """The day on the wall of the site is one of its closing days."""
    local = Func(
        OuterRef("centre__time_zone"),
        OuterRef("starts_at"),
        function="timezone",
        output_field=DateTimeField(),
    )
    days = ClosingDay.objects.filter(centre=OuterRef("centre"))
    return Exists(days.annotate(held=Cast(local, DateField())).filter(day=F("held")))


def rooms_at(sites: Sequence[Centre]) -> list[Room]:
    """The rooms of some sites, site by site, in the order of their names."""
    found = Room.objects.filter(centre__in=sites).select_related("centre")
    return list(found.order_by("centre__rank", "name"))


def is_too_small(session: ClassSession, learners: int) -> bool:
    """Do those who have to come find no seat?"""
    room = session.room
    return room is not None and session.mode == Mode.ON_SITE and learners > room.seats


def room_kept(actor: Actor, pk: int, *, at: str = "") -> Room:
    """A room of the centres where the actor plans; raises Room.DoesNotExist."""
    return _kept(actor, Room, pk, at)  # type: ignore[return-value]


def closing_day_kept(actor: Actor, pk: int, *, at: str = "") -> ClosingDay:
    """A closing day of the centres where the actor plans; raises ClosingDay.DoesNotExist."""
    return _kept(actor, ClosingDay, pk, at)  # type: ignore[return-value]


def _kept(actor: Actor, kind: type[Room | ClosingDay], pk: int, code: str) -> Model:
    found = kind.objects.select_related("centre")
    kept: Model = found.get(pk=pk, centre__in=actor.centres_as(*OFFICES), centre__code=code)
    return kept


def room_seen(actor: Actor, pk: int) -> Room:
    """A room of the centres whose timetable the actor reads; raises Room.DoesNotExist."""
    found = Room.objects.select_related("centre")
    return found.get(pk=pk, centre__in=actor.centres_as(*READERS))


def centre_kept(actor: Actor, code: str) -> Centre:
    """A centre where the actor plans; raises Centre.DoesNotExist."""
    return Centre.objects.get(code=code, pk__in=actor.centres_as(*OFFICES))


def offering_planned_by(actor: Actor, public_id: str) -> Offering:
    """An offering of the centres where the actor plans; raises Offering.DoesNotExist."""
    found = Offering.objects.select_related(
        "unit", "centre", "semester", "teacher", "relays__centre", "planning_need"
    )
    return found.get(public_id=public_id, centre__in=actor.centres_as(*OFFICES))


def teacher_seen(actor: Actor, public_id: str) -> Person:
    """Oneself, or who teaches at a centre whose timetable one reads; raises Person.DoesNotExist."""
    person = Person.objects.get(public_id=public_id)
    centres = actor.centres_as(*READERS)
    teaches = (
        person.pk == actor.person_id
        or Offering.objects.filter(teacher=person, centre__in=centres).exists()
        or ClassSession.objects.filter(teacher=person, centre__in=centres).exists()
    )
    if not teaches:
        raise Person.DoesNotExist
    return person


def teachers_at(centre: Centre, offering: Offering) -> list[Person]:
    """Who can be asked to give a class: who teaches at the centre, or holds a post of teacher."""
    homes = {centre.pk, offering.centre_id}
    asked = (
        Q(pk__in=Offering.objects.filter(centre__in=homes, teacher__isnull=False).values("teacher"))
        | Q(pk__in=Appointment.objects.filter(centre__in=homes, role=Role.TEACHER).values("person"))
        | Q(pk=offering.teacher_id)
    )
    return list(Person.objects.filter(asked).order_by("birth_name", "first_names", "pk"))


def classes_of_offering(offering: Offering) -> list[ClassSession]:
    """All the classes of an offering, with what was done to them, the latest change first."""
    found = ClassSession.objects.filter(offering=offering).select_related(
        "offering__unit", "offering__centre", "centre", "room", "teacher", "made_up_by", "makes_up"
    )
    return list(found.order_by("starts_at", "pk").prefetch_related("changes__by"))


def rooms_for(offering: Offering) -> list[Room]:
    """The rooms where an offering can be held: its centre's, and its teaching centres' or parent's."""
    home = offering.centre
    near = Q(centre=home) | Q(centre__parent=home)
    if home.parent_id:
        near |= Q(centre=home.parent_id)
    found = Room.objects.filter(near).select_related("centre")
    return list(found.order_by("centre__rank", "seats", "name"))


def week_of_room(room: Room, days: tuple[date, date]) -> list[ClassSession]:
    """The classes of a room from a day to another (not included)."""
    return _within(ClassSession.objects.filter(room=room), room.centre, days)


def week_of_teacher(actor: Actor, person: Person, days: tuple[date, date]) -> list[ClassSession]:
    """The classes that somebody gives, as far as the actor may see them."""
    found = sessions_for(actor).filter(teacher=person)
    first = datetime.combine(days[0], time(), UTC) - WIDEST
    last = datetime.combine(days[1], time(), UTC) + WIDEST
    shown = found.between(first, last).select_related("made_up_by").order_by("starts_at", "pk")
    return [each for each in shown if days[0] <= day_of(each) < days[1]]


def _within(
    found: ClassSessionQuerySet, centre: Centre, days: tuple[date, date]
) -> list[ClassSession]:
    first, last = (datetime.combine(day, time(), centre.zone) for day in days)
    shown = found.between(first, last).select_related(
        "offering__unit", "offering__centre", "centre", "room", "teacher", "made_up_by"
    )
    return list(shown.order_by("starts_at", "pk"))


def rooms_taken(
    rooms: Sequence[Room], slots: Sequence[tuple[datetime, datetime]], *, besides: int = 0
) -> Mapping[int, int]:
    """How many of these slots meet a class in each room; rooms that are free are not there."""
    if not slots:
        return {}
    first, last = min(start for start, _ in slots), max(end for _, end in slots)
    found = (
        ClassSession.objects.planned()
        .between(first, last)
        .filter(room__in=rooms)
        .exclude(pk=besides)
        .order_by()
        .values_list("room_id", "starts_at", "ends_at")
    )
    taken: Counter[int] = Counter()
    for room, start, end in found:
        taken[room] += sum(start < until and end > begin for begin, until in slots)
    return +taken
