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
    Subquery,
    When,
)
from django.db.models.functions import Coalesce

from gregoire.catalogue.models import Offering, Prerequisite, Semester
from gregoire.catalogue.rules import Modality, OfferingState
from gregoire.enrolment import rules
from gregoire.enrolment.earned import units_earned_by
from gregoire.enrolment.models import (
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


def earlier_years_of(actor: Actor, before: AcademicYear) -> list[AcademicYear]:
    years = (
        Registration.objects.filter(person=actor.person_id, year__lt=before.start)
        .values_list("year", flat=True)
        .order_by("-year")
    )
    return [AcademicYear(start) for start in years]


def is_attached(person_id: int, centre_id: int) -> bool:
    return Attachment.objects.filter(person=person_id, centre=centre_id).exists()


def enrolment_for(actor: Actor, public_id: str) -> Enrolment:
    """One enrolment that the actor may see; raises DoesNotExist otherwise."""
    visible = enrolments_with_everything().visible_to(actor)
    return with_numbers(visible).get(public_id=public_id)


def enrolments_of_person(actor: Actor, person_id: int, year: int) -> list[Enrolment]:
    """What the actor may see of the enrolments of a person in a year, for the desk."""
    visible = enrolments_with_everything().visible_to(actor)
    return list(
        with_numbers(
            visible.filter(registration__person=person_id, registration__year=year)
        ).order_by("offering__semester__number", "offering__unit__code", "pk")
    )


# Offerings -----------------------------------------------------------------------------------


def seats_of(offering: Offering) -> Seats:
    """How full an offering is now."""
    counts = Enrolment.objects.filter(offering=offering).aggregate(
        enrolled=Count("pk", filter=Q(state=EnrolmentState.ENROLLED)),
        waiting=Count("pk", filter=Q(state=EnrolmentState.WAITING)),
    )
    return Seats(offering.capacity, counts["enrolled"], counts["waiting"])


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


def is_to_decide(offering: Offering) -> bool:
    return offering.state == OfferingState.ANNOUNCED


def standing_of(registration: Registration | None) -> RegistrationState | None:
    return None if registration is None else RegistrationState(registration.state)
