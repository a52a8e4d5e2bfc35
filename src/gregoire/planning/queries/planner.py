"""What the pages of the semester planner show: always of the centres of the actor's offices."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from gregoire.catalogue.models import Offering, Semester
from gregoire.enrolment.models import Enrolment
from gregoire.enrolment.states import EnrolmentState
from gregoire.framework.actors import Actor, Role
from gregoire.network.models import Centre, Room
from gregoire.people.models import Appointment, Person
from gregoire.planning.models import OfferingNeed, PlanRun, TeacherAvailability
from gregoire.planning.models.sessions import OFFICES
from gregoire.planning.queries.plans import offerings_to_plan
from gregoire.planning.rules.plans import RunState

Row = dict[str, Any]
BEHIND = timedelta(days=120)


@dataclass(frozen=True, slots=True)
class Known:
    """What the planner knows of a centre's semester before it searches."""

    offerings: int
    with_needs: int
    learners: int  # who take two of them or more
    rooms: int
    seats: int
    teachers: int
    teachers_without_hours: int
    without_teacher: int


def centres_planned_by(actor: Actor) -> list[Centre]:
    """Where the actor plans, by name; those that answer for others come first."""
    centres = Centre.objects.filter(pk__in=actor.centres_as(*OFFICES))
    return sorted(
        centres.order_by("name", "pk"), key=lambda one: (one.parent_id is not None, one.name)
    )


def semesters_to_plan(today: date) -> list[Semester]:
    """Those that are not long over, the present one first."""
    found = Semester.objects.filter(teaching_ends_on__gte=today - BEHIND)
    rows = list(found.order_by("teaching_starts_on")[:6])
    return sorted(rows, key=lambda one: (one.teaching_ends_on < today, one.teaching_starts_on))


def known_of(centre: Centre, semester: Semester) -> Known:
    """Counted in four queries."""
    offerings = offerings_to_plan(centre, semester)
    own = offerings.order_by().select_related(None)
    counted = own.aggregate(
        all=Count("pk"),
        said=Count("planning_need"),
        teachers=Count("teacher", distinct=True),
        nobody=Count("pk", filter=Q(teacher=None)),
    )
    sites = Q(centre=centre) | Q(centre__parent=centre)
    rooms = Room.objects.filter(sites).aggregate(all=Count("pk"), seats=Sum("seats"))
    hours = TeacherAvailability.objects.filter(sites, semester=semester)
    said = own.filter(Exists(hours.filter(person=OuterRef("teacher")))).aggregate(
        n=Count("teacher", distinct=True)
    )
    learners = (
        Enrolment.objects.filter(offering__in=own.values("pk"), state=EnrolmentState.ENROLLED)
        .order_by()
        .values("registration")
        .annotate(n=Count("pk"))
        .filter(n__gt=1)
        .count()
    )
    return Known(
        offerings=counted["all"],
        with_needs=counted["said"],
        learners=learners,
        rooms=rooms["all"],
        seats=rooms["seats"] or 0,
        teachers=counted["teachers"],
        teachers_without_hours=counted["teachers"] - said["n"],
        without_teacher=counted["nobody"],
    )


def last_run(centre: Centre, semester: Semester) -> PlanRun | None:
    """The run that counts: the latest that was not cancelled before it began."""
    runs = PlanRun.objects.filter(centre=centre, semester=semester)
    kept = runs.exclude(state=RunState.CANCELLED).select_related("asked_by", "centre", "semester")
    return kept.order_by("-pk").first()


def run_for(actor: Actor, public_id: str) -> PlanRun:
    """A run of a centre where the actor plans; raises PlanRun.DoesNotExist for any other."""
    runs = PlanRun.objects.select_related("centre", "semester", "asked_by")
    return runs.get(public_id=public_id, centre__in=actor.centres_as(*OFFICES))


def offerings_by_key(keys: Collection[int]) -> dict[int, Offering]:
    rows = Offering.objects.filter(pk__in=keys).select_related(
        "unit", "centre", "teacher", "planning_need"
    )
    return {offering.pk: offering for offering in rows.order_by("pk")}


def rooms_by_key(keys: Collection[int]) -> dict[int, Room]:
    return {room.pk: room for room in Room.objects.filter(pk__in=keys).order_by("pk")}


def rooms_at(centre: Centre) -> int:
    return Room.objects.filter(Q(centre=centre) | Q(centre__parent=centre)).count()


def people_by_key(keys: Collection[int]) -> dict[int, Person]:
    return {person.pk: person for person in Person.objects.filter(pk__in=keys).order_by("pk")}


def needs_of(centre: Centre, semester: Semester, search: str = "") -> QuerySet[Offering]:
    """The offerings of the semester, each with what it needs and how many learn."""
    found = offerings_to_plan(centre, semester).annotate(
        learners=Count("enrolments", filter=Q(enrolments__state=EnrolmentState.ENROLLED))
    )
    if search:
        found = found.filter(Q(unit__code__icontains=search) | Q(unit__title__icontains=search))
    return found


def offering_planned_by(actor: Actor, public_id: str) -> Offering:
    """One offering of a centre where the actor plans; raises Offering.DoesNotExist otherwise."""
    rows = Offering.objects.select_related("unit", "centre", "semester", "teacher", "planning_need")
    return rows.get(public_id=public_id, centre__in=actor.centres_as(*OFFICES))


def teachers_of(centre: Centre, semester: Semester) -> list[tuple[Person, int, int]]:
    """Who teaches there on site: the person, how many offerings, how many hours rows they said."""
    counted = dict(
        offerings_to_plan(centre, semester)
        .exclude(teacher=None)
        .order_by()
        .values_list("teacher")
        .annotate(n=Count("pk"))
    )
    sites = Q(centre=centre) | Q(centre__parent=centre)
    hours = dict(
        TeacherAvailability.objects.filter(sites, semester=semester, person__in=counted)
        .order_by()
        .values_list("person")
        .annotate(n=Count("pk"))
    )
    people = Person.objects.filter(pk__in=counted).order_by("birth_name", "first_names", "pk")
    return [(person, counted[person.pk], hours.get(person.pk, 0)) for person in people]


def teacher_for(actor: Actor, public_id: str) -> Person:
    """Oneself, or somebody who teaches at a centre of the office; raises Person.DoesNotExist."""
    centres = actor.centres_as(*OFFICES)
    mine = Q(pk=actor.person_id or 0)
    if centres:
        teaching = Offering.objects.filter(teacher=OuterRef("pk"), centre__in=centres)
        posts = Appointment.objects.filter(
            person=OuterRef("pk"), centre__in=centres, role=Role.TEACHER
        )
        mine |= Q(Exists(teaching)) | Q(Exists(posts))
    return Person.objects.get(mine, public_id=public_id)


def places_taught_by(person: Person, semesters: Sequence[Semester]) -> list[Centre]:
    """Where somebody teaches on site in these semesters, or holds a post of teacher."""
    taught = Q(offerings__teacher=person, offerings__semester__in=semesters)
    posts = Appointment.objects.filter(person=person, role=Role.TEACHER).order_by("pk")
    held = Q(pk__in=posts.values("centre"))
    return list(Centre.objects.filter(taught | held).distinct().order_by("name", "pk"))


def teaches_soon(person_id: int, today: date) -> bool:
    """Is there a semester to plan in which somebody teaches on site, or where they hold a post?"""
    coming = Semester.objects.filter(teaching_ends_on__gte=today - BEHIND)
    posts = Appointment.objects.filter(person=person_id, role=Role.TEACHER).exclude(centre=None)
    given = Offering.objects.filter(teacher=person_id, semester=OuterRef("pk"))
    return coming.filter(Exists(given) | Exists(posts)).exists()


def hours_of(person: Person, centre: Centre, semester: Semester) -> list[TeacherAvailability]:
    rows = TeacherAvailability.objects.filter(person=person, centre=centre, semester=semester)
    return list(rows.order_by("weekday", "starts"))


def has_need(offering: Offering) -> bool:
    said: OfferingNeed | None = getattr(offering, "planning_need", None)
    return said is not None
