from datetime import date
from itertools import count

from gregoire.catalogue.models import Offering, Prerequisite, Programme, Semester, Unit
from gregoire.catalogue.rules import Modality, OfferingState, ProgrammeKind, Rhythm, UnitKind
from gregoire.enrolment.models import Enrolment, Registration
from gregoire.enrolment.rules import Employment, Funding
from gregoire.enrolment.states import EnrolmentState, RegistrationState
from gregoire.kernel.levels import Level
from gregoire.network.models import Centre
from gregoire.people.models import Attachment, Person
from tests.makers.network import make_centre
from tests.makers.people import make_person

_number = count(100)
YEAR = 2026
TODAY = date(2026, 9, 15)  # while enrolment is open in both semesters


def make_semester(number: int = 1, *, year: int = YEAR) -> Semester:
    """September to January, or February to June; enrolment from 1 July of the year before them."""
    starts, ends = (
        (date(year, 9, 21), date(year + 1, 1, 23))
        if number == 1
        else (date(year + 1, 2, 8), date(year + 1, 6, 12))
    )
    closes = date(year, 10, 10) if number == 1 else date(year + 1, 2, 20)
    semester, _ = Semester.objects.get_or_create(
        year=year,
        number=number,
        defaults={
            "teaching_starts_on": starts,
            "teaching_ends_on": ends,
            "enrolment_opens_on": date(year, 7, 1),
            "enrolment_closes_on": closes,
        },
    )
    return semester


def make_unit(
    code: str = "", *, title: str = "Management de projet", ects: int = 6, kind: str = UnitKind.UE
) -> Unit:
    return Unit.objects.create(
        code=code or f"GDN{next(_number)}",
        title=title,
        kind=kind,
        ects=ects,
        level=Level.BAC_3,
        field="gestion et management",
    )


def make_prerequisite(unit: Unit, needs: Unit, *, is_required: bool = True) -> Prerequisite:
    return Prerequisite.objects.create(unit=unit, needs=needs, is_required=is_required)


def make_programme(title: str = "Licence informatique", *, ects: int = 18) -> Programme:
    return Programme.objects.create(
        code=f"LG{next(_number)}",
        title=title,
        kind=ProgrammeKind.BACHELOR,
        level=Level.BAC_3,
        entry_level=Level.BAC,
        ects=ects,
        field="informatique",
    )


def make_offering(
    *,
    unit: Unit | None = None,
    centre: Centre | None = None,
    semester: Semester | None = None,
    modality: Modality = Modality.ON_SITE,
    capacity: int = 20,
    minimum: int = 8,
    state: OfferingState = OfferingState.ANNOUNCED,
) -> Offering:
    return Offering.objects.create(
        unit=unit or make_unit(),
        centre=centre or make_centre(),
        semester=semester or make_semester(),
        modality=modality,
        rhythm=Rhythm.OUT_OF_HOURS,
        capacity=capacity,
        minimum=minimum,
        state=state,
        decided_on=None if state == OfferingState.ANNOUNCED else date(YEAR, 9, 1),
        timetable="Tuesdays, 18:30",
    )


def make_learner(*, language: str = "en", first_names: str = "Camille") -> Person:
    """A person who reads English, so that tests read their mails as they stand in the code."""
    person = make_person(first_names=first_names)
    person.language = language
    person.save(update_fields=["language"])
    return person


def make_registration(
    *,
    person: Person | None = None,
    centre: Centre | None = None,
    year: int = YEAR,
    state: RegistrationState = RegistrationState.VALIDATED,
    programme: Programme | None = None,
) -> Registration:
    """A registration and the attachment that goes with it."""
    person, centre = person or make_learner(), centre or make_centre()
    Attachment.objects.get_or_create(
        person=person, centre=centre, defaults={"since": date(year, 9, 1)}
    )
    waits = state in {RegistrationState.REQUESTED, RegistrationState.CANCELLED}
    return Registration.objects.create(
        person=person,
        centre=centre,
        year=year,
        state=state,
        programme=programme,
        employment=Employment.EMPLOYED,
        funding=Funding.SELF,
        requested_on=date(year, 9, 1),
        validated_on=None if waits else date(year, 9, 9),
    )


def make_enrolment(
    *,
    registration: Registration | None = None,
    offering: Offering | None = None,
    state: EnrolmentState = EnrolmentState.ENROLLED,
) -> Enrolment:
    ended = state in {EnrolmentState.WITHDRAWN, EnrolmentState.NOT_OPENED}
    return Enrolment.objects.create(
        registration=registration or make_registration(),
        offering=offering or make_offering(),
        state=state,
        ended_on=date(YEAR, 10, 1) if ended else None,
    )
