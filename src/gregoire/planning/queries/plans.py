"""What the planner has to know of a centre's semester, read in a dozen queries."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, cast

from django.db.models import Q, QuerySet

from gregoire.catalogue.models import Offering, Semester
from gregoire.catalogue.rules import Modality, OfferingState, Rhythm
from gregoire.enrolment.models import Enrolment
from gregoire.enrolment.states import EnrolmentState
from gregoire.network.models import Centre, ClosingDay, Room
from gregoire.network.rules import Place
from gregoire.planning.models import ClassSession, OfferingNeed, TeacherAvailability
from gregoire.planning.rules.plans import Need, Pattern, Wishes, usual_need
from gregoire.planning.rules.travel import travel_minutes
from gregoire.planning.solving.problem import Choice, Demand, Held, Meeting, Problem, Slot, Space
from gregoire.planning.solving.weeks import SlotBook, choices_for

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of a weekday, in minutes after midnight."""

    weekday: int
    starts: int
    ends: int


def sites_of(centre: Centre) -> list[Centre]:
    """The centre and its teaching centres, in the order of the published tables."""
    own = Centre.objects.filter(Q(pk=centre.pk) | Q(parent=centre))
    return sorted(own.order_by("rank", "pk"), key=lambda one: one.pk != centre.pk)


def offerings_to_plan(centre: Centre, semester: Semester) -> QuerySet[Offering]:
    """What is taught on site there, and has not been given up."""
    return (
        Offering.objects.filter(
            Q(centre=centre) | Q(centre__parent=centre),
            semester=semester,
            modality__in=[Modality.ON_SITE, Modality.HYBRID],
        )
        .exclude(state=OfferingState.NOT_OPENED)
        .select_related("unit", "centre", "teacher", "planning_need")
        .order_by("unit__code", "centre", "group", "pk")
    )


def need_of(offering: Offering) -> Need:
    """What an offering needs: as it has been said, or as is usual."""
    said: OfferingNeed | None = getattr(offering, "planning_need", None)
    if said is None:
        return usual_need(
            modality=Modality(offering.modality),
            rhythm=Rhythm(offering.rhythm),
            ects=offering.unit.ects,
        )
    return Need(
        Pattern(said.pattern),
        said.minutes,
        said.classes,
        computers=said.needs_computers,
        step_free=said.needs_step_free,
        room_id=said.room_id,
    )


def first_monday(semester: Semester) -> date:
    """Of the week 0 of a semester."""
    first = semester.teaching_starts_on
    return first - timedelta(days=first.weekday())


def open_weeks_of(
    centres: Iterable[Centre], semester: Semester, *, since: date | None = None
) -> dict[int, dict[int, int]]:
    """For each centre and weekday the weeks in which it is open, as bits; none before `since`."""
    first, last = semester.teaching_starts_on, semester.teaching_ends_on
    monday, found = first_monday(semester), {}
    known = list(centres)
    closed = set(
        ClosingDay.objects.filter(centre__in=known, day__range=(first, last))
        .order_by("pk")
        .values_list("centre", "day")
    )
    begins = max(first, since or first)
    days = [begins + timedelta(days=after) for after in range((last - begins).days + 1)]
    for centre in known:
        weeks: dict[int, int] = defaultdict(int)
        for day in days:
            if day.isoweekday() < 7 and (centre.pk, day) not in closed:  # noqa: PLR2004 -- Sunday
                weeks[day.isoweekday()] |= 1 << (day - monday).days // 7
        found[centre.pk] = dict(weeks)
    return found


def problem_of(centre: Centre, semester: Semester, *, wishes: Wishes | None = None) -> Problem:
    """The problem of a centre's semester, as its office wishes it."""
    return _Reading(centre, semester, wishes or Wishes()).problem()


class _Reading:
    """All that is read for one problem."""

    def __init__(self, centre: Centre, semester: Semester, wishes: Wishes) -> None:
        self.semester, self.wishes = semester, wishes
        self.sites = sites_of(centre)
        self.site = {site.pk: place for place, site in enumerate(self.sites)}
        self.offerings = list(offerings_to_plan(centre, semester))
        self.rooms = list(Room.objects.filter(centre__in=self.sites).order_by("centre", "pk"))
        self.room = {room.pk: place for place, room in enumerate(self.rooms)}
        self.book = SlotBook()
        self.open_weeks = open_weeks_of(self.sites, semester, since=wishes.since)
        self.available = availability_of(self.sites, semester)
        self.learners = _learners_of(self.offerings)
        self.count = Counter(one for taken in self.learners.values() for one in taken)
        self.zones = {site.pk: site.zone for site in self.sites}

    def problem(self) -> Problem:
        own, others = self._sessions()
        demands = [self._demand(one, own.get(one.pk, [])) for one in self.offerings]
        place = {offering.pk: row for row, offering in enumerate(self.offerings)}
        beside: dict[int, list[int]] = defaultdict(list)
        for (offering, room, teacher), sessions in others.items():
            beside[offering].append(len(demands))
            demands.append(self._elsewhere(offering, room, teacher, sessions))
        people, combinations = self._combinations(place, beside)
        return Problem(
            demands=tuple(demands),
            slots=self.book.slots,
            rooms=tuple(self._space(room) for room in self.rooms),
            people=people,
            combinations=combinations,
            travel=self._travel(),
        )

    def _space(self, room: Room) -> Space:
        site = self.site[room.centre_id]
        return Space(room.pk, site, room.seats, room.computers, room.step_free)

    def _travel(self) -> tuple[tuple[int, ...], ...]:
        places = [_place(site) for site in self.sites]
        return tuple(tuple(travel_minutes(one, other) for other in places) for one in places)

    def _demand(self, offering: Offering, sessions: list[Row]) -> Demand:
        need, learners = self._still_needed(offering, sessions), self.count[offering.pk]
        weeks = self.open_weeks[offering.centre_id]
        choices = choices_for(need, weeks, self.book)
        free, barred = self._by_availability(offering, choices)
        demand = Demand(
            key=offering.pk,
            site=self.site[offering.centre_id],
            learners=learners,
            seats=max(learners, offering.minimum),
            choices=tuple(self._pinned(offering, free)),
            teacher=offering.teacher_id,
            barred=tuple(choice.slot for choice in barred),
            computers=need.computers,
            step_free=need.step_free,
            room=self.room.get(need.room_id) if need.room_id else None,
            parallel=offering.unit_id * 1000 + self.site[offering.centre_id],
        )
        return self._published(demand, offering, sessions) if sessions else demand

    def _still_needed(self, offering: Offering, sessions: list[Row]) -> Need:
        """What an offering needs from the day on from which is planned: not what it has had."""
        need, since = need_of(offering), self.wishes.since
        if since is None:
            return need
        zone = self.zones[offering.centre_id]
        had = sum(row["starts_at"].astimezone(zone).date() < since for row in sessions)
        return replace(need, classes=max(need.classes - had, 1))

    def _by_availability(
        self, offering: Offering, choices: list[Choice]
    ) -> tuple[list[Choice], list[Choice]]:
        """Choices at which the teacher can teach, and the others. Nothing said: always."""
        hours = self.available.get((offering.teacher_id or 0, offering.centre_id))
        if not hours:
            return choices, []
        slots = self.book.slots
        free = [one for one in choices if _within(slots[one.slot], hours)]
        kept = {one.slot for one in free}
        return free, [one for one in choices if one.slot not in kept]

    def _pinned(self, offering: Offering, choices: list[Choice]) -> list[Choice]:
        pin = self.wishes.pins.get(offering.pk)
        if pin is None:
            return choices
        slots = self.book.slots
        return [
            one
            for one in choices
            if (slots[one.slot].meetings[0].weekday, slots[one.slot].meetings[0].starts) == pin
        ]

    def _published(self, demand: Demand, offering: Offering, sessions: list[Row]) -> Demand:
        """It stays where it is; or it may move, and its learners are counted. Pinned, it goes there."""
        slot = self.book.place_of(self._slot(sessions))
        rooms = Counter(row["room"] for row in sessions if row["room"] in self.room)
        room = self.room[rooms.most_common(1)[0][0]] if rooms else None
        held = replace(demand, held=Held(slot, room), asks_no_room=room is None)
        pin = self.wishes.pins.get(offering.pk)
        first = self.book.slots[slot].meetings[0]
        stays = (first.weekday, first.starts) == pin if pin else not self.wishes.may_move
        if room is None or stays:
            return replace(held, fixed=True, choices=(Choice(slot),), barred=())
        if pin:
            return held
        others = tuple(one for one in demand.choices if one.slot != slot)
        return replace(held, choices=(Choice(slot), *others))

    def _slot(self, sessions: list[Row]) -> Slot:
        """The hours of classes as they are planned, on the clock of the site."""
        monday = first_monday(self.semester)
        weeks: dict[tuple[int, int, int], int] = defaultdict(int)
        for row in sessions:
            zone = self.zones.get(row["centre"], self.sites[0].zone)
            starts = row["starts_at"].astimezone(zone)
            minutes = starts.hour * 60 + starts.minute
            length = int((row["ends_at"] - row["starts_at"]).total_seconds()) // 60
            week = (starts.date() - monday).days // 7
            key = (starts.isoweekday(), minutes, min(minutes + length, 24 * 60))
            weeks[key] |= 1 << max(week, 0)
        return Slot(tuple(Meeting(*key, mask) for key, mask in sorted(weeks.items())))

    def _sessions(self) -> tuple[dict[int, list[Row]], dict[tuple[int, Any, Any], list[Row]]]:
        """Planned classes of our offerings; and those of others that our people or rooms are at."""
        ours = {offering.pk for offering in self.offerings}
        teachers = {one.teacher_id for one in self.offerings if one.teacher_id}
        touching = Q(offering__in=ours) | Q(room__in=self.rooms) | Q(teacher__in=teachers)
        followed = {one for taken in self.learners.values() for one in taken} - ours
        rows = (
            ClassSession.objects.planned()
            .filter(
                touching | Q(offering__in=followed),
                starts_at__date__gte=self.semester.teaching_starts_on,
                starts_at__date__lte=self.semester.teaching_ends_on,
            )
            .order_by("pk")
            .values("offering", "room", "teacher", "centre", "starts_at", "ends_at")
        )
        own: dict[int, list[Row]] = defaultdict(list)
        others: dict[tuple[int, Any, Any], list[Row]] = defaultdict(list)
        for row in cast("Iterable[Row]", rows):
            if row["offering"] in ours:
                own[row["offering"]].append(row)
            else:
                others[row["offering"], row["room"], row["teacher"]].append(row)
        return own, others

    def _elsewhere(
        self, offering: int, room: int | None, teacher: int | None, sessions: list[Row]
    ) -> Demand:
        """Classes that we do not plan: their people, room and teacher are taken then."""
        slot = self.book.place_of(self._slot(sessions))
        place = self.room.get(room) if room else None
        site = self.site.get(sessions[0]["centre"], 0)
        return Demand(
            key=offering,
            site=site,
            learners=0,
            seats=0,
            choices=(Choice(slot),),
            teacher=teacher,
            held=Held(slot, place),
            fixed=True,
            asks_no_room=True,
        )

    def _combinations(
        self, place: Mapping[int, int], beside: Mapping[int, list[int]]
    ) -> tuple[tuple[int, ...], tuple[tuple[int, ...], ...]]:
        """Who takes two things or more, and what."""
        people, combinations = [], []
        for person, taken in sorted(self.learners.items()):
            rows = [place[one] for one in taken if one in place]
            rows += [row for one in taken for row in beside.get(one, ())]
            if len(rows) > 1:
                people.append(person)
                combinations.append(tuple(sorted(set(rows))))
        return tuple(people), tuple(combinations)


def availability_of(sites: list[Centre], semester: Semester) -> dict[tuple[int, int], list[Hours]]:
    """By teacher and centre, the hours at which they can teach."""
    found: dict[tuple[int, int], list[Hours]] = defaultdict(list)
    rows = TeacherAvailability.objects.filter(centre__in=sites, semester=semester)
    for row in rows.order_by("weekday", "starts", "pk"):
        starts, ends = (time.hour * 60 + time.minute for time in (row.starts, row.ends))
        found[row.person_id, row.centre_id].append(Hours(row.weekday, starts, ends))
    return found


def _learners_of(offerings: list[Offering]) -> dict[int, list[int]]:
    """By person, all that they take in the semester, of those who take something of ours."""
    if not offerings:
        return {}
    enrolled = Enrolment.objects.filter(state=EnrolmentState.ENROLLED)
    ours = enrolled.filter(offering__in=[offering.pk for offering in offerings])
    found: dict[int, list[int]] = defaultdict(list)
    rows = enrolled.filter(
        offering__semester=offerings[0].semester_id,
        registration__in=ours.order_by().values("registration"),
    )
    for person, offering, relayed in rows.order_by("pk").values_list(
        "registration__person", "offering", "offering__relays"
    ):
        found[person].append(relayed or offering)
    return found


def _within(slot: Slot, hours: list[Hours]) -> bool:
    return all(
        any(
            free.weekday == meeting.weekday
            and free.starts <= meeting.starts
            and meeting.ends <= free.ends
            for free in hours
        )
        for meeting in slot.meetings
    )


def _place(centre: Centre) -> Place | None:
    if centre.latitude is None or centre.longitude is None:
        return None
    return Place(centre.latitude, centre.longitude)
