from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import (
    Case,
    Count,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Coalesce

from gregoire.catalogue.models import Offering, Prerequisite, Semester
from gregoire.catalogue.rules import Modality, OfferingState
from gregoire.correspondence.homes import tells_home_centre
from gregoire.enrolment import rules
from gregoire.enrolment.earned import units_earned_by
from gregoire.enrolment.models import (
    OFFICES,
    READERS,
    Enrolment,
    EnrolmentQuerySet,
    Registration,
    RegistrationQuerySet,
    Regulation,
    RegulationAcceptance,
)
from gregoire.enrolment.rules import EnrolmentDecision, RegulationKind, Seats, Standing, Window
from gregoire.enrolment.states import UNDER_WAY, EnrolmentState, RegistrationState
from gregoire.framework.actors import Actor
from gregoire.kernel.years import AcademicYear
from gregoire.people.models import Attachment

ALTERNATIVES = 4
CERTIFIABLE = (RegistrationState.VALIDATED, RegistrationState.PAUSED)


# Registrations -------------------------------------------------------------------------------


def registration_of(actor: Actor, year: AcademicYear) -> Registration | None:
    """The learner's own registration of a year."""
    return _registrations().filter(person=actor.person_id, year=year.start).order_by("pk").first()


def last_registration_of(actor: Actor) -> Registration | None:
    return _registrations().filter(person=actor.person_id).order_by("-year").first()


def registrations_of_person(actor: Actor, person_id: int) -> list[Registration]:
    """The registrations of a person that the actor may see, the latest year first."""
    return list(
        _registrations()
        .visible_to(actor)
        .filter(person=person_id)
        .prefetch_related("transfers__from_centre", "transfers__to_centre")
        .order_by("-year")
    )


def registration_for(actor: Actor, public_id: str) -> Registration:
    """One registration that the actor may see; raises DoesNotExist otherwise."""
    return _registrations().visible_to(actor).get(public_id=public_id)


def _registrations() -> RegistrationQuerySet:
    return Registration.objects.select_related(
        "person", "centre", "centre__parent", "programme", "alternance_contract"
    )


def year_opens_on(year: AcademicYear) -> date | None:
    """The first day of enrolment of a year; None while it has no semester."""
    first: date | None = Semester.objects.filter(year=year.start).aggregate(
        day=Min("enrolment_opens_on")
    )["day"]
    return first


def years_open(today: date) -> list[AcademicYear]:
    """The years for which one can register today, the present one first."""
    starts = (
        Semester.objects.filter(
            enrolment_opens_on__lte=today, year__gte=AcademicYear.of(today).start
        )
        .values_list("year", flat=True)
        .distinct()
        .order_by("year")
    )
    return [AcademicYear(start) for start in starts]


# Regulations ---------------------------------------------------------------------------------


def regulations_in_force(today: date) -> list[Regulation]:
    """The version in force of each text, in the order of the guide."""
    versions = Regulation.objects.filter(in_force_on__lte=today).order_by("in_force_on", "pk")
    latest = {regulation.kind: regulation for regulation in versions}
    return [latest[kind] for kind in RegulationKind if kind in latest]


def acceptances_of(actor: Actor) -> list[RegulationAcceptance]:
    return list(
        RegulationAcceptance.objects.filter(person=actor.person_id)
        .select_related("regulation")
        .order_by("-accepted_on", "-pk")
    )


def regulation_of(kind: str, version: str) -> Regulation:
    return Regulation.objects.get(kind=kind, version=version)


# Enrolments ----------------------------------------------------------------------------------


def enrolments_with_everything() -> EnrolmentQuerySet:
    """Enrolments with what their pages and mails show."""
    return Enrolment.objects.select_related(
        "registration__person",
        "registration__centre",
        "offering__unit",
        "offering__centre",
        "offering__semester",
        "offering__teacher",
    )


def with_numbers(enrolments: EnrolmentQuerySet) -> EnrolmentQuerySet:
    """Each with `enrolled`, how many have a place in the offering, and `rank` in its waiting list."""
    taken = _counted(Q(state=EnrolmentState.ENROLLED), OuterRef("offering"))
    before = _counted(Q(state=EnrolmentState.WAITING, pk__lte=OuterRef("pk")), OuterRef("offering"))
    return enrolments.annotate(
        enrolled=taken,
        rank=Case(When(state=EnrolmentState.WAITING, then=before), output_field=IntegerField()),
    )


def _counted(condition: Q, offering: OuterRef) -> Coalesce:
    counts = (
        Enrolment.objects.filter(condition, offering=offering)
        .order_by()
        .values("offering")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return Coalesce(Subquery(counts, output_field=IntegerField()), 0)


def teachings_of(actor: Actor, year: AcademicYear) -> list[Enrolment]:
    """The learner's own enrolments of a year, those of their centre first, then by centre and unit.

    Offering, unit, centre, semester and teacher are loaded; `enrolled` and `rank` are counted.
    """
    own = enrolments_with_everything().filter(
        registration__person=actor.person_id, registration__year=year.start
    )
    return list(
        with_numbers(own).order_by(
            Case(When(offering__centre=F("registration__centre"), then=0), default=1),
            "offering__centre__name",
            "offering__semester__number",
            "offering__unit__code",
            "pk",
        )
    )


def years_registered(actor: Actor) -> list[AcademicYear]:
    """The years in which the learner is or was registered, the latest first."""
    years = (
        Registration.objects.filter(person=actor.person_id)
        .values_list("year", flat=True)
        .order_by("-year")
    )
    return [AcademicYear(start) for start in years]


def last_registrations(person_id: int) -> tuple[Registration | None, list[AcademicYear]]:
    """A person's last registration, to begin the next one with, and all their years."""
    found = list(_registrations().filter(person=person_id).order_by("-year"))
    return (found[0] if found else None), [each.academic_year for each in found]


def is_attached(person_id: int, centre_id: int) -> bool:
    return Attachment.objects.filter(person=person_id, centre=centre_id).exists()


def rank_of(enrolment: Enrolment) -> int | None:
    """The place in the waiting list; None with a place in the course."""
    if enrolment.state != EnrolmentState.WAITING:
        return None
    return Enrolment.objects.filter(
        offering=enrolment.offering_id, state=EnrolmentState.WAITING, pk__lte=enrolment.pk
    ).count()


def enrolment_for(actor: Actor, public_id: str) -> Enrolment:
    """One enrolment that the actor may see; raises DoesNotExist otherwise."""
    visible = enrolments_with_everything().visible_to(actor)
    return with_numbers(visible).get(public_id=public_id)


def enrolments_of_person(actor: Actor, person_id: int) -> list[Enrolment]:
    """What the actor may see of the enrolments of a person, for the desk."""
    visible = enrolments_with_everything().visible_to(actor)
    return list(
        with_numbers(visible.filter(registration__person=person_id)).order_by(
            "offering__semester__number", "offering__unit__code", "pk"
        )
    )


# Offerings -----------------------------------------------------------------------------------


def seats_of(offering: Offering) -> Seats:
    """How full an offering is now."""
    counts = Enrolment.objects.filter(offering=offering).aggregate(
        enrolled=Count("pk", filter=Q(state=EnrolmentState.ENROLLED)),
        waiting=Count("pk", filter=Q(state=EnrolmentState.WAITING)),
    )
    return Seats(offering.capacity, counts["enrolled"], counts["waiting"])


def seats_taken(offering_ids: Sequence[int]) -> dict[int, int]:
    """How many have a place, by offering."""
    counts = (
        Enrolment.objects.filter(offering__in=offering_ids, state=EnrolmentState.ENROLLED)
        .order_by()
        .values_list("offering")
        .annotate(enrolled=Count("pk"))
    )
    return dict(counts)


def seats_by_offering(offerings: Sequence[Offering]) -> Mapping[int, Seats]:
    """How full each of these offerings is, in one query."""
    counts = (
        Enrolment.objects.filter(offering__in=[offering.pk for offering in offerings])
        .order_by()
        .values_list("offering")
        .annotate(
            enrolled=Count("pk", filter=Q(state=EnrolmentState.ENROLLED)),
            waiting=Count("pk", filter=Q(state=EnrolmentState.WAITING)),
        )
    )
    found = {offering: (enrolled, waiting) for offering, enrolled, waiting in counts}
    return {
        offering.pk: Seats(offering.capacity, *found.get(offering.pk, (0, 0)))
        for offering in offerings
    }


def offering_to_take(public_id: str) -> Offering:
    """One offering, as anybody may see it in the catalogue; raises DoesNotExist otherwise."""
    return Offering.objects.select_related("unit", "centre", "semester", "teacher").get(
        public_id=public_id
    )


def enrolment_decision_for(
    registration: Registration,
    offering: Offering,
    *,
    by_office: bool,
    has_read: bool,
    today: date,
) -> EnrolmentDecision:
    """May this learner take part in this offering, and what is missing?"""
    needs = Prerequisite.objects.filter(unit=offering.unit_id).values_list(
        "needs__code", "is_required"
    )
    asked = dict(needs)
    earned = units_earned_by(registration.person_id)
    under_way = list(
        Enrolment.objects.filter(
            registration=registration, offering__unit=offering.unit_id, state__in=UNDER_WAY
        ).values_list("offering", flat=True)
    )
    return rules.enrolment_decision(
        rules.Asking(
            standing=Standing(registration.state),
            same_year=registration.year == offering.semester.year,
            is_opened=offering.state != OfferingState.NOT_OPENED,
            window=Window(
                offering.semester.enrolment_opens_on, offering.semester.enrolment_closes_on
            ),
            unit_is_earned=offering.unit.code in earned,
            enrolled_here=offering.pk in under_way,
            unit_under_way=bool(under_way),
            prerequisites=rules.Prerequisites(
                required=frozenset(code for code, required in asked.items() if required),
                advised=frozenset(code for code, required in asked.items() if not required),
            ),
            earned=earned,
            by_office=by_office,
            has_read=has_read,
        ),
        today=today,
    )


def alternatives_to(offering: Offering, limit: int = ALTERNATIVES) -> list[Offering]:
    """The same unit in the same year with places left: near the centre first, then at a distance."""
    family = offering.centre.parent_id or offering.centre_id
    near = Q(centre=family) | Q(centre__parent=family)
    return list(
        Offering.objects.filter(near | Q(modality=Modality.DISTANCE))
        .filter(
            unit=offering.unit_id,
            semester__year=offering.semester.year,
            semester__number__gte=offering.semester.number,
        )
        .exclude(pk=offering.pk)
        .exclude(state=OfferingState.NOT_OPENED)
        .alias(taken=_counted(Q(state__in=UNDER_WAY), OuterRef("pk")))
        .filter(taken__lt=F("capacity"))
        .select_related("unit", "centre", "semester")
        .order_by(Case(When(near, then=0), default=1), "semester__number", "centre__name", "pk")[
            :limit
        ]
    )


# The desk --------------------------------------------------------------------------------------


def semesters_shown(today: date) -> list[Semester]:
    """The semesters of the present year and of those to come."""
    year = AcademicYear.of(today).start
    return list(Semester.objects.filter(year__gte=year).order_by("year", "number"))


def semester_asked(semesters: Sequence[Semester], asked: str, today: date) -> Semester | None:
    """The semester named in the address (`2026-1`); else the first that is not over."""
    named = {f"{semester.year}-{semester.number}": semester for semester in semesters}
    running = (semester for semester in semesters if semester.teaching_ends_on >= today)
    return named.get(asked) or next(running, None)


def offerings_kept(
    actor: Actor, semester: Semester | None, words: str = ""
) -> "QuerySet[Offering]":
    """The courses of the actor's centres in a semester; `words` are in the unit's code or title."""
    kept = Offering.objects.filter(
        centre__in=actor.centres_as(*READERS), semester=semester
    ).select_related("unit", "centre", "semester", "teacher")
    for word in words.split():
        kept = kept.filter(
            Q(unit__code__istartswith=word)
            | Q(unit__title__icontains=word)
            | Q(centre__name__icontains=word)
        )
    return kept.order_by("centre__name", "unit__code", "modality", "pk")


def offering_kept(actor: Actor, public_id: str) -> Offering:
    """One course of the actor's centres; raises DoesNotExist otherwise."""
    return (
        Offering.objects.filter(centre__in=actor.centres_as(*READERS))
        .select_related("unit", "centre", "semester", "teacher")
        .get(public_id=public_id)
    )


def enrolments_in(actor: Actor, offering: Offering) -> list[Enrolment]:
    """Everybody in a course: those with a place, then those who wait, in order."""
    visible = enrolments_with_everything().visible_to(actor).filter(offering=offering)
    order = Case(
        When(state=EnrolmentState.ENROLLED, then=0),
        When(state=EnrolmentState.WAITING, then=1),
        default=2,
    )
    return list(with_numbers(visible).order_by(order, "pk"))


def registration_of_year(actor: Actor, person_id: int, year: int) -> Registration | None:
    """The registration of a person in a year, if an office of the actor keeps it."""
    return (
        _registrations()
        .filter(person=person_id, year=year, centre__in=actor.centres_as(*OFFICES))
        .order_by("pk")
        .first()
    )


def registration_to_enrol(actor: Actor, person_id: int) -> Registration | None:
    """The latest registration of a person on which an office of the actor can enrol them."""
    return (
        _registrations()
        .filter(person=person_id, centre__in=actor.centres_as(*OFFICES))
        .exclude(state=RegistrationState.CANCELLED)
        .order_by("-year")
        .first()
    )


def offerings_to_choose(
    registration: Registration | None, words: str, *, at_a_distance: bool, limit: int = 40
) -> list[Offering]:
    """Courses of the year for a learner: in their centre and its family, or at a distance."""
    if registration is None:
        return []
    family = registration.centre.parent_id or registration.centre_id
    near = Q(centre=family) | Q(centre__parent=family)
    found = Offering.objects.filter(
        Q(modality=Modality.DISTANCE) if at_a_distance else near,
        semester__year=registration.year,
    ).exclude(state=OfferingState.NOT_OPENED)
    for word in words.split():
        found = found.filter(Q(unit__code__istartswith=word) | Q(unit__title__icontains=word))
    return list(
        found.select_related("unit", "centre", "semester", "teacher").order_by(
            Case(When(centre=registration.centre_id, then=0), default=1),
            "semester__number",
            "unit__code",
            "centre__name",
            "pk",
        )[:limit]
    )


# Certificates ----------------------------------------------------------------------------------


def certifiable_of(actor: Actor) -> list[Registration]:
    """The learner's own registrations that a certificate can tell of, the latest first."""
    return list(
        _registrations().filter(person=actor.person_id, state__in=CERTIFIABLE).order_by("-year")
    )


def certifiable_for(actor: Actor, public_id: str) -> Registration:
    return _registrations().visible_to(actor).filter(state__in=CERTIFIABLE).get(public_id=public_id)


def certifiable_of_person(actor: Actor, person_id: int) -> Registration | None:
    """The latest registration of a person that a certificate can tell of."""
    return (
        _registrations()
        .visible_to(actor)
        .filter(person=person_id, state__in=CERTIFIABLE)
        .order_by("-year")
        .first()
    )


def has_a_year_to_register(person_id: int, today: date) -> bool:
    registered = set(Registration.objects.filter(person=person_id).values_list("year", flat=True))
    return any(year.start not in registered for year in years_open(today))


def units_certified(registration: Registration) -> list[Enrolment]:
    return list(
        enrolments_with_everything()
        .filter(registration=registration, state=EnrolmentState.ENROLLED)
        .order_by("offering__semester__number", "offering__unit__code")
    )


@tells_home_centre
def home_centre(person_id: int) -> int | None:
    """Where a person is at home: the centre of their latest registration that stands."""
    standing = Registration.objects.filter(person=person_id).exclude(
        state=RegistrationState.CANCELLED
    )
    return standing.order_by("-year").values_list("centre", flat=True).first()
