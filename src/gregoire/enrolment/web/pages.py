"""What each template receives: one value, named `page`, with nothing left to query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.core.paginator import Page
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gregoire.catalogue.models import Offering, Semester
from gregoire.catalogue.rules import Modality
from gregoire.enrolment import wording
from gregoire.enrolment.models import Enrolment, Registration, Regulation, RegulationAcceptance
from gregoire.enrolment.rules import EnrolmentDecision, EnrolmentRefusal, Place, Seats
from gregoire.enrolment.standing import Standing, can_be_left, standing_of
from gregoire.enrolment.texts import TextPart
from gregoire.enrolment.web.forms import RefusableForm, RegistrationForm
from gregoire.kernel.years import AcademicYear
from gregoire.people.models import Person
from gregoire.people.panels import Panel


@dataclass(frozen=True, slots=True)
class TeachingRow:
    """One unit that I take."""

    enrolment: Enrolment
    today: date

    @property
    def standing(self) -> Standing:
        return standing_of(self.enrolment, self.today)

    @property
    def can_be_left(self) -> bool:
        return can_be_left(self.enrolment, self.today)


@dataclass(frozen=True, slots=True)
class TeachingGroup:
    title: str
    rows: tuple[TeachingRow, ...]


def teaching_groups(enrolments: Sequence[Enrolment], today: date) -> tuple[TeachingGroup, ...]:
    """By teaching centre, in the order given: one's own first (guide, campus, § 1)."""
    return tuple(
        _group(list(of_centre), today)
        for _centre, of_centre in groupby(enrolments, key=lambda e: e.offering.centre_id)
    )


def _group(enrolments: list[Enrolment], today: date) -> TeachingGroup:
    first = enrolments[0]
    centre = first.offering.centre
    if centre.pk == first.registration.centre_id:
        title = _("%(centre)s, my centre") % {"centre": centre.name}
    elif all(e.offering.modality == Modality.DISTANCE for e in enrolments):
        title = _("%(centre)s, at a distance") % {"centre": centre.name}
    else:
        title = centre.name
    return TeachingGroup(title, tuple(TeachingRow(enrolment, today) for enrolment in enrolments))


@dataclass(frozen=True, slots=True)
class TeachingsPage:
    year: AcademicYear
    is_present: bool
    registration: Registration | None
    groups: tuple[TeachingGroup, ...]
    ended: tuple[TeachingRow, ...]
    earlier: list[AcademicYear]
    year_to_register: AcademicYear | None

    @property
    def credits(self) -> int:
        return sum(
            row.enrolment.offering.unit.ects
            for group in self.groups
            for row in group.rows
            if row.enrolment.state == "enrolled"
        )


@dataclass(frozen=True, slots=True)
class TeachingPage:
    row: TeachingRow
    form: RefusableForm

    @property
    def enrolment(self) -> Enrolment:
        return self.row.enrolment

    @property
    def offering(self) -> Offering:
        return self.enrolment.offering


@dataclass(frozen=True, slots=True)
class EnrolPage:
    """What is about to happen, for the learner or for somebody of the desk."""

    offering: Offering
    registration: Registration | None
    decision: EnrolmentDecision | None
    seats: Seats
    place: Place
    form: RefusableForm
    person: Person | None = None  # whom the desk enrols

    @property
    def is_possible(self) -> bool:
        return self.decision is not None and self.decision.is_possible

    @property
    def obstacles(self) -> list[str]:
        refusals = self.decision.refusals if self.decision else ()
        return [
            str(wording.REFUSALS[refusal])
            for refusal in refusals
            if refusal is not EnrolmentRefusal.PREREQUISITES_NOT_READ
        ]

    @property
    def is_enrolled(self) -> bool:
        return self.decision is not None and (
            EnrolmentRefusal.ALREADY_ENROLLED in self.decision.refusals
        )

    @property
    def place_words(self) -> str:
        if self.place.rank is not None:
            return _(
                "All %(capacity)s places are taken. You would have place %(rank)s on the waiting list."
            ) % {
                "capacity": self.offering.capacity,
                "rank": self.place.rank,
            }
        return ngettext(
            "%(free)s place left of %(capacity)s.",
            "%(free)s places left of %(capacity)s.",
            self.seats.free,
        ) % {"free": self.seats.free, "capacity": self.offering.capacity}


@dataclass(frozen=True, slots=True)
class RegisterPage:
    year: AcademicYear | None
    form: RegistrationForm
    person: Person
    by_office: bool
    last: Registration | None


@dataclass(frozen=True, slots=True)
class MovePage:
    registration: Registration
    move: str
    form: RefusableForm
    is_own: bool

    @property
    def question(self) -> str:
        return str(wording.MOVE_QUESTIONS[self.move])

    @property
    def consequence(self) -> str:
        return str(wording.MOVE_CONSEQUENCES[self.move])

    @property
    def answer(self) -> str:
        return str(wording.MOVE_ANSWERS[self.move])


@dataclass(frozen=True, slots=True)
class RegistrationPage:
    registration: Registration
    form: RefusableForm


@dataclass(frozen=True, slots=True)
class WithdrawPage:
    enrolment: Enrolment
    form: RefusableForm


@dataclass(frozen=True, slots=True)
class DocumentsPage:
    to_accept: list[Regulation]
    acceptances: list[RegulationAcceptance]
    certificates: list[Registration]
    papers: list[Panel]  # what the modules above keep for the learner
    language: str

    @property
    def texts_to_accept(self) -> list[tuple[Regulation, str]]:
        return [(text, text.title_in(self.language)) for text in self.to_accept]

    @property
    def accepted(self) -> list[tuple[Regulation, str, date]]:
        return [
            (a.regulation, a.regulation.title_in(self.language), a.accepted_on)
            for a in self.acceptances
        ]


@dataclass(frozen=True, slots=True)
class RegulationPage:
    regulation: Regulation
    title: str
    parts: tuple[TextPart, ...]
    accepted_on: date | None
    is_in_force: bool
    may_accept: bool
    form: RefusableForm


@dataclass(frozen=True, slots=True)
class OfferingLine:
    offering: Offering
    seats: Seats

    @property
    def has_enough(self) -> bool:
        return self.seats.enrolled >= self.offering.minimum


@dataclass(frozen=True, slots=True)
class OfferingsPage:
    lines: list[OfferingLine]
    pages: "Page[Offering]"
    semesters: list[Semester]
    semester: Semester | None
    only_to_decide: bool
    words: str
    count_to_decide: int


@dataclass(frozen=True, slots=True)
class OfferingPage:
    line: OfferingLine
    enrolments: list[Enrolment]
    today: date
    may_decide: bool
    may_plan: bool  # the actor keeps the office that plans its classes

    @property
    def offering(self) -> Offering:
        return self.line.offering

    @property
    def rows(self) -> list[tuple[Enrolment, Standing]]:
        return [(enrolment, standing_of(enrolment, self.today)) for enrolment in self.enrolments]


@dataclass(frozen=True, slots=True)
class DecidePage:
    line: OfferingLine
    opens: bool
    alternatives: list[Offering]
    form: RefusableForm

    @property
    def offering(self) -> Offering:
        return self.line.offering


@dataclass(frozen=True, slots=True)
class ChoosePage:
    person: Person
    registration: Registration | None
    words: str
    at_a_distance: bool
    found: Sequence[Offering]
    seats: Mapping[int, Seats]

    @property
    def lines(self) -> list[OfferingLine]:
        return [OfferingLine(offering, self.seats[offering.pk]) for offering in self.found]
