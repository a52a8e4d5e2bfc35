from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Prefetch, Q

from gregoire.catalogue.models import (
    GroupUnit,
    Offering,
    Prerequisite,
    Programme,
    Semester,
)
from gregoire.catalogue.rules import Modality, OfferingState, UnitKind
from gregoire.enrolment.earned import tells_what_is_earned
from gregoire.enrolment.models import Enrolment, Registration
from gregoire.enrolment.queries import last_registration_of, seats_by_offering
from gregoire.enrolment.rules import Seats
from gregoire.enrolment.states import EnrolmentState
from gregoire.framework.actors import Actor
from gregoire.kernel.years import AcademicYear
from gregoire.records import rules
from gregoire.records.models import Result
from gregoire.records.rules import GroupAsked, Outcome, ProgrammeAudit, UnitAsked


@dataclass(frozen=True, slots=True)
class TranscriptLine:
    """One unit of one year: what came out of it, or that it is still under way."""

    unit_code: str
    unit_title: str
    ects: int
    centre: str
    result: Result | None


@dataclass(frozen=True, slots=True)
class TranscriptYear:
    year: AcademicYear
    lines: tuple[TranscriptLine, ...]

    @property
    def credits(self) -> int:
        return sum(line.result.credits for line in self.lines if line.result)


def transcript_of(actor: Actor, person_id: int | None = None) -> list[TranscriptYear]:
    """Every unit over the years, the latest first: results, and what is under way.

    A unit tried more than once in a year stands there with its last result.
    """
    person = person_id or actor.person_id
    return _transcript(_results(actor, person), _under_way(actor, person))


def _transcript(results: Iterable[Result], under_way: Iterable[Enrolment]) -> list[TranscriptYear]:
    lines = {(result.year, result.unit.code): _line_of(result) for result in results}
    for enrolment in under_way:
        key = (enrolment.registration.year, enrolment.offering.unit.code)
        lines.setdefault(key, _line_under_way(enrolment))
    in_order = sorted(lines.items(), key=lambda item: (-item[0][0], item[0][1]))
    return [
        TranscriptYear(AcademicYear(year), tuple(line for _, line in of_year))
        for year, of_year in groupby(in_order, key=lambda item: item[0][0])
    ]


def _line_of(result: Result) -> TranscriptLine:
    unit = result.unit
    return TranscriptLine(unit.code, unit.title, unit.ects, result.centre.name, result)


def _line_under_way(enrolment: Enrolment) -> TranscriptLine:
    unit, centre = enrolment.offering.unit, enrolment.offering.centre
    return TranscriptLine(unit.code, unit.title, unit.ects, centre.name, None)


def _results(actor: Actor, person_id: int | None) -> list[Result]:
    return list(
        Result.objects.visible_to(actor)
        .filter(person=person_id)
        .select_related("unit", "centre")
        .only(
            *("year", "outcome", "mark", "way", "credits", "decided_on"),
            *("unit__code", "unit__title", "unit__ects", "centre__name"),
        )
        .order_by("year", "unit__code", "decided_on", "pk")
    )


def _under_way(actor: Actor, person_id: int | None) -> list[Enrolment]:
    """Places of this year without a result; in earlier years a place without a result is over."""
    return list(
        Enrolment.objects.visible_to(actor)
        .filter(
            registration__person=person_id,
            registration__year__gte=AcademicYear.of(actor.today).start,
            state=EnrolmentState.ENROLLED,
            result=None,
        )
        .select_related("registration", "offering__unit", "offering__centre")
        .only(
            *("registration__year", "offering__unit__code", "offering__unit__title"),
            *("offering__unit__ects", "offering__centre__name"),
        )
        .order_by("pk")
    )


@dataclass(frozen=True, slots=True)
class Cursus:
    """All that a learner has done, and how far it brings them in one programme."""

    years: list[TranscriptYear]
    programme: Programme | None
    is_aimed_at: bool
    audit: ProgrammeAudit | None
    programmes: list[tuple[str, str]]  # code and title of all that one can compare with


def cursus_of(actor: Actor, *, programme_code: str = "", person_id: int | None = None) -> Cursus:
    """The transcript, with the audit of the programme asked for, or of the one aimed at."""
    person = person_id or actor.person_id
    results, under_way = _results(actor, person), _under_way(actor, person)
    aimed = _programme_aimed_at(actor, person)
    programmes = list(Programme.objects.order_by("title", "code").values_list("code", "title"))
    asked = _programme_asked(programme_code, programmes, aimed)
    found = asked and rules.audit(
        groups_of(asked),
        {result.unit.code for result in results if result.outcome == Outcome.EARNED},
        {enrolment.offering.unit.code for enrolment in under_way},
    )
    return Cursus(
        _transcript(results, under_way),
        asked,
        is_aimed_at=asked is not None and asked == aimed,
        audit=found or None,
        programmes=programmes,
    )


def _programme_asked(
    code: str, programmes: list[tuple[str, str]], aimed: Programme | None
) -> Programme | None:
    """The one asked for; the one aimed at where none is, or one that does not exist."""
    if (aimed is not None and aimed.code == code) or code not in dict(programmes):
        return aimed
    return Programme.objects.get(code=code)


def _programme_aimed_at(actor: Actor, person_id: int | None) -> Programme | None:
    registration = (
        Registration.objects.visible_to(actor)
        .filter(person=person_id, programme__isnull=False)
        .select_related("programme")
        .only("year", "programme__code", "programme__title")
        .order_by("-year")
        .first()
    )
    return registration.programme if registration else None


def codes_earned(actor: Actor, person_id: int | None = None) -> frozenset[str]:
    return frozenset(
        Result.objects.visible_to(actor)
        .filter(person=person_id or actor.person_id, outcome=Outcome.EARNED)
        .values_list("unit__code", flat=True)
    )


def codes_under_way(actor: Actor, person_id: int | None = None) -> frozenset[str]:
    person = person_id or actor.person_id
    return frozenset(enrolment.offering.unit.code for enrolment in _under_way(actor, person))


@tells_what_is_earned
def units_earned(person_id: int) -> frozenset[str]:
    """For enrolment: what a person has earned, whatever the actor sees of it."""
    return frozenset(
        Result.objects.filter(person=person_id, outcome=Outcome.EARNED).values_list(
            "unit__code", flat=True
        )
    )


def audit_of(actor: Actor, programme: Programme, person_id: int | None = None) -> ProgrammeAudit:
    """Where the actor (or a person whose file they may see) stands in a programme."""
    return rules.audit(
        groups_of(programme),
        codes_earned(actor, person_id),
        codes_under_way(actor, person_id),
    )


def groups_of(programme: Programme) -> list[GroupAsked]:
    """What a programme asks for, in one query."""
    lines = (
        GroupUnit.objects.filter(group__programme=programme)
        .order_by("group__rank", "rank", "pk")
        .values_list(
            "group__rank",
            "group__title",
            "group__credits_needed",
            "unit__code",
            "unit__title",
            "unit__ects",
            "unit__kind",
        )
    )
    return [
        GroupAsked(
            rank=rank,
            title=title,
            units=tuple(
                UnitAsked(code, name, ects, is_taught=kind != UnitKind.UA)
                for _, _, _, code, name, ects, kind in of_group
            ),
            credits_needed=credits_needed,
        )
        for (rank, title, credits_needed), of_group in groupby(lines, key=lambda line: line[:3])
    ]


# What can still be taken -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OfferingToTake:
    """An offering of a unit that is still missing, and what stands before it."""

    offering: Offering
    seats: Seats
    missing_prerequisites: tuple[str, ...]
    is_near: bool
    is_waited_for: bool  # the learner is on its waiting list


@dataclass(frozen=True, slots=True)
class StillToTake:
    """What can be taken towards the programme aimed at, unit by unit."""

    registration: Registration | None
    audit: ProgrammeAudit | None
    semesters: tuple[Semester, ...]
    is_open: bool  # else enrolment opens later, on the first day of the first semester
    units: tuple[tuple[UnitAsked, tuple[OfferingToTake, ...]], ...]

    @property
    def programme(self) -> Programme | None:
        return self.registration.programme if self.registration else None


def still_to_take(actor: Actor) -> StillToTake:
    """What the learner can still take towards their diploma, near them or at a distance.

    Eight queries, whatever the size of the network: only the offerings of the missing units, in
    the semesters whose enrolment is open, are read.
    """
    registration = last_registration_of(actor)
    if registration is None or registration.programme is None:
        return StillToTake(registration, None, (), is_open=False, units=())
    earned, taken = codes_earned(actor), _taken_now(actor)
    under_way = {e.offering.unit.code for e in taken if e.state == EnrolmentState.ENROLLED}
    audit = rules.audit(groups_of(registration.programme), earned, under_way)
    semesters = semesters_open(actor)
    offerings = _offerings_to_take(audit.missing, semesters, registration)
    seats = seats_by_offering(offerings)
    near = _family(registration)
    waited_for = {e.offering_id for e in taken if e.state == EnrolmentState.WAITING}
    waited_codes = {e.offering.unit.code for e in taken if e.state == EnrolmentState.WAITING}
    by_unit: dict[str, list[OfferingToTake]] = {}
    for offering in offerings:
        if offering.unit.code in waited_codes and offering.pk not in waited_for:
            continue  # a unit is asked for once: whoever waits for it leaves that list first
        needed = sorted(p.needs.code for p in offering.unit.prerequisites.all())
        by_unit.setdefault(offering.unit.code, []).append(
            OfferingToTake(
                offering,
                seats[offering.pk],
                tuple(code for code in needed if code not in earned),
                offering.centre_id in near or offering.centre.parent_id in near,
                offering.pk in waited_for,
            )
        )
    units = tuple(
        (unit, tuple(sorted(by_unit[unit.code], key=_nearest_first(registration))))
        for unit in audit.missing
        if unit.code in by_unit
    )
    is_open = any(semester.enrolment_opens_on <= actor.today for semester in semesters)
    return StillToTake(registration, audit, semesters, is_open=is_open, units=units)


def semesters_open(actor: Actor) -> tuple[Semester, ...]:
    """The semesters in which a learner can enrol today; else the next ones to open."""
    coming = Semester.objects.filter(enrolment_closes_on__gte=actor.today).order_by(
        "year", "number"
    )
    found = list(coming)
    opened = tuple(s for s in found if s.enrolment_opens_on <= actor.today)
    return opened or tuple(found[:1])


def _offerings_to_take(
    missing: Sequence[UnitAsked], semesters: Sequence[Semester], registration: Registration
) -> list[Offering]:
    family = _family(registration)
    near = Q(centre__in=family) | Q(centre__parent__in=family)
    return list(
        Offering.objects.filter(near | Q(modality=Modality.DISTANCE))
        .filter(unit__code__in=[unit.code for unit in missing], semester__in=semesters)
        .exclude(state=OfferingState.NOT_OPENED)
        .select_related("unit", "centre", "semester")
        .prefetch_related(
            Prefetch("unit__prerequisites", Prerequisite.objects.select_related("needs"))
        )
        .order_by("semester__year", "semester__number", "centre__name", "pk")
    )


def _taken_now(actor: Actor) -> list[Enrolment]:
    """The learner's places and waits of this year, as far as they have no result."""
    return list(
        Enrolment.objects.under_way()
        .filter(
            registration__person=actor.person_id,
            registration__year__gte=AcademicYear.of(actor.today).start,
            result=None,
        )
        .select_related("offering__unit")
        .order_by("pk")
    )


def _family(registration: Registration) -> frozenset[int]:
    """The centre, and the regional centre to which it belongs."""
    centre = registration.centre
    return frozenset(pk for pk in (centre.pk, centre.parent_id) if pk is not None)


def _nearest_first(registration: Registration) -> Callable[[OfferingToTake], tuple[bool, ...]]:
    """One's own centre, then its family, then the rest; those with places before those without."""

    def rank(choice: OfferingToTake) -> tuple[bool, ...]:
        return (
            choice.seats.free == 0,
            choice.offering.centre_id != registration.centre_id,
            not choice.is_near,
        )

    return rank
