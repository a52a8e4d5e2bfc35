"""Publics of learners, to whom an office can write at once: of a course, a programme, a centre."""

from datetime import date
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _

from gregoire.catalogue.models import Offering, Programme
from gregoire.catalogue.rules import Modality, OfferingState
from gregoire.catalogue.wording import MODALITIES
from gregoire.correspondence.audiences import (
    EVERYWHERE,
    SENDERS,
    Audience,
    Offered,
    at_each_centre,
    centre_at,
    centres_to_write_for,
    offers_audience,
    said_of_place,
)
from gregoire.correspondence.rules import AudienceKind
from gregoire.enrolment.models import Enrolment, Registration, RegistrationQuerySet
from gregoire.enrolment.states import EnrolmentState, RegistrationState
from gregoire.framework.actors import Actor
from gregoire.kernel.years import AcademicYear
from gregoire.network.models import Centre
from gregoire.people.models import Person

LISTED: Final = 12
LEARNING: Final = (RegistrationState.VALIDATED, RegistrationState.PAUSED)


def _offerings_to_write_to(actor: Actor, words: str) -> list[Offered]:
    """Those of this semester and the next ones, by the code or the title of their unit."""
    found = Offering.objects.filter(semester__teaching_ends_on__gte=actor.today)
    found = found.exclude(state=OfferingState.NOT_OPENED)
    if not actor.is_national_administrator:
        found = found.filter(centre__in=actor.centres_as(*SENDERS))
    for word in words.split()[:5]:
        found = found.filter(Q(unit__code__icontains=word) | Q(unit__title__icontains=word))
    found = found.select_related("unit", "centre", "semester")
    return [
        Offered(AudienceKind.OFFERING, each.public_id, _said_of(each), _where(each))
        for each in found.order_by("semester__teaching_starts_on", "unit__code", "pk")[:LISTED]
    ]


@offers_audience(AudienceKind.OFFERING, listed=_offerings_to_write_to)
def learners_of_offering(key: str, today: date) -> Audience | None:  # noqa: ARG001 -- of any year
    """Those enrolled in a course, and in the courses of other centres that relay it."""
    offering = Offering.objects.filter(public_id=key).select_related("unit", "centre").first()
    if offering is None:
        return None
    enrolled = Enrolment.objects.filter(
        Q(offering=offering) | Q(offering__relays=offering), state=EnrolmentState.ENROLLED
    )
    people = Person.objects.filter(pk__in=enrolled.values("registration__person"))
    label = f"{_said_of(offering)}, {offering.centre.name}"
    return Audience(AudienceKind.OFFERING, key, label, offering.centre, people)


def _said_of(offering: Offering) -> str:
    return f"{offering.unit.code} {offering.unit.title}"


def _where(offering: Offering) -> str:
    modality = str(MODALITIES[Modality(offering.modality)]).lower()
    semester = _("semester %(number)s") % {"number": offering.semester.number}
    return f"{offering.centre.name}, {modality}, {semester}"


def _programmes_to_write_to(actor: Actor, words: str) -> list[Offered]:
    """Those that learners prepare this year: in the network, or at each of the actor's centres."""
    year = AcademicYear.of(actor.today).start
    prepared = Registration.objects.filter(year=year, state__in=LEARNING).order_by()
    centres = [] if actor.is_national_administrator else centres_to_write_for(actor)
    if not actor.is_national_administrator:
        prepared = prepared.filter(Q(centre__in=centres) | Q(centre__parent__in=centres))
    found = Programme.objects.filter(pk__in=prepared.values("programme"))
    for word in words.split()[:5]:
        found = found.filter(Q(code__icontains=word) | Q(title__icontains=word))
    listed = list(found.order_by("code", "pk")[:LISTED])
    if actor.is_national_administrator:
        return [_offered(each, EVERYWHERE, said_of_place(None)) for each in listed]
    rows = prepared.filter(programme__in=listed)
    of = at_each_centre(
        centres, rows.values_list("programme", "centre", "centre__parent").distinct()
    )
    return [
        _offered(each, str(centre.pk), centre.name)
        for each in listed
        for centre in centres
        if each.pk in of[centre.pk]
    ]


def _offered(programme: Programme, place: str, where: str) -> Offered:
    label = f"{programme.code} {programme.title}"
    return Offered(AudienceKind.PROGRAMME, f"{programme.code}@{place}", label, where)


@offers_audience(AudienceKind.PROGRAMME, listed=_programmes_to_write_to)
def learners_of_programme(key: str, today: date) -> Audience | None:
    """Those registered this year who prepare a programme (`LG025@12`, `LG025@*`)."""
    code, _separator, place = key.rpartition("@")
    centre, is_there = centre_at(place)
    programme = Programme.objects.filter(code=code).first()
    if programme is None or not is_there:
        return None
    learners = _learners(today, centre).filter(programme=programme)
    people = Person.objects.filter(pk__in=learners.values("person"))
    label = f"{programme.code} {programme.title}, {said_of_place(centre)}"
    return Audience(AudienceKind.PROGRAMME, key, label, centre, people)


def _centres_to_write_to(actor: Actor, words: str) -> list[Offered]:
    everybody = _("all the learners of the year")
    listed = [
        Offered(AudienceKind.CENTRE, centre.code, centre.name, everybody)
        for centre in centres_to_write_for(actor)
        if words.casefold() in centre.name.casefold()
    ]
    if actor.is_national_administrator and not words:
        whole = Offered(AudienceKind.CENTRE, EVERYWHERE, said_of_place(None), everybody)
        return [whole, *listed[:LISTED]]
    return listed[:LISTED]


@offers_audience(AudienceKind.CENTRE, listed=_centres_to_write_to)
def learners_of_centre(key: str, today: date) -> Audience | None:
    """Those registered this year at a centre and at those below it; `*`: in the whole network."""
    centre = Centre.objects.filter(code=key).first()
    if centre is None and key != EVERYWHERE:
        return None
    people = Person.objects.filter(pk__in=_learners(today, centre).values("person"))
    label = _("the learners of %(place)s") % {"place": said_of_place(centre)}
    return Audience(AudienceKind.CENTRE, key, label, centre, people)


def _learners(today: date, centre: Centre | None) -> RegistrationQuerySet:
    year = AcademicYear.of(today).start
    learners = Registration.objects.filter(year=year, state__in=LEARNING)
    if centre is None:
        return learners
    return learners.filter(Q(centre=centre) | Q(centre__parent=centre))
