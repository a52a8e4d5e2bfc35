"""What the schooling office does for a person: enrol, end, transfer, keep a contract."""

from typing import Any

from django.http import HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_safe

from gregoire.enrolment import queries, wording
from gregoire.enrolment.models import AlternanceContract, Registration
from gregoire.enrolment.operations import (
    record_alternance_contract,
    transfer_registration,
    withdraw_from_offering,
)
from gregoire.enrolment.permissions import (
    RECORD_CONTRACT,
    TRANSFER_REGISTRATION,
    WITHDRAW,
    demand_an_office,
)
from gregoire.enrolment.web.forms import ConfirmForm, ContractForm, EnrolForm, TransferForm
from gregoire.enrolment.web.pages import ChoosePage, RegistrationPage, WithdrawPage
from gregoire.enrolment.web.registering import person_seen, registration_seen
from gregoire.enrolment.web.teachings import (
    enrol_page,
    enrolment_seen,
    offering_seen,
    take_a_place,
    what_was_done,
)
from gregoire.framework.actors import ActorRequest
from gregoire.framework.http import go, opens, posted, show
from gregoire.framework.looks import looks_at
from gregoire.kernel.refusals import RefusedError


@require_safe
@opens
def choose(request: ActorRequest, public_id: str) -> HttpResponse:
    demand_an_office(request.actor)
    person = person_seen(request, public_id)
    looks_at(request, person.pk, page="enrolment.choose")
    registration = queries.registration_to_enrol(request.actor, person.pk)
    words = request.GET.get("q", "")[:200]
    at_a_distance = request.GET.get("distance") == "1"
    found = queries.offerings_to_choose(registration, words, at_a_distance=at_a_distance)
    page = ChoosePage(
        person, registration, words, at_a_distance, found, queries.seats_by_offering(found)
    )
    return show(request, "enrolment/choose.html", page, fragment="found")


@require_http_methods(["GET", "POST"])
@opens
def enrol_person(request: ActorRequest, public_id: str, offering_id: str) -> HttpResponse:
    demand_an_office(request.actor)
    person, offering = person_seen(request, public_id), offering_seen(offering_id)
    looks_at(request, person.pk, page="enrolment.enrol_person")
    registration = queries.registration_of_year(request.actor, person.pk, offering.semester.year)
    form = EnrolForm(*posted(request))
    if registration and form.is_valid():
        enrolment = take_a_place(request, registration, offering, form)
        if enrolment:
            return go(request, "people:person", public_id, say=what_was_done(enrolment))
    page = enrol_page(registration, offering, form, person)
    return show(request, "enrolment/enrol.html", page, fragment="form", invalid=form.is_bound)


@require_http_methods(["GET", "POST"])
@opens
def withdraw_person(request: ActorRequest, public_id: str) -> HttpResponse:
    enrolment = enrolment_seen(request, public_id)
    WITHDRAW.demand(request.actor, enrolment)
    person = enrolment.registration.person
    looks_at(request, person.pk, page="enrolment.withdraw_person")
    form = ConfirmForm(*posted(request))
    if form.is_valid():
        try:
            withdraw_from_offering(by=request.actor, enrolment=enrolment, today=localdate())
        except RefusedError as refused:
            form.refuse(refused)
        else:
            say = wording.WITHDRAWN % {"unit": enrolment.offering.unit.code}
            return go(request, "people:person", person.public_id, say=say)
    page = WithdrawPage(enrolment, form)
    return show(request, "enrolment/withdraw.html", page, fragment="form", invalid=form.is_bound)


@require_http_methods(["GET", "POST"])
@opens
def transfer(request: ActorRequest, public_id: str) -> HttpResponse:
    registration = registration_seen(request, public_id)
    TRANSFER_REGISTRATION.demand(request.actor, registration)
    looks_at(request, registration.person_id, page="enrolment.transfer")
    form = TransferForm(*posted(request))
    if form.is_valid():
        try:
            transfer_registration(
                by=request.actor, registration=registration, today=localdate(), **form.cleaned_data
            )
        except RefusedError as refused:
            form.refuse(refused)
        else:
            say = wording.TRANSFERRED % {"centre": form.cleaned_data["to_centre"].name}
            return go(request, "people:person", registration.person.public_id, say=say)
    page = RegistrationPage(registration, form)
    return show(request, "enrolment/transfer.html", page, fragment="form", invalid=form.is_bound)


@require_http_methods(["GET", "POST"])
@opens
def contract(request: ActorRequest, public_id: str) -> HttpResponse:
    registration = registration_seen(request, public_id)
    RECORD_CONTRACT.demand(request.actor, registration)
    looks_at(request, registration.person_id, page="enrolment.contract")
    form = ContractForm(*posted(request), initial=_contract_known(registration))
    if form.is_valid():
        try:
            record_alternance_contract(
                by=request.actor, registration=registration, **form.cleaned_data
            )
        except RefusedError as refused:
            form.refuse(refused)
        else:
            person = registration.person.public_id
            return go(request, "people:person", person, say=str(wording.CONTRACT_RECORDED))
    page = RegistrationPage(registration, form)
    return show(request, "enrolment/contract.html", page, fragment="form", invalid=form.is_bound)


def _contract_known(registration: Registration) -> dict[str, Any]:
    try:
        known = registration.alternance_contract
    except AlternanceContract.DoesNotExist:
        return {}
    return {
        "kind": known.kind,
        "employer": known.employer,
        "mentor": known.mentor,
        "starts_on": known.starts_on,
        "ends_on": known.ends_on,
    }
