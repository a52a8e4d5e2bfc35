"""A centre's semester to plan, small and real; its teaching is always still to come."""

from dataclasses import dataclass

from django.utils.timezone import localdate

from gregoire.catalogue.models import Offering, Semester
from gregoire.framework.actors import Actor, Role
from gregoire.network.models import Centre
from gregoire.people.models import Account, Person
from gregoire.people.queries import actor_for
from gregoire.planning import searching
from gregoire.planning.models import PlanRun
from gregoire.planning.operations.plans import ask_for_plan
from gregoire.planning.rules.plans import Wishes
from tests.makers.enrolment import (
    make_enrolment,
    make_learner,
    make_offering,
    make_registration,
    make_semester,
)
from tests.makers.network import make_centre
from tests.makers.people import appoint, make_account, make_person
from tests.makers.planning import make_room


@dataclass(frozen=True)
class Campus:
    """A centre with its office, rooms, offerings, and learners who take two of them."""

    centre: Centre
    semester: Semester
    office: Person
    account: Account
    offerings: list[Offering]
    learners: list[Person]

    @property
    def actor(self) -> Actor:
        return actor_for(self.account, today=localdate())


def make_campus(*, offerings: int = 3, rooms: int = 2, learners: int = 2) -> Campus:
    """Every learner takes all the offerings, each with a teacher of its own."""
    centre, semester = make_centre(), make_semester(2, year=localdate().year)
    office = make_person()
    appoint(office, Role.SCHOOLING, at=centre)
    for _ in range(rooms):
        make_room(centre, seats=30)
    made = []
    for number in range(offerings):
        offering = make_offering(centre=centre, semester=semester)
        offering.teacher = make_person(first_names=f"Teacher {number}")
        offering.save(update_fields=["teacher"])
        made.append(offering)
    people = [make_learner(first_names=f"Learner {number}") for number in range(learners)]
    for person in people:
        registration = make_registration(person=person, centre=centre)
        for offering in made:
            make_enrolment(registration=registration, offering=offering)
    return Campus(centre, semester, office, make_account(office), made, people)


def make_proposal(campus: Campus, *, seconds: int = 1, wishes: Wishes | None = None) -> PlanRun:
    """A run that was asked for and searched to its end."""
    run = ask_for_plan(
        by=campus.actor,
        centre=campus.centre,
        semester=campus.semester,
        seconds=seconds,
        wishes=wishes,
    )
    searching.search_for_plan(run.pk)
    run.refresh_from_db()
    return run
