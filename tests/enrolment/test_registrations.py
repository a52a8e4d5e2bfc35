from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from gregoire.catalogue.models import Semester
from gregoire.enrolment.models import (
    CentreTransfer,
    Registration,
    Regulation,
    RegulationAcceptance,
)
from gregoire.enrolment.operations import (
    Application,
    accept_regulation,
    move_registration,
    publish_regulation,
    record_alternance_contract,
    request_registration,
    transfer_registration,
)
from gregoire.enrolment.queries import regulations_in_force
from gregoire.enrolment.rules import (
    ContractKind,
    Employment,
    Funding,
    OccupationGroup,
    RegistrationRefusal,
    RegulationKind,
    RegulationRefusal,
)
from gregoire.enrolment.seeding import seed_regulations
from gregoire.enrolment.states import (
    CANCEL,
    MOVES,
    PAUSE,
    RESUME,
    VALIDATE,
    EnrolmentState,
    RegistrationState,
)
from gregoire.enrolment.texts import RegulationText
from gregoire.framework.actors import Actor, Role
from gregoire.framework.models import OutgoingMail
from gregoire.kernel.levels import Level
from gregoire.kernel.refusals import RefusedError
from gregoire.kernel.years import AcademicYear
from gregoire.network.models import Centre
from gregoire.people.models import Attachment, Person
from tests.makers.enrolment import (
    TODAY,
    make_enrolment,
    make_learner,
    make_offering,
    make_registration,
    make_semester,
)
from tests.makers.network import make_centre
from tests.makers.people import acting, make_person
from tests.makers.records import make_result

pytestmark = pytest.mark.django_db


@pytest.fixture
def semester() -> Semester:
    seed_regulations()
    return make_semester()


def application(person: Person, centre: Centre) -> Application:
    return Application(
        person=person,
        centre=centre,
        year=AcademicYear(2026),
        programme=None,
        employment=Employment.EMPLOYED,
        occupation=OccupationGroup.EMPLOYEE,
        earlier_diploma=Level.BAC,
        funding=Funding.SELF,
    )


def ask(
    person: Person, centre: Centre, *, by: Actor | None = None, accepting: bool = True
) -> Registration:
    texts = regulations_in_force(TODAY) if accepting else []
    return request_registration(
        by=by or acting(person), application=application(person, centre), accepts=texts, today=TODAY
    )


@pytest.mark.usefixtures("semester")
def test_a_learner_asks_and_accepts_both_regulations_with_their_day() -> None:
    person, centre = make_learner(), make_centre()

    registration = ask(person, centre)

    assert (registration.state, registration.requested_on) == ("requested", TODAY)
    accepted = RegulationAcceptance.objects.order_by("regulation__kind").values_list(
        "person", "regulation__kind", "regulation__version", "accepted_on"
    )
    assert list(accepted) == [
        (person.pk, "exams", "1.0", TODAY),
        (person.pk, "internal", "1.0", TODAY),
    ]
    assert Attachment.objects.filter(person=person, centre=centre).exists()


@pytest.mark.usefixtures("semester")
def test_without_the_regulations_nothing_is_asked() -> None:
    with pytest.raises(RefusedError) as refused:
        ask(make_learner(), make_centre(), accepting=False)

    assert refused.value.reason == RegistrationRefusal.REGULATIONS_NOT_ACCEPTED
    assert not Registration.objects.exists()


@pytest.mark.usefixtures("semester")
def test_one_registration_a_year_whatever_the_centre() -> None:
    person = make_learner()
    ask(person, make_centre())

    with pytest.raises(RefusedError) as refused:
        ask(person, make_centre())

    assert refused.value.reason == RegistrationRefusal.ALREADY_REGISTERED


def test_a_year_without_a_semester_is_not_open() -> None:
    with pytest.raises(RefusedError) as refused:
        ask(make_learner(), make_centre())

    assert refused.value.reason == RegistrationRefusal.YEAR_NOT_OPEN


@pytest.mark.usefixtures("semester")
def test_an_office_registers_somebody_of_its_centre_who_accepts_later() -> None:
    person, centre = make_learner(), make_centre()
    Attachment.objects.create(person=person, centre=centre, since=TODAY)
    office = acting(make_person(), Role.SCHOOLING, at=centre)

    registration = ask(person, centre, by=office)

    assert registration.state == "requested"
    assert not RegulationAcceptance.objects.exists()


@pytest.mark.usefixtures("semester")
def test_an_office_registers_nobody_whose_file_it_does_not_keep() -> None:
    centre = make_centre()
    office = acting(make_person(), Role.SCHOOLING, at=centre)

    with pytest.raises(PermissionDenied):
        ask(make_learner(), centre, by=office)


def test_validating_attaches_and_tells_the_learner() -> None:
    registration = make_registration(state=RegistrationState.REQUESTED)
    Attachment.objects.all().delete()
    office = make_person()

    move_registration(
        by=acting(office, Role.SCHOOLING, at=registration.centre),
        registration=registration,
        move=VALIDATE,
        note="Complete.",
        today=TODAY,
    )

    registration.refresh_from_db()
    assert (registration.state, registration.validated_on) == ("validated", TODAY)
    assert Attachment.objects.filter(person=registration.person).exists()
    mail = OutgoingMail.objects.get()
    assert (mail.subject, mail.recipients) == (
        "Your registration for 2026-2027 is validated",
        [registration.person.mail],
    )
    passages = registration.passages.values_list("move", "source", "target", "by", "note")
    assert list(passages) == [("validate", "requested", "validated", office.pk, "Complete.")]


def test_a_learner_pauses_and_resumes_and_keeps_everything() -> None:
    enrolment = make_enrolment()
    registration, learner = enrolment.registration, acting(enrolment.registration.person)

    for move in (PAUSE, RESUME):
        move_registration(by=learner, registration=registration, move=move, today=TODAY)

    registration.refresh_from_db()
    enrolment.refresh_from_db()
    assert (registration.state, enrolment.state) == ("validated", "enrolled")


def test_cancelling_gives_the_places_to_those_who_wait() -> None:
    offering = make_offering(capacity=1, minimum=1)
    first = make_enrolment(offering=offering)
    second = make_enrolment(offering=offering, state=EnrolmentState.WAITING)
    office = acting(make_person(), Role.SCHOOLING, at=first.registration.centre)

    move_registration(by=office, registration=first.registration, move=CANCEL, today=TODAY)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.ended_on, second.state) == ("withdrawn", TODAY, "enrolled")


@pytest.mark.parametrize("name", MOVES)
@pytest.mark.parametrize("state", RegistrationState)
def test_a_move_starts_from_its_sources_only(name: str, state: RegistrationState) -> None:
    registration, move = make_registration(state=state), MOVES[name]
    office = acting(make_person(), Role.SCHOOLING, at=registration.centre)

    if state in move.sources:
        moved = move_registration(by=office, registration=registration, move=move, today=TODAY)
        assert moved.state == move.target
    else:
        with pytest.raises(RefusedError) as refused:
            move_registration(by=office, registration=registration, move=move, today=TODAY)
        assert refused.value.reason == RegistrationRefusal.MOVED_MEANWHILE


@pytest.mark.parametrize("name", ["validate", "cancel"])
def test_a_learner_neither_validates_nor_cancels(name: str) -> None:
    registration = make_registration(state=RegistrationState.REQUESTED)

    with pytest.raises(PermissionDenied):
        move_registration(
            by=acting(registration.person), registration=registration, move=MOVES[name], today=TODAY
        )


def test_a_transfer_keeps_everything() -> None:
    enrolment = make_enrolment()
    registration, nevers = enrolment.registration, make_centre(name="Cnam Nevers")
    result = make_result(registration.person, enrolment.offering.unit, year=2024)
    before = registration.centre
    office = acting(make_person(), Role.SCHOOLING, at=before)

    transfer_registration(
        by=office, registration=registration, to_centre=nevers, reason="Moves house", today=TODAY
    )

    registration.refresh_from_db()
    assert registration.centre == nevers
    assert list(registration.enrolments.values_list("pk", "state")) == [(enrolment.pk, "enrolled")]
    assert list(registration.person.results.all()) == [result]
    story = CentreTransfer.objects.values_list("from_centre", "to_centre", "on", "reason")
    assert list(story) == [(before.pk, nevers.pk, TODAY, "Moves house")]
    attached = set(Attachment.objects.values_list("centre", flat=True))
    assert attached == {before.pk, nevers.pk}
    assert OutgoingMail.objects.get().subject == "You go on at Cnam Nevers"


def test_a_transfer_goes_elsewhere() -> None:
    registration = make_registration()
    office = acting(make_person(), Role.SCHOOLING, at=registration.centre)

    with pytest.raises(RefusedError) as refused:
        transfer_registration(
            by=office,
            registration=registration,
            to_centre=registration.centre,
            reason="",
            today=TODAY,
        )

    assert refused.value.reason == RegistrationRefusal.SAME_CENTRE


def test_nothing_is_transferred_from_a_cancelled_registration() -> None:
    registration = make_registration(state=RegistrationState.CANCELLED)
    office = acting(make_person(), Role.SCHOOLING, at=registration.centre)

    with pytest.raises(RefusedError) as refused:
        transfer_registration(
            by=office, registration=registration, to_centre=make_centre(), reason="", today=TODAY
        )

    assert refused.value.reason == RegistrationRefusal.NOT_UNDER_WAY


def test_the_office_where_one_wants_to_go_does_not_transfer() -> None:
    registration, nevers = make_registration(), make_centre()

    with pytest.raises(PermissionDenied):
        transfer_registration(
            by=acting(make_person(), Role.SCHOOLING, at=nevers),
            registration=registration,
            to_centre=nevers,
            reason="",
            today=TODAY,
        )


def test_a_contract_said_again_is_corrected() -> None:
    registration = make_registration()
    office = acting(make_person(), Role.SCHOOLING, at=registration.centre)

    for employer in ("Ateliers Roy", "Ateliers Roy et filles"):
        record_alternance_contract(
            by=office,
            registration=registration,
            kind=ContractKind.APPRENTICESHIP,
            employer=employer,
            mentor="Jeanne Petit",
            starts_on=date(2026, 9, 1),
            ends_on=date(2027, 8, 31),
        )

    registration.refresh_from_db()
    assert registration.alternance_contract.employer == "Ateliers Roy et filles"


def test_a_contract_that_ends_before_it_starts_is_refused() -> None:
    registration = make_registration()

    with pytest.raises(RefusedError) as refused:
        record_alternance_contract(
            by=acting(make_person(), Role.SCHOOLING, at=registration.centre),
            registration=registration,
            kind=ContractKind.APPRENTICESHIP,
            employer="Ateliers Roy",
            mentor="",
            starts_on=TODAY,
            ends_on=TODAY,
        )

    assert refused.value.reason == RegistrationRefusal.CONTRACT_DATES


# Regulations


def text(version: str, day: date) -> RegulationText:
    return RegulationText(version, day, "Règlement", "Regulations", "Texte", "Text")


def test_the_texts_of_the_house_are_published_once() -> None:
    assert (seed_regulations(), seed_regulations()) == (2, 0)
    assert [r.kind for r in regulations_in_force(TODAY)] == ["internal", "exams"]


def test_a_new_version_is_to_accept_from_its_day_on() -> None:
    seed_regulations()
    administrator = acting(make_person(), Role.ADMINISTRATOR, at=make_centre(), everywhere=True)

    publish_regulation(
        by=administrator,
        kind=RegulationKind.EXAMS,
        text=text("2.0", date(2026, 10, 1)),
        today=TODAY,
    )

    def exams_on(day: date) -> str:
        return next(r.version for r in regulations_in_force(day) if r.kind == "exams")

    assert (exams_on(date(2026, 9, 30)), exams_on(date(2026, 10, 1))) == ("1.0", "2.0")


def test_an_administrator_of_one_centre_publishes_nothing() -> None:
    local = acting(make_person(), Role.ADMINISTRATOR, at=make_centre())

    with pytest.raises(PermissionDenied):
        publish_regulation(
            by=local, kind=RegulationKind.EXAMS, text=text("2.0", TODAY), today=TODAY
        )


@pytest.mark.parametrize(
    ("version", "day", "reason"),
    [
        ("1.0", TODAY, RegulationRefusal.VERSION_EXISTS),
        ("2.0", date(2026, 9, 14), RegulationRefusal.IN_THE_PAST),
    ],
)
def test_what_cannot_be_published(version: str, day: date, reason: RegulationRefusal) -> None:
    seed_regulations()
    administrator = acting(make_person(), Role.ADMINISTRATOR, at=make_centre(), everywhere=True)

    with pytest.raises(RefusedError) as refused:
        publish_regulation(
            by=administrator,
            kind=RegulationKind.EXAMS,
            text=text(version, day),
            today=TODAY,
        )

    assert refused.value.reason == reason


def test_only_the_version_in_force_is_accepted_and_the_first_day_stays() -> None:
    seed_regulations()
    person = make_person()
    present = Regulation.objects.get(kind="exams")
    later = Regulation.objects.create(
        kind="exams", version="2.0", in_force_on=date(2027, 1, 1), title_fr="x", title_en="x"
    )
    for day in (TODAY, date(2026, 9, 20)):
        accept_regulation(by=acting(person), person=person, regulation=present, today=day)

    with pytest.raises(RefusedError) as refused:
        accept_regulation(by=acting(person), person=person, regulation=later, today=TODAY)

    assert refused.value.reason == RegulationRefusal.NOT_IN_FORCE
    assert RegulationAcceptance.objects.get().accepted_on == TODAY
