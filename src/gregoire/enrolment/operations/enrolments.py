from datetime import date

from gregoire.catalogue.models import Offering
from gregoire.enrolment import mails, queries, rules
from gregoire.enrolment.events import LearnerEnrolled, LearnerWithdrawn
from gregoire.enrolment.models import Enrolment, EnrolmentQuerySet, Registration
from gregoire.enrolment.permissions import ENROL, MANAGE_REGISTRATION, TELL_OF_OPENING, WITHDRAW
from gregoire.enrolment.rules import EnrolmentRefusal
from gregoire.enrolment.states import UNDER_WAY, EnrolmentState
from gregoire.framework.actors import SYSTEM, Actor
from gregoire.framework.constraints import refusing
from gregoire.framework.events import announce
from gregoire.framework.operations import operation
from gregoire.kernel.refusals import RefusedError
from gregoire.people.operations import attach_person


@operation(permit=ENROL, on="registration", journal="result")
def enrol_in_offering(
    *,
    by: Actor,
    registration: Registration,
    offering: Offering,
    has_read: bool = False,
    today: date,
) -> Enrolment:
    """Take a place in an offering, or the next one of its waiting list (guide, practical facts).

    The registration is locked first, then the offering: of all who ask at once, each sees how many
    came before, so that the capacity is never exceeded and the list is in order.
    """
    registration = _locked_registration(registration.pk)
    offering = _locked(offering.pk)
    decision = queries.enrolment_decision_for(
        registration,
        offering,
        by_office=by.person_id != registration.person_id,
        has_read=has_read,
        today=today,
    )
    if decision.refusals:
        raise RefusedError(
            decision.refusals[0], missing=decision.required_missing, unit=offering.unit.code
        )
    place = rules.place_for_one_more(queries.seats_of(offering))
    with refusing(enrolled_once_in_an_offering=EnrolmentRefusal.ALREADY_ENROLLED):
        enrolment = Enrolment.objects.create(
            registration=registration,
            offering=offering,
            state=EnrolmentState.WAITING if place.is_waiting else EnrolmentState.ENROLLED,
        )
    if not queries.is_attached(registration.person_id, offering.centre_id):
        # The centre that teaches keeps the file of those who learn there, at a distance too.
        attach_person(by=SYSTEM, person=registration.person, centre=offering.centre, today=today)
    if place.rank is None:
        mails.tell_enrolled(enrolment)
    else:
        mails.tell_waiting(enrolment, rank=place.rank)
    announce(LearnerEnrolled(enrolment.pk, place.rank))
    return enrolment


@operation(permit=WITHDRAW, on="enrolment")
def withdraw_from_offering(*, by: Actor, enrolment: Enrolment, today: date) -> Enrolment:
    """Give a place back, or leave the waiting list; the first who waits has the place at once."""
    offering = _locked(enrolment.offering_id)
    enrolment = queries.enrolments_with_everything().get(pk=enrolment.pk)
    refusal = rules.withdrawal_refusal(
        is_under_way=enrolment.state in UNDER_WAY,
        last_day=offering.semester.teaching_ends_on,
        today=today,
    )
    if refusal:
        raise RefusedError(refusal)
    _end(enrolment, EnrolmentState.WITHDRAWN, today)
    mails.tell_withdrawn(enrolment)
    announce(LearnerWithdrawn(enrolment.pk))
    _promote(offering)
    return enrolment


@operation(permit=TELL_OF_OPENING, on="offering")
def close_enrolments(*, by: Actor, offering: Offering) -> None:
    """It was decided not to open the offering: every enrolment ends, and each is told of other ways.

    Runs inside the operation that decides.
    """
    offering = _locked(offering.pk)
    ended = list(_under_way(offering))
    Enrolment.objects.filter(pk__in=[enrolment.pk for enrolment in ended]).update(
        state=EnrolmentState.NOT_OPENED, ended_on=offering.decided_on
    )
    mails.tell_not_opened(offering, ended, queries.alternatives_to(offering))


@operation(permit=TELL_OF_OPENING, on="offering")
def tell_of_opening(*, by: Actor, offering: Offering) -> None:
    """It was decided to open the offering: those with a place and those who wait are told.

    Runs inside the operation that decides.
    """
    offering = _locked(offering.pk)
    _promote(offering)
    mails.tell_opened(offering, list(_under_way(offering)))


@operation(permit=TELL_OF_OPENING, on="offering")
def fill_free_places(*, by: Actor, offering: Offering) -> None:
    """There are more places than before: the first who wait have them."""
    _promote(_locked(offering.pk))


@operation(permit=MANAGE_REGISTRATION, on="registration")
def give_places_back(*, by: Actor, registration: Registration, today: date) -> None:
    """A cancelled registration keeps no place: each goes to the first who waits for it.

    Courses that are over stay as they were.
    """
    held = registration.enrolments.under_way().filter(
        offering__semester__teaching_ends_on__gte=today
    )
    for enrolment in held.order_by("offering_id"):
        offering = _locked(enrolment.offering_id)
        enrolment.refresh_from_db()
        if enrolment.state in UNDER_WAY:
            _end(enrolment, EnrolmentState.WITHDRAWN, today)
            announce(LearnerWithdrawn(enrolment.pk))
            _promote(offering)


def _promote(offering: Offering) -> None:
    """Give the free places to the first of the list; the caller has locked the offering."""
    count = rules.places_to_give(queries.seats_of(offering))
    for enrolment in _under_way(offering).filter(state=EnrolmentState.WAITING)[:count]:
        enrolment.state = EnrolmentState.ENROLLED
        enrolment.save(update_fields=["state"])
        mails.tell_promoted(enrolment)
        announce(LearnerEnrolled(enrolment.pk, None))


def _locked(offering_id: int) -> Offering:
    return (
        Offering.objects.select_for_update(of=("self",), no_key=True)
        .select_related("unit", "centre", "semester")
        .get(pk=offering_id)
    )


def _locked_registration(registration_id: int) -> Registration:
    return (
        Registration.objects.select_for_update(of=("self",), no_key=True)
        .select_related("person", "centre")
        .get(pk=registration_id)
    )


def _under_way(offering: Offering) -> EnrolmentQuerySet:
    return queries.enrolments_with_everything().under_way().filter(offering=offering).order_by("pk")


def _end(enrolment: Enrolment, state: EnrolmentState, today: date) -> None:
    enrolment.state, enrolment.ended_on = state, today
    enrolment.save(update_fields=["state", "ended_on"])
