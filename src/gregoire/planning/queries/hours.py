"""Learning hours: what counts, for whom, and what was certified of it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Case, Exists, IntegerField, Max, OuterRef, Q, QuerySet, Sum, When

from gregoire.enrolment.models import AlternanceContract, Enrolment, Registration
from gregoire.enrolment.rules import Funding
from gregoire.framework.actors import Actor
from gregoire.kernel.years import AcademicYear
from gregoire.network.models import Centre
from gregoire.planning.models import CertificateRun, HoursCertificate, LearningHours
from gregoire.planning.models.sessions import OFFICES, READERS
from gregoire.planning.rules.attendance import Followed, MonthOfUnit, month_after, sums_of

# Whoever pays has to be told: they are certified first.
FUNDERS: Final = (
    Funding.EMPLOYER,
    Funding.SKILLS_OPERATOR,
    Funding.REGION,
    Funding.EMPLOYMENT_AGENCY,
    Funding.TRAINING_ACCOUNT,
)


def hours_that_count() -> "QuerySet[LearningHours]":
    """Neither counter-entries nor what they take back."""
    return LearningHours.objects.filter(corrects=None, corrected_by=None)


def hours_of(whose: Registration | Enrolment, month: date | None = None) -> int:
    """The minutes of a registration or of an enrolment; of one month, or of all."""
    mine = Q(enrolment=whose) if isinstance(whose, Enrolment) else Q(enrolment__registration=whose)
    if month is not None:
        mine &= _within(month)
    return LearningHours.objects.filter(mine).aggregate(sum=Sum("minutes"))["sum"] or 0


def _within(month: date) -> Q:
    return Q(day__gte=month, day__lt=month_after(month))


@dataclass(frozen=True, slots=True)
class YearOfHours:
    """What a person followed in an academic year: minutes by month and unit, and their sum."""

    year: AcademicYear
    months: tuple[MonthOfUnit, ...]

    @property
    def minutes(self) -> int:
        return sum(month.minutes for month in self.months)


def hours_seen(actor: Actor, person_id: int | None) -> "QuerySet[LearningHours]":
    """The hours of a person, counter-entries too, that the actor may read.

    One's own; and, of others, those of the centres that one reads for: which taught or registered.
    """
    theirs = LearningHours.objects.filter(enrolment__registration__person=person_id or 0)
    if actor.person_id == person_id:
        return theirs
    centres = actor.centres_as(*READERS)
    return theirs.filter(
        Q(enrolment__offering__centre__in=centres) | Q(enrolment__registration__centre__in=centres)
    )


def years_of_hours(actor: Actor, person_id: int | None) -> list[YearOfHours]:
    """Everything that a person has followed, the latest year first; units by code and title."""
    rows = hours_seen(actor, person_id).order_by("pk")
    years: dict[int, list[Followed]] = {}
    for year, code, title, day, minutes in rows.values_list(
        "enrolment__registration__year",
        "enrolment__offering__unit__code",
        "enrolment__offering__unit__title",
        "day",
        "minutes",
    ):
        years.setdefault(year, []).append(Followed("", f"{code} {title}", day, minutes))
    return [
        YearOfHours(AcademicYear(year), tuple(reversed(sums_of(followed))))
        for year, followed in sorted(years.items(), reverse=True)
    ]


@dataclass(frozen=True, slots=True)
class UnitOfYear:
    """What was followed of a unit: in the year, and in the present month of it."""

    code: str
    title: str
    year: int  # minutes
    month: int  # minutes


def units_of_year(actor: Actor, person_id: int) -> list[UnitOfYear]:
    """What a person has followed in the present academic year, by code of the unit."""
    year, month = AcademicYear.of(actor.today), actor.today.replace(day=1)
    rows = hours_seen(actor, person_id).filter(enrolment__registration__year=year.start)
    sums = (
        rows.values_list("enrolment__offering__unit__code", "enrolment__offering__unit__title")
        .annotate(whole=Sum("minutes"), recent=Sum("minutes", filter=_within(month)))
        .order_by("enrolment__offering__unit__code")
    )
    return [UnitOfYear(code, title, whole, now or 0) for code, title, whole, now in sums if whole]


def ledger_of(actor: Actor, person_id: int | None, month: date) -> list[LearningHours]:
    """Every line of a person's month as it was written, class by class; what corrects a line follows it."""
    rows = hours_seen(actor, person_id).filter(_within(month))
    found = rows.select_related("enrolment__offering__unit", "session__centre", "entry", "by")
    return list(found.order_by("day", "session__starts_at", "enrolment", "pk"))


def hours_by_centre(year: AcademicYear) -> dict[tuple[str, int], int]:
    """Minutes followed in an academic year, by the code of the centre that enrols and semester.

    What the note calls trainee hours (it counts 13.5 million of them).
    """
    rows = (
        LearningHours.objects.filter(enrolment__registration__year=year.start)
        .values_list("enrolment__offering__centre__code", "enrolment__offering__semester__number")
        .annotate(sum=Sum("minutes"))
        .order_by()
    )
    return {(centre, semester): minutes for centre, semester, minutes in rows}


def hours_by_registration(year: AcademicYear) -> dict[tuple[int, int], int]:
    """Minutes followed in an academic year, by registration and by the centre that enrols there."""
    rows = (
        LearningHours.objects.filter(enrolment__registration__year=year.start)
        .values_list("enrolment__registration", "enrolment__offering__centre")
        .annotate(sum=Sum("minutes"))
        .order_by()
    )
    return {(registration, centre): minutes for registration, centre, minutes in rows if minutes}


@dataclass(frozen=True, slots=True)
class ToCertify:
    """A learner with hours in a month at a centre, and the certificate of them that is in force.

    `is_new`: hours were recorded or taken back since it was issued.
    """

    registration: Registration
    minutes: int
    certificate: HoursCertificate | None
    is_new: bool

    @property
    def is_to_issue(self) -> bool:
        return self.is_new if self.certificate else self.minutes > 0


def hours_at(centre: Centre, month: date) -> "QuerySet[LearningHours]":
    """Every row, counter-entries too, of the learners whom a centre has enrolled, in a month."""
    return LearningHours.objects.filter(_within(month), enrolment__offering__centre=centre)


def certificates_in_force(centre: Centre, month: date) -> "QuerySet[HoursCertificate]":
    return HoursCertificate.objects.filter(centre=centre, month=month, replaced_by=None)


def replaced_in(centre: Centre, month: date) -> list[HoursCertificate]:
    """The certificates of a month that later ones have replaced, the latest first."""
    replaced = HoursCertificate.objects.filter(
        centre=centre, month=month, replaced_by__isnull=False
    )
    return list(replaced.select_related("replaced_by", "registration__person").order_by("-pk"))


def to_certify(centre: Centre, month: date) -> list[ToCertify]:
    """The learners of a centre with hours in a month; those whose training somebody pays first."""
    rows = hours_at(centre, month).values_list("enrolment__registration")
    sums = {
        key: (minutes, last)
        for key, minutes, last in rows.annotate(Sum("minutes"), Max("at")).order_by()
    }
    certificates = certificates_in_force(centre, month).select_related("replaces").order_by("pk")
    issued = {certificate.registration_id: certificate for certificate in certificates}
    alternates = AlternanceContract.objects.filter(registration=OuterRef("pk"))
    paid_for = When(funding__in=FUNDERS, then=1)
    rank = Case(When(Exists(alternates), then=0), paid_for, default=2, output_field=IntegerField())
    registrations = (
        Registration.objects.filter(pk__in=sums.keys() | issued.keys())
        .select_related("person")
        .annotate(rank=rank)
        .order_by("rank", "person__birth_name", "person__first_names", "pk")
    )
    return [
        _to_certify(one, sums.get(one.pk, (0, None)), issued.get(one.pk)) for one in registrations
    ]


def _to_certify(
    registration: Registration,
    sums: tuple[int, datetime | None],
    certificate: HoursCertificate | None,
) -> ToCertify:
    minutes, last = sums
    is_new = certificate is not None and (
        certificate.minutes != minutes or (last is not None and last > certificate.issued_at)
    )
    return ToCertify(registration, minutes, certificate, is_new)


def certificate_in_force(registration: Registration, centre: Centre, month: date) -> ToCertify:
    """The hours of one registration, and the certificate of them that is in force."""
    sums = hours_at(centre, month).filter(enrolment__registration=registration)
    found = sums.aggregate(minutes=Sum("minutes"), last=Max("at"))
    certificate = certificates_in_force(centre, month).filter(registration=registration).first()
    return _to_certify(registration, (found["minutes"] or 0, found["last"]), certificate)


def hours_certified(registration: Registration, centre: Centre, month: date) -> list[LearningHours]:
    """What a certificate lists: the hours that count, in their order, with all that is said of them."""
    found = hours_at(centre, month).filter(corrects=None, corrected_by=None)
    return list(
        found.filter(enrolment__registration=registration)
        .select_related("enrolment__offering__unit", "session__centre", "entry")
        .order_by("day", "session__starts_at", "pk")
    )


def certificates_seen(actor: Actor) -> "QuerySet[HoursCertificate]":
    """The actor's own, and those of the centres that they read for."""
    seen = Q(registration__person=actor.person_id or 0)
    if centres := actor.centres_as(*READERS):
        seen |= Q(centre__in=centres) | Q(registration__centre__in=centres)
    return HoursCertificate.objects.filter(seen)


def certificates_of_person(
    actor: Actor, person_id: int | None, *, most: int | None = None
) -> list[HoursCertificate]:
    """The certificates of a person that the actor may read, the latest month first.

    Those in force and those replaced; with `most`, only the latest of those in force.
    """
    theirs = certificates_seen(actor).filter(registration__person=person_id or 0)
    theirs = theirs.select_related("centre", "replaced_by").order_by("-month", "-pk")
    return list(theirs if most is None else theirs.filter(replaced_by=None)[:most])


def certificate_for(actor: Actor, public_id: str) -> HoursCertificate:
    """One that the actor may read; raises HoursCertificate.DoesNotExist."""
    certificates = certificates_seen(actor).select_related("registration__person", "centre")
    return certificates.get(public_id=public_id)


def certificate_numbered(public_id: str) -> HoursCertificate | None:
    """Whoever's it is: for those who hold the paper, and ask whether it still counts."""
    found = HoursCertificate.objects.select_related("registration__person", "centre", "replaced_by")
    return found.filter(public_id=public_id).first()


def centres_certifying(actor: Actor) -> list[Centre]:
    """Where the actor issues certificates, by name."""
    return list(Centre.objects.filter(pk__in=actor.centres_as(*OFFICES)).order_by("name", "pk"))


def centre_to_open(centres: list[Centre], month: date) -> Centre:
    """Where an office looks first: a centre of theirs with hours in the month, else their own.

    One that answers for others comes before them.
    """
    first = sorted(centres, key=lambda one: one.parent_id is not None)
    followed = LearningHours.objects.filter(
        _within(month), enrolment__offering__centre=OuterRef("pk")
    )
    active = set(
        Centre.objects.filter(Exists(followed), pk__in=[one.pk for one in centres])
        .order_by()
        .values_list("pk", flat=True)
    )
    return next((one for one in first if one.pk in active), first[0])


def last_run(centre: Centre, month: date) -> CertificateRun | None:
    """The issue of certificates that was asked for last."""
    runs = CertificateRun.objects.filter(centre=centre, month=month)
    return runs.select_related("asked_by").order_by("-pk").first()
