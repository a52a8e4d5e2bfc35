from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from gregoire.catalogue.models import Programme
from gregoire.enrolment import mails, queries, rules, states
from gregoire.enrolment.events import RegistrationMoved
from gregoire.enrolment.models import AlternanceContract, CentreTransfer, Registration, Regulation
from gregoire.enrolment.operations.enrolments import give_places_back
from gregoire.enrolment.operations.regulations import accept_regulation
from gregoire.enrolment.permissions import (
    RECORD_CONTRACT,
    REQUEST_REGISTRATION,
    TRANSFER_REGISTRATION,
)
from gregoire.enrolment.rules import (
    ContractKind,
    Employment,
    Funding,
    OccupationGroup,
    RegistrationRefusal,
)
from gregoire.enrolment.states import RegistrationState
from gregoire.framework.actors import SYSTEM, Actor
from gregoire.framework.constraints import refusing
from gregoire.framework.events import announce
from gregoire.framework.operations import operation
from gregoire.kernel.levels import Level
from gregoire.kernel.machine import IllegalMoveError, Move
from gregoire.kernel.refusals import RefusedError
from gregoire.kernel.years import AcademicYear
from gregoire.network.models import Centre
from gregoire.people.models import Person
from gregoire.people.operations import attach_person


@dataclass(frozen=True, slots=True)
class Application:
    """What somebody says when they ask to be registered for a year."""

    person: Person
    centre: Centre
    year: AcademicYear
    programme: Programme | None
    employment: Employment
    occupation: OccupationGroup
    earlier_diploma: Level | None
    funding: Funding

    @property
    def person_id(self) -> int:
        return self.person.pk

    @property
    def centre_id(self) -> int:
        return self.centre.pk


@operation(permit=REQUEST_REGISTRATION, on="application", journal="result")
def request_registration(
    *, by: Actor, application: Application, accepts: Collection[Regulation], today: date
) -> Registration:
    """Ask for the administrative registration of a year: one per person and year.

    Both regulations in force are accepted with it, by the learner in person only.
    """
    is_own = by.person_id == application.person.pk
    refusal = rules.registration_refusal(
        year=application.year,
        opens_on=queries.year_opens_on(application.year),
        accepted={regulation.pk for regulation in accepts},
        in_force={regulation.pk for regulation in queries.regulations_in_force(today)},
        by_office=not is_own,
        today=today,
    )
    if refusal:
        raise RefusedError(refusal)
    with refusing(one_registration_a_year=RegistrationRefusal.ALREADY_REGISTERED):
        registration = Registration.objects.create(
            person=application.person,
            centre=application.centre,
            year=application.year.start,
            programme=application.programme,
            employment=application.employment,
            occupation=application.occupation,
            earlier_diploma=application.earlier_diploma,
            funding=application.funding,
            requested_on=today,
        )
    for regulation in accepts if is_own else ():
        accept_regulation(by=by, person=application.person, regulation=regulation, today=today)
    _keep_the_file(application.person, application.centre, today)
    return registration


@operation(on="registration")
def move_registration(
    *,
    by: Actor,
    registration: Registration,
    move: Move[RegistrationState],
    today: date,
    note: str = "",
) -> Registration:
    """Make a registration take one of the moves of its machine, under a row lock.

    Cancelling gives its places back to those who wait; pausing keeps everything.
    """
    locked = _locked(registration)
    source = RegistrationState(locked.state)
    try:
        locked.state = move.applied_to(source)
    except IllegalMoveError as error:
        raise RefusedError(RegistrationRefusal.MOVED_MEANWHILE) from error
    if move is states.VALIDATE:
        locked.validated_on = today
    locked.save(update_fields=["state", "validated_on"])
    locked.passages.create(
        move=move.name, source=source, target=locked.state, by_id=by.person_id, note=note
    )
    if move is states.VALIDATE:
        _keep_the_file(locked.person, locked.centre, today)
        mails.tell_validated(locked)
    if move is states.CANCEL:
        give_places_back(by=by, registration=locked, today=today)
    announce(RegistrationMoved(locked.pk, move.name))
    return locked


@operation(permit=TRANSFER_REGISTRATION, on="registration")
def transfer_registration(
    *, by: Actor, registration: Registration, to_centre: Centre, reason: str, today: date
) -> Registration:
    """Go on in another centre, with everything that one has: enrolments, results, regulations.

    The office of the present centre does it: it keeps the file. Both offices see the person
    afterwards; the story of the registration says from where to where, and why.
    """
    locked = _locked(registration)
    if locked.state == RegistrationState.CANCELLED:
        raise RefusedError(RegistrationRefusal.NOT_UNDER_WAY)
    if locked.centre_id == to_centre.pk:
        raise RefusedError(RegistrationRefusal.SAME_CENTRE)
    CentreTransfer.objects.create(
        registration=locked,
        from_centre=locked.centre,
        to_centre=to_centre,
        on=today,
        reason=reason,
    )
    from_centre, locked.centre = locked.centre, to_centre
    locked.save(update_fields=["centre"])
    _keep_the_file(locked.person, to_centre, today)
    mails.tell_transferred(locked, from_centre)
    return locked


@operation(permit=RECORD_CONTRACT, on="registration")
def record_alternance_contract(
    *,
    by: Actor,
    registration: Registration,
    kind: ContractKind,
    employer: str,
    mentor: str,
    starts_on: date,
    ends_on: date,
) -> AlternanceContract:
    """Keep the contract of a learner in alternance; said again, it is corrected."""
    if registration.state == RegistrationState.CANCELLED:
        raise RefusedError(RegistrationRefusal.NOT_UNDER_WAY)
    refusal = rules.contract_refusal(starts_on=starts_on, ends_on=ends_on)
    if refusal:
        raise RefusedError(refusal)
    contract, _ = AlternanceContract.objects.update_or_create(
        registration=registration,
        defaults={
            "kind": kind,
            "employer": employer,
            "mentor": mentor,
            "starts_on": starts_on,
            "ends_on": ends_on,
        },
    )
    return contract


def _locked(registration: Registration) -> Registration:
    return (
        Registration.objects.select_for_update(of=("self",), no_key=True)
        .select_related("person", "centre")
        .get(pk=registration.pk)
    )


def _keep_the_file(person: Person, centre: Centre, today: date) -> None:
    """From now on the offices of the centre may open the file of the person."""
    if not queries.is_attached(person.pk, centre.pk):
        attach_person(by=SYSTEM, person=person, centre=centre, today=today)
