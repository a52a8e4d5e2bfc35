"""Who takes part: pure values and rules.  No clock, no database, no Django.

The tables of examples are in docs/reference/rules/enrolment.md; the tests read them.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gregoire.kernel.levels import Level
from gregoire.kernel.years import AcademicYear


class Employment(StrEnum):
    """The situation of a learner at registration (note, table 1 and text)."""

    EMPLOYED = "employed"
    SEEKING = "seeking"
    INACTIVE = "inactive"
    UNKNOWN = "unknown"


class OccupationGroup(StrEnum):
    """Socio-professional categories, first level (INSEE PCS)."""

    FARMER = "farmer"
    CRAFT_OR_TRADE = "craft_or_trade"
    EXECUTIVE = "executive"
    INTERMEDIATE = "intermediate"
    EMPLOYEE = "employee"
    WORKER = "worker"
    NONE = "none"
    UNKNOWN = "unknown"


class Funding(StrEnum):
    SELF = "self"
    EMPLOYER = "employer"
    SKILLS_OPERATOR = "skills_operator"  # OPCO
    TRAINING_ACCOUNT = "training_account"  # CPF
    REGION = "region"
    EMPLOYMENT_AGENCY = "employment_agency"  # France Travail
    OTHER = "other"


class ContractKind(StrEnum):
    APPRENTICESHIP = "apprenticeship"
    PROFESSIONALISATION = "professionalisation"


class RegulationKind(StrEnum):
    """The texts to which a learner is subject from their registration (guide, practical facts)."""

    INTERNAL = "internal"
    EXAMS = "exams"


class RegistrationRefusal(StrEnum):
    YEAR_NOT_OPEN = "year_not_open"
    ALREADY_REGISTERED = "already_registered"
    REGULATIONS_NOT_ACCEPTED = "regulations_not_accepted"
    MOVED_MEANWHILE = "moved_meanwhile"
    SAME_CENTRE = "same_centre"
    NOT_UNDER_WAY = "not_under_way"
    CONTRACT_DATES = "contract_dates"


class RegulationRefusal(StrEnum):
    VERSION_EXISTS = "version_exists"
    IN_THE_PAST = "in_the_past"
    NOT_IN_FORCE = "not_in_force"


class EnrolmentRefusal(StrEnum):
    REGISTRATION_NOT_VALIDATED = "registration_not_validated"
    REGISTRATION_PAUSED = "registration_paused"
    REGISTRATION_CANCELLED = "registration_cancelled"
    ANOTHER_YEAR = "another_year"
    NOT_OPENED = "not_opened"
    WINDOW_NOT_OPEN_YET = "window_not_open_yet"
    WINDOW_CLOSED = "window_closed"
    ALREADY_ENROLLED = "already_enrolled"
    UNIT_UNDER_WAY = "unit_under_way"
    UNIT_EARNED = "unit_earned"
    PREREQUISITES_NOT_READ = "prerequisites_not_read"
    ALREADY_ENDED = "already_ended"
    COURSE_OVER = "course_over"


class Standing(StrEnum):
    """How the registration stands, as far as enrolling goes."""

    REQUESTED = "requested"
    VALIDATED = "validated"
    PAUSED = "paused"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Window:
    """The days on which learners enrol by themselves, both included."""

    opens_on: date
    closes_on: date


@dataclass(frozen=True, slots=True)
class Seats:
    """How full an offering is."""

    capacity: int
    enrolled: int
    waiting: int

    @property
    def free(self) -> int:
        """Places that nobody has and nobody waits for."""
        return max(0, self.capacity - self.enrolled - self.waiting)


@dataclass(frozen=True, slots=True)
class Prerequisites:
    """What should have been earned before, by the codes of the units."""

    required: AbstractSet[str] = frozenset()
    advised: AbstractSet[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Asking:
    """All that is known when somebody asks to take part in an offering."""

    standing: Standing
    same_year: bool
    is_opened: bool  # announced or open; False once it was decided not to open it
    window: Window
    unit_is_earned: bool
    enrolled_here: bool
    unit_under_way: bool
    prerequisites: Prerequisites
    earned: AbstractSet[str]
    by_office: bool
    has_read: bool


@dataclass(frozen=True, slots=True)
class EnrolmentDecision:
    """May one take part? With everything that stands in the way, and what is to be read first."""

    refusals: tuple[EnrolmentRefusal, ...]
    required_missing: tuple[str, ...]
    advised_missing: tuple[str, ...]

    @property
    def is_possible(self) -> bool:
        """Nothing stands in the way but, perhaps, a warning to read."""
        return set(self.refusals) <= {EnrolmentRefusal.PREREQUISITES_NOT_READ}


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the offering, or the rank in its waiting list (the first is 1)."""

    rank: int | None = None

    @property
    def is_waiting(self) -> bool:
        return self.rank is not None


_BY_STANDING = {
    Standing.REQUESTED: EnrolmentRefusal.REGISTRATION_NOT_VALIDATED,
    Standing.PAUSED: EnrolmentRefusal.REGISTRATION_PAUSED,
    Standing.CANCELLED: EnrolmentRefusal.REGISTRATION_CANCELLED,
}


def enrolment_decision(asking: Asking, *, today: date) -> EnrolmentDecision:
    """Whether a learner may take part in an offering, and what is missing (guide, practical facts).

    Prerequisites are said, never an obstacle: a required one that is missing has to be read.
    """
    required = tuple(sorted(asking.prerequisites.required - asking.earned))
    advised = tuple(sorted(asking.prerequisites.advised - asking.earned))
    candidates = (
        _BY_STANDING.get(asking.standing),
        EnrolmentRefusal.ANOTHER_YEAR if not asking.same_year else None,
        EnrolmentRefusal.NOT_OPENED if not asking.is_opened else None,
        None if asking.by_office else _window_refusal(asking.window, today),
        _history_refusal(asking),
        EnrolmentRefusal.PREREQUISITES_NOT_READ if required and not asking.has_read else None,
    )
    refusals = tuple(refusal for refusal in candidates if refusal)
    return EnrolmentDecision(refusals, required, advised)


def _window_refusal(window: Window, today: date) -> EnrolmentRefusal | None:
    if today < window.opens_on:
        return EnrolmentRefusal.WINDOW_NOT_OPEN_YET
    return EnrolmentRefusal.WINDOW_CLOSED if today > window.closes_on else None


def _history_refusal(asking: Asking) -> EnrolmentRefusal | None:
    if asking.unit_is_earned:
        return EnrolmentRefusal.UNIT_EARNED
    if asking.enrolled_here:
        return EnrolmentRefusal.ALREADY_ENROLLED
    return EnrolmentRefusal.UNIT_UNDER_WAY if asking.unit_under_way else None


def withdrawal_refusal(
    *, is_under_way: bool, last_day: date, today: date
) -> EnrolmentRefusal | None:
    """Why a place cannot be given back: it was already, or the course is over."""
    if not is_under_way:
        return EnrolmentRefusal.ALREADY_ENDED
    return EnrolmentRefusal.COURSE_OVER if today > last_day else None


def place_for_one_more(seats: Seats) -> Place:
    """A place while there is one that nobody waits for; otherwise the end of the waiting list."""
    if seats.enrolled < seats.capacity and seats.waiting == 0:
        return Place()
    return Place(rank=seats.waiting + 1)


def places_to_give(seats: Seats) -> int:
    """How many of those who wait can be promoted at once."""
    return max(0, min(seats.waiting, seats.capacity - seats.enrolled))


def registration_refusal(
    *,
    year: AcademicYear,
    opens_on: date | None,
    accepted: AbstractSet[int],
    in_force: AbstractSet[int],
    by_office: bool,
    today: date,
) -> RegistrationRefusal | None:
    """Why a registration for a year cannot be taken in; None when it can.

    `opens_on` is the first day of enrolment of the year, None while the year has no semester.
    From their registration learners are subject to both regulations (guide, practical facts), so
    they accept them there; whoever is registered by an office accepts them when they first sign in.
    """
    if opens_on is None or today < opens_on or today > year.last_day:
        return RegistrationRefusal.YEAR_NOT_OPEN
    if not by_office and not in_force <= accepted:
        return RegistrationRefusal.REGULATIONS_NOT_ACCEPTED
    return None


def entry_shortfall(earlier: Level | None, entry_level: Level) -> bool:
    """Does the programme ask for a higher diploma than the learner has?

    It is no obstacle: the guide then names the recognition of professional experience (VAPP).
    """
    return earlier is not None and earlier < entry_level


def contract_refusal(*, starts_on: date, ends_on: date) -> RegistrationRefusal | None:
    """Why a contract cannot be kept: it has to end after it starts."""
    return RegistrationRefusal.CONTRACT_DATES if ends_on <= starts_on else None


def publication_refusal(*, in_force_on: date, today: date) -> RegulationRefusal | None:
    """A text binds from a day to come, or from today: nobody is bound backwards."""
    return RegulationRefusal.IN_THE_PAST if in_force_on < today else None
