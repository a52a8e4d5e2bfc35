"""One small network in which everybody stands somewhere: the ground of both matrices."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.core.mail import EmailMessage
from django.db.models import Model
from django.utils.timezone import localdate

from gregoire.catalogue.models import Offering, Programme, Semester, Unit
from gregoire.catalogue.rules import ProgrammeFacts, ProgrammeKind, UnitFacts, UnitKind
from gregoire.correspondence.links import unsubscribe_address
from gregoire.enrolment.models import Enrolment, Registration, Regulation
from gregoire.enrolment.operations.registrations import Application
from gregoire.enrolment.rules import Employment, Funding, OccupationGroup, RegulationKind
from gregoire.framework import outbox
from gregoire.framework.actors import NOBODY, Actor, Role
from gregoire.kernel.levels import Level
from gregoire.kernel.years import AcademicYear
from gregoire.network.models import Centre, ClosingDay, Room
from gregoire.observatory.rules import Built, Pair, Shelf, Sight
from gregoire.people.models import Account, Appointment, Attachment, Person
from gregoire.people.queries import actor_for
from tests.house.world_correspondence import (
    ARGUMENTS_OF_CORRESPONDENCE,
    things_of_correspondence,
)
from tests.house.world_planning import ARGUMENTS_OF_PLANNING, things_of_planning
from tests.makers.correspondence import make_conversation
from tests.makers.enrolment import (
    make_enrolment,
    make_offering,
    make_programme,
    make_registration,
)
from tests.makers.network import make_centre
from tests.makers.people import appoint, make_account, make_person
from tests.makers.publications import make_edition, make_publication, make_review

EDITION: Final = "2016-2017"
NATIONAL: Final = "national administrator"
PEOPLE: Final = ("visitor", "learner", "another learner", NATIONAL)
ROLES: Final = tuple(role.value for role in Role)
COLUMNS: Final = {"Posts at the centre": (*PEOPLE, *ROLES), "Posts at another centre": ROLES}


@dataclass(frozen=True)
class World:
    """A learner of a centre with everything that is theirs; and everybody else."""

    here: Centre
    elsewhere: Centre
    learner: Account
    stranger: Account
    national: Account
    staff_here: dict[Role, Account]
    staff_elsewhere: dict[Role, Account]
    things: dict[type, object]

    def account(self, who: str, heading: str) -> Account | None:
        """Who stands in a column of a matrix; posts are held here, or at the other centre."""
        if who in PEOPLE:
            known = {"learner": self.learner, NATIONAL: self.national, "visitor": None}
            return known.get(who, self.stranger)
        here = heading == "Posts at the centre"
        return (self.staff_here if here else self.staff_elsewhere)[Role(who)]

    def actor(self, who: str, heading: str) -> Actor:
        account = self.account(who, heading)
        return actor_for(account, today=localdate()) if account else NOBODY

    def thing(self, kind: type) -> Any:
        """The one of its kind that belongs to the learner or to their centre."""
        return self.things[kind]

    def public_id(self, kind: type[Model]) -> str:
        return str(self.thing(kind).public_id)


def make_world(today: date) -> World:
    """Two centres; at the one a learner who is registered, enrolled, and has written."""
    year = AcademicYear.of(today).start
    here, elsewhere = make_centre(name="Cnam Dijon"), make_centre(name="Cnam Nantes")
    learner, stranger = make_account(), make_account()
    registration = make_registration(
        person=learner.person, centre=here, year=year, programme=make_programme()
    )
    make_registration(person=stranger.person, centre=elsewhere, year=year)
    offering = make_offering(centre=here, semester=_semester_ahead(today))
    post = appoint(make_person(), Role.TUTOR, at=here)
    Attachment.objects.create(person=post.person, centre=here, since=today)
    staff = {role: _holding(role, here) for role in Role}
    enrolment = make_enrolment(registration=registration, offering=offering)
    things: list[object] = [
        here,
        learner,
        learner.person,
        registration,
        registration.programme,
        offering,
        offering.unit,
        enrolment,
        *things_of_planning(enrolment, teacher=staff[Role.TEACHER].person),
        *things_of_correspondence(make_conversation(person=learner.person, centre=here)),
        outbox.keep(EmailMessage("Hello", "Word", to=[learner.person.mail])),
        post,
        Room.objects.create(centre=here, name="A 101", seats=20),
        ClosingDay.objects.create(centre=here, day=date(today.year + 1, 5, 7), reason="Bridge"),
        _regulation(),
        make_review(by=staff[Role.OBSERVATORY].person),
        *_facts(learner.person, here, today),
    ]
    return World(
        here=here,
        elsewhere=elsewhere,
        learner=learner,
        stranger=stranger,
        national=_holding(Role.ADMINISTRATOR, None),
        staff_here=staff,
        staff_elsewhere={role: _holding(role, elsewhere) for role in Role},
        things={type(thing): thing for thing in things},
    )


def _semester_ahead(today: date) -> Semester:
    """One for which people enrol now, on whatever day the matrix is asked."""
    return Semester.objects.create(
        year=AcademicYear.of(today).start,
        number=2,
        enrolment_opens_on=today - timedelta(days=30),
        enrolment_closes_on=today + timedelta(days=30),
        teaching_starts_on=today + timedelta(days=20),
        teaching_ends_on=today + timedelta(days=140),
    )


def _holding(role: Role, centre: Centre | None) -> Account:
    account = make_account()
    appoint(account.person, role, at=centre)
    return account


def _facts(person: Person, centre: Centre, today: date) -> list[object]:
    """What some operations are asked of before there is a row."""
    year = AcademicYear.of(today)
    unit = UnitFacts("NEW001", "New", UnitKind.UE, 6, Level.BAC_3, "droit")
    programme = ProgrammeFacts(
        "NEW01", "New", ProgrammeKind.BACHELOR, Level.BAC_3, Level.BAC, 180, "droit"
    )
    application = Application(
        person,
        centre,
        year,
        None,
        Employment.EMPLOYED,
        OccupationGroup.EMPLOYEE,
        None,
        Funding.SELF,
    )
    pair = Pair("c", "d", EDITION)
    built = Built(EDITION, "clean", make_edition(EDITION).identifier)
    sight = Sight(Shelf.FIGURES, EDITION)
    make_publication(built)
    return [today, year, unit, programme, application, RegulationKind.EXAMS, pair, built, sight]


def _regulation() -> Regulation:
    texts = {"title_fr": "r", "title_en": "r", "text_fr": "r", "text_en": "r"}
    regulation, _ = Regulation.objects.get_or_create(
        kind="exams", version="1999.0", defaults={"in_force_on": date(1999, 9, 1), **texts}
    )
    return regulation


Given = Callable[[World], dict[str, object]]


def of(kind: type[Model]) -> Given:
    """An address that names a thing by its public identifier."""
    return lambda world: {"public_id": world.public_id(kind)}


def _a_mail(_world: World) -> dict[str, object]:
    return {"public_id": "2345678abcdefg"}  # nobody's


def _own_unsubscribe(world: World) -> dict[str, object]:
    return {"token": unsubscribe_address(world.learner.person.pk).rstrip("/").rpartition("/")[2]}


def _edition(**more: object) -> Given:
    return lambda _world: {"name": EDITION, **more}


# What stands in the variable parts of an address; those that have none are not named.
ARGUMENTS: Final[dict[str, Given]] = {
    "account_reset_password_from_key": lambda _: {"uidb36": "1", "key": "never-sent"},
    "people:first_password": lambda _: {"token": "never-sent"},
    "people:confirm_mail": lambda _: {"token": "never-sent"},
    "people:person": of(Person),
    "people:person_data": of(Person),
    "people:identifiers": of(Person),
    "people:posts": of(Person),
    "people:end_post": lambda world: {
        "public_id": world.thing(Appointment).person.public_id,
        "post_id": world.thing(Appointment).pk,
    },
    "correspondence:unsubscribe": _own_unsubscribe,
    "demo:mail": _a_mail,
    "demo:mail_html": _a_mail,
    "records:person_transcript": of(Person),
    "catalogue:unit": lambda world: {"code": world.thing(Unit).code},
    "catalogue:programme": lambda world: {"code": world.thing(Programme).code},
    "catalogue:centre": lambda world: {"code": world.here.code},
    "observatory:edition": _edition(),
    "observatory:table": _edition(number=1),
    "observatory:place": _edition(slug="alsace"),
    "observatory:teachings": _edition(slug="alsace"),
    "observatory:indicators": _edition(),
    "observatory:indicator": _edition(code="learners"),
    "observatory:charts": _edition(),
    "observatory:file": _edition(file="csv/T1.csv"),
    "observatory:desk_edition": _edition(),
    "observatory:desk_table": _edition(number=1),
    "observatory:desk_teachings": _edition(slug="alsace"),
    "observatory:feed": _edition(system="alsace"),
    "observatory:feed_csv": _edition(system="alsace"),
    "observatory:publish": _edition(),
    "observatory:pair": _edition(),
    "observatory:undo": _edition(),
    "enrolment:own_move": lambda world: {
        "public_id": world.public_id(Registration),
        "move": "pause",
    },
    "enrolment:move": lambda world: {"public_id": world.public_id(Registration), "move": "pause"},
    "enrolment:enrol": of(Offering),
    "enrolment:teaching": of(Enrolment),
    "enrolment:withdraw": of(Enrolment),
    "enrolment:regulation": lambda world: {
        "kind": world.thing(Regulation).kind,
        "version": world.thing(Regulation).version,
    },
    "enrolment:certificate": of(Registration),
    "enrolment:offering": of(Offering),
    "enrolment:decide": of(Offering),
    "enrolment:choose": of(Person),
    "enrolment:enrol_person": lambda world: {
        "public_id": world.public_id(Person),
        "offering_id": world.public_id(Offering),
    },
    "enrolment:register_person": of(Person),
    "enrolment:contract": of(Registration),
    "enrolment:transfer": of(Registration),
    "enrolment:withdraw_person": of(Enrolment),
    **ARGUMENTS_OF_CORRESPONDENCE,
    **ARGUMENTS_OF_PLANNING,
}
