"""The learner's own courses: seen, taken, left."""

from django.http import Http404, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_safe

from gregoire.catalogue.models import Offering
from gregoire.enrolment import queries, rules, wording
from gregoire.enrolment.models import Enrolment, Registration
from gregoire.enrolment.operations import enrol_in_offering, withdraw_from_offering
from gregoire.enrolment.states import UNDER_WAY
from gregoire.enrolment.web.forms import ConfirmForm, EnrolForm
from gregoire.enrolment.web.pages import (
    EnrolPage,
    TeachingPage,
    TeachingRow,
    TeachingsPage,
    WithdrawPage,
    teaching_groups,
)
from gregoire.framework.actors import ActorRequest
from gregoire.framework.http import go, opens, posted, show
from gregoire.framework.looks import looks_at
from gregoire.kernel.refusals import RefusedError
from gregoire.kernel.years import AcademicYear
from gregoire.people.models import Person


@require_safe
@opens
def teachings(request: ActorRequest) -> HttpResponse:
    present = AcademicYear.of(localdate())
    year = _year_asked(request, present)
    found = queries.teachings_of(request.actor, year)
    open_years = queries.years_open(localdate())
    registered = queries.years_registered(request.actor)
    page = TeachingsPage(
        year=year,
        is_present=year == present,
        registration=queries.registration_of(request.actor, year),
        groups=teaching_groups([e for e in found if e.state in UNDER_WAY], localdate()),
        ended=tuple(TeachingRow(e, localdate()) for e in found if e.state not in UNDER_WAY),
        earlier=[earlier for earlier in registered if earlier < present],
        year_to_register=next((y for y in open_years if y not in registered), None),
    )
    return show(request, "enrolment/teachings.html", page)


@require_safe
@opens
def teaching(request: ActorRequest, public_id: str) -> HttpResponse:
    enrolment = enrolment_seen(request, public_id)
    looks_at(request, enrolment.registration.person_id, page="enrolment.teaching")
    page = TeachingPage(TeachingRow(enrolment, localdate()), ConfirmForm())
    return show(request, "enrolment/teaching.html", page)


@require_http_methods(["GET", "POST"])
@opens
def withdraw(request: ActorRequest, public_id: str) -> HttpResponse:
    enrolment = enrolment_seen(request, public_id)
    looks_at(request, enrolment.registration.person_id, page="enrolment.withdraw")
    form = ConfirmForm(*posted(request))
    if form.is_valid():
        try:
            withdraw_from_offering(by=request.actor, enrolment=enrolment, today=localdate())
        except RefusedError as refused:
            form.refuse(refused)
        else:
            say = wording.WITHDRAWN % {"unit": enrolment.offering.unit.code}
            return go(request, "enrolment:teachings", say=say)
    page = WithdrawPage(enrolment, form)
    return show(request, "enrolment/withdraw.html", page, fragment="form", invalid=form.is_bound)


@require_http_methods(["GET", "POST"])
@opens
def enrol(request: ActorRequest, public_id: str) -> HttpResponse:
    offering = offering_seen(public_id)
    year = AcademicYear(offering.semester.year)
    registration = queries.registration_of(request.actor, year)
    form = EnrolForm(*posted(request))
    if registration and form.is_valid():
        enrolment = take_a_place(request, registration, offering, form)
        if enrolment:
            return go(request, "enrolment:teachings", say=what_was_done(enrolment))
    page = enrol_page(registration, offering, form)
    return show(request, "enrolment/enrol.html", page, fragment="form", invalid=form.is_bound)


def take_a_place(
    request: ActorRequest, registration: Registration, offering: Offering, form: EnrolForm
) -> Enrolment | None:
    """The enrolment; or nothing, and the form says why."""
    try:
        return enrol_in_offering(
            by=request.actor,
            registration=registration,
            offering=offering,
            has_read=form.cleaned_data["has_read"],
            today=localdate(),
        )
    except RefusedError as refused:
        form.refuse(refused)
        return None


def what_was_done(enrolment: Enrolment) -> str:
    rank = queries.rank_of(enrolment)
    unit = enrolment.offering.unit.code
    if rank is None:
        return wording.ENROLLED % {"unit": unit}
    return wording.ON_WAITING_LIST % {"unit": unit, "rank": rank}


def enrol_page(
    registration: Registration | None,
    offering: Offering,
    form: EnrolForm,
    person: Person | None = None,
) -> EnrolPage:
    seats = queries.seats_of(offering)
    decision = registration and queries.enrolment_decision_for(
        registration, offering, by_office=person is not None, has_read=False, today=localdate()
    )
    place = rules.place_for_one_more(seats)
    return EnrolPage(offering, registration, decision or None, seats, place, form, person)


def offering_seen(public_id: str) -> Offering:
    try:
        return queries.offering_to_take(public_id)
    except Offering.DoesNotExist:
        raise Http404 from None


def enrolment_seen(request: ActorRequest, public_id: str) -> Enrolment:
    try:
        return queries.enrolment_for(request.actor, public_id)
    except Enrolment.DoesNotExist:
        raise Http404 from None


def _year_asked(request: ActorRequest, present: AcademicYear) -> AcademicYear:
    try:
        return AcademicYear.parse(request.GET.get("annee", ""))
    except ValueError:
        return present
