"""What each template receives: one value, named `page`, with nothing left to query."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter

from django.urls import reverse

from gregoire.catalogue.models import Semester
from gregoire.catalogue.rules import Modality, OfferingState
from gregoire.catalogue.wording import MODALITIES, MODALITY_TONES
from gregoire.correspondence.queries import Received
from gregoire.correspondence.rules import Office
from gregoire.correspondence.wording import CAMPUS, OFFICES
from gregoire.enrolment.models import Enrolment, Registration
from gregoire.enrolment.states import UNDER_WAY, EnrolmentState, RegistrationState
from gregoire.framework import formats
from gregoire.kernel.years import AcademicYear
from gregoire.network.models import Centre
from gregoire.portal import rules, wording
from gregoire.portal.queries import Face, Learning, Offer, Work
from gregoire.portal.rules import Change
from gregoire.portal.web.classes import ComingShown, class_ahead
from gregoire.records.rules import ProgrammeAudit


@dataclass(frozen=True, slots=True)
class ChangeShown:
    tone: str
    title: str
    detail: str
    url: str
    link: str


@dataclass(frozen=True, slots=True)
class TeachingShown:
    code: str
    title: str
    url: str
    modality: str
    tone: str
    detail: str
    progress: str
    weeks: rules.Weeks
    is_waiting: bool  # for a place: nothing has begun


@dataclass(frozen=True, slots=True)
class CentreShown:
    name: str
    teachings: Sequence[TeachingShown]


@dataclass(frozen=True, slots=True)
class MessageShown:
    office: str
    centre: str
    said: str
    subject: str
    url: str
    is_unread: bool


@dataclass(frozen=True, slots=True)
class HomePage:
    """A learner's home: what has changed, what comes next, where they stand."""

    today: date
    greeting: str
    changes: Sequence[ChangeShown]
    classes: Sequence[ComingShown]
    coming: Sequence[ComingShown]
    centres: Sequence[CentreShown]
    messages: Sequence[MessageShown]
    registration: Registration | None
    centre: Centre | None
    audit: ProgrammeAudit | None
    can_choose: bool  # the enrolment of a semester is open

    @classmethod
    def of(cls, learning: Learning, face: Face, *, today: date, hour: int) -> "HomePage":
        """`today` and `hour` are those of the learner's centre."""
        registration = learning.registration
        words = wording.GREETINGS[rules.greeting(hour)]
        return cls(
            today=today,
            greeting=str(words) % {"name": face.first_name},
            changes=changes(learning, face, today),
            classes=[class_ahead(each, today) for each in learning.classes],
            coming=coming(learning, today),
            centres=by_centre(learning.teachings, today),
            messages=[message_shown(message, today) for message in learning.messages],
            registration=registration,
            centre=registration.centre if registration else None,
            audit=learning.audit,
            can_choose=any(is_open(semester, today) for semester in learning.semesters),
        )

    @property
    def credits(self) -> str:
        return _counted(str(wording.CREDITS), self.audit)

    @property
    def of_credits(self) -> str:
        return _counted(str(wording.OF_CREDITS), self.audit)

    @property
    def units_left(self) -> str:
        left = self.audit.units_asked - self.audit.units_earned if self.audit else 0
        return str(wording.UNITS_LEFT % {"count": left})


def _counted(words: str, audit: ProgrammeAudit | None) -> str:
    if audit is None:
        return ""
    return words % {"earned": audit.credits_earned, "needed": audit.credits_needed}


def is_open(semester: Semester, today: date) -> bool:
    return semester.enrolment_opens_on <= today <= semester.enrolment_closes_on


# What has changed


def changes(learning: Learning, face: Face, today: date) -> list[ChangeShown]:
    registration = learning.registration
    shown = [
        _change(Change.NOT_OPENED, "amber", unit=enrolment.offering.unit.code)
        for enrolment in learning.teachings
        if enrolment.state == EnrolmentState.NOT_OPENED and _is_news(enrolment, today)
    ]
    if registration is None:
        return shown
    names = {"year": str(AcademicYear.of(today)), "centre": registration.centre.name}
    if registration.year < AcademicYear.of(today).start:
        shown.append(_change(Change.NOT_REGISTERED, "blue", **names))
    elif registration.state == RegistrationState.REQUESTED:
        shown.append(_change(Change.TO_VALIDATE, "blue", **names))
    elif registration.state == RegistrationState.PAUSED:
        shown.append(_change(Change.PAUSED, "blue", **names))
    if face.to_accept and registration.state != RegistrationState.CANCELLED:
        shown.append(_change(Change.TO_ACCEPT, "amber", **names))
    return shown


def _is_news(enrolment: Enrolment, today: date) -> bool:
    """Said until the semester is over: the unit has to be found elsewhere."""
    return enrolment.offering.semester.teaching_ends_on >= today


def _change(change: Change, tone: str, **names: str) -> ChangeShown:
    ways = {
        Change.NOT_OPENED: "catalogue:unit",
        Change.NOT_REGISTERED: "enrolment:register",
        Change.TO_ACCEPT: "enrolment:documents",
    }
    args = [names["unit"]] if change is Change.NOT_OPENED else []
    return ChangeShown(
        tone=tone,
        title=str(wording.CHANGE_TITLES[change]) % names,
        detail=str(wording.CHANGE_DETAILS[change]) % names,
        url=reverse(ways.get(change, "enrolment:teachings"), args=args),
        link=str(wording.CHANGE_LINKS[change]),
    )


# What comes next


def coming(learning: Learning, today: date) -> list[ComingShown]:
    """First what waits for a place, then the days ahead, soonest first."""
    here = [enrolment for enrolment in learning.teachings if enrolment.state in UNDER_WAY]
    waiting = [_in_line(each) for each in here if each.state == EnrolmentState.WAITING]
    to_decide = [_to_decide(each, today) for each in here if _is_to_decide(each, today)]
    turns = rules.turns_ahead(map(_term, learning.semesters), today)
    dated = sorted([*to_decide, *(_turn(turn, today) for turn in turns)], key=itemgetter(0))
    return [*waiting, *(row for _, row in dated)]


def _is_to_decide(enrolment: Enrolment, today: date) -> bool:
    offering = enrolment.offering
    return (
        enrolment.state == EnrolmentState.ENROLLED
        and offering.state == OfferingState.ANNOUNCED
        and offering.semester.teaching_ends_on >= today
    )


def _in_line(enrolment: Enrolment) -> ComingShown:
    unit = enrolment.offering.unit
    return ComingShown(
        day=formats.ordinal(enrolment.rank),  # type: ignore[attr-defined]
        hour=str(wording.IN_LINE),
        title=str(wording.WAITING) % {"unit": unit.code},
        detail=str(wording.WAITING_DETAIL) % {"title": unit.title},
        tone="due",
    )


def _to_decide(enrolment: Enrolment, today: date) -> tuple[date, ComingShown]:
    offering, on = enrolment.offering, enrolment.offering.semester.teaching_starts_on
    numbers = {"enrolled": enrolment.enrolled, "minimum": offering.minimum}  # type: ignore[attr-defined]
    return on, ComingShown(
        day=formats.short_day(on),
        hour=formats.ahead(on, today=today),
        title=str(wording.TO_DECIDE) % {"unit": offering.unit.code},
        detail=str(wording.TO_DECIDE_DETAIL) % numbers,
        tone="due",
    )


def _turn(ahead: rules.Ahead, today: date) -> tuple[date, ComingShown]:
    closes = ahead.turn is rules.Turn.ENROLMENT_CLOSES
    return ahead.on, ComingShown(
        day=formats.short_day(ahead.on),
        hour=formats.ahead(ahead.on, today=today),
        title=str(wording.TURNS[ahead.turn]) % {"semester": ahead.semester},
        detail=str(wording.TURN_DETAILS[ahead.turn]),
        tone="live" if closes else "",
        url=reverse("records:still_to_take") if closes else "",
        link=str(wording.CHOOSE_UNITS) if closes else "",
    )


def _term(semester: Semester) -> rules.Term:
    return rules.Term(
        number=semester.number,
        teaching_starts_on=semester.teaching_starts_on,
        teaching_ends_on=semester.teaching_ends_on,
        enrolment_opens_on=semester.enrolment_opens_on,
        enrolment_closes_on=semester.enrolment_closes_on,
    )


# Where one stands


def by_centre(teachings: Sequence[Enrolment], today: date) -> list[CentreShown]:
    """As the guide has it: by teaching centre, one's own first (they come in that order)."""
    here = [each for each in teachings if each.state in UNDER_WAY]
    current = [each for each in here if each.offering.semester.teaching_ends_on >= today] or here
    return [
        CentreShown(_centre_name(same[0]), [_teaching_shown(each, today) for each in same])
        for _, group in groupby(current, key=lambda each: each.offering.centre_id)
        if (same := list(group))
    ]


def _centre_name(enrolment: Enrolment) -> str:
    centre = enrolment.offering.centre
    own = enrolment.registration.centre_id == centre.pk
    words = wording.MY_CENTRE if own else wording.ELSEWHERE
    return str(words) % {"centre": centre.name}


def _teaching_shown(enrolment: Enrolment, today: date) -> TeachingShown:
    offering, semester = enrolment.offering, enrolment.offering.semester
    weeks = rules.weeks_of(semester.teaching_starts_on, semester.teaching_ends_on, today)
    teacher = offering.teacher.name if offering.teacher else ""
    parts = [offering.timetable, teacher, f"{offering.unit.ects}{formats.NO_BREAK}ECTS"]
    return TeachingShown(
        code=offering.unit.code,
        title=offering.unit.title,
        url=reverse("enrolment:teaching", args=[enrolment.public_id]),
        modality=str(MODALITIES[Modality(offering.modality)]),
        tone=MODALITY_TONES[Modality(offering.modality)],
        detail=" · ".join(part for part in parts if part),
        progress=_progress(weeks, semester, today),
        weeks=weeks,
        is_waiting=enrolment.state == EnrolmentState.WAITING,
    )


def _progress(weeks: rules.Weeks, semester: Semester, today: date) -> str:
    if weeks.now == 0:
        day = formats.short_day(semester.teaching_starts_on)
        return str(wording.STARTS) % {"day": day}
    if today > semester.teaching_ends_on:
        return str(wording.OVER)
    return str(wording.WEEK) % {"now": weeks.now, "total": weeks.total}


def message_shown(received: Received, today: date) -> MessageShown:
    page = "conversation" if received.office else "notice"
    return MessageShown(
        office=str(OFFICES[Office(received.office)]) if received.office else str(CAMPUS),
        centre=received.centre,
        said=formats.since(formats.there(received.at, received.zone), today=today),
        subject=received.subject,
        url=reverse(f"correspondence:{page}", args=[received.public_id]),
        is_unread=received.is_unread,
    )


# Visitors and offices


@dataclass(frozen=True, slots=True)
class VisitorPage:
    offer: Offer
    open_until: date | None  # the last day of the enrolment that is open, if one is

    @classmethod
    def of(cls, offer: Offer, today: date) -> "VisitorPage":
        closing = [s.enrolment_closes_on for s in offer.semesters if is_open(s, today)]
        return cls(offer, min(closing, default=None))


@dataclass(frozen=True, slots=True)
class RegisteringPage:
    semesters: Sequence[Semester]
    today: date


@dataclass(frozen=True, slots=True)
class DeskPage:
    """What awaits the office today, in its own centres."""

    today: date
    greeting: str
    work: Work
    has_network: bool  # more than one centre: each line then says which
