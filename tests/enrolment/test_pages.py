"""The pages as people and browsers meet them. Days are those of today: the views ask the clock."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries

from gregoire.catalogue.models import Semester
from gregoire.catalogue.rules import Modality, OfferingState
from gregoire.enrolment.models import Registration, RegulationAcceptance
from gregoire.enrolment.seeding import seed_regulations
from gregoire.enrolment.states import EnrolmentState, RegistrationState
from gregoire.framework.actors import Role
from gregoire.framework.models import Look
from gregoire.kernel.years import AcademicYear
from gregoire.network.models import Centre
from gregoire.people.models import Person
from tests.makers.enrolment import (
    make_enrolment,
    make_learner,
    make_offering,
    make_prerequisite,
    make_registration,
    make_unit,
)
from tests.makers.network import make_centre
from tests.makers.people import appoint, make_account

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
ENGLISH = {"Accept-Language": "en"}
MONTH = timedelta(days=30)


@pytest.fixture
def year() -> int:
    return AcademicYear.of(localdate()).start


@pytest.fixture
def semester(year: int) -> Semester:
    """A semester of this year in which one can enrol today."""
    today = localdate()
    return Semester.objects.create(
        year=year,
        number=1,
        teaching_starts_on=today + MONTH,
        teaching_ends_on=today + 4 * MONTH,
        enrolment_opens_on=today - MONTH,
        enrolment_closes_on=today + MONTH,
    )


@pytest.fixture
def registration(client: Client, year: int) -> Registration:
    """A validated registration whose learner is signed in."""
    registration = make_registration(year=year)
    client.force_login(make_account(registration.person))
    return registration


def sign_in_office(client: Client, centre: Centre) -> Person:
    office = make_learner(first_names="Jeanne")
    appoint(office, Role.SCHOOLING, at=centre)
    client.force_login(make_account(office))
    return office


# The learner


def test_courses_are_grouped_by_centre_ones_own_first(
    client: Client, registration: Registration, semester: Semester
) -> None:
    auxerre = make_centre(name="Cnam Auxerre")
    for centre, modality in ((auxerre, Modality.DISTANCE), (registration.centre, Modality.ON_SITE)):
        offering = make_offering(centre=centre, modality=modality, semester=semester)
        make_enrolment(registration=registration, offering=offering)

    page = client.get(reverse("enrolment:teachings"), headers=ENGLISH).text

    own, distance = f"{registration.centre.name}, my centre", "Cnam Auxerre, at a distance"
    assert 0 < page.index(own) < page.index(distance)
    assert "Opens with at least 8 enrolled: 1 so far" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_courses_cost_the_same_however_many(
    client: Client,
    registration: Registration,
    semester: Semester,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
) -> None:
    for _ in range(rows):
        make_enrolment(registration=registration, offering=make_offering(semester=semester))

    with django_assert_num_queries(8):
        response = client.get(reverse("enrolment:teachings"))

    assert response.text.count('class="g-unit"') == rows


def test_before_enrolling_one_sees_the_place_and_what_is_required(
    client: Client, registration: Registration, semester: Semester
) -> None:
    unit = make_unit()
    make_prerequisite(unit, make_unit("NFA031"))
    offering = make_offering(unit=unit, semester=semester, capacity=5, minimum=1)

    page = client.get(reverse("enrolment:enrol", args=[offering.public_id]), headers=ENGLISH).text

    assert "5 places left of 5." in page
    assert "Required first, and not earned yet:" in page
    assert "NFA031" in page
    assert not registration.enrolments.exists()


def test_a_learner_enrols(client: Client, registration: Registration, semester: Semester) -> None:
    offering = make_offering(semester=semester)

    response = client.post(
        reverse("enrolment:enrol", args=[offering.public_id]), follow=True, headers=ENGLISH
    )

    assert response.redirect_chain == [(reverse("enrolment:teachings"), 302)]
    assert f"Enrolled in {offering.unit.code}." in response.text
    assert registration.enrolments.get().state == "enrolled"


def test_htmx_is_sent_on_its_way(
    client: Client, registration: Registration, semester: Semester
) -> None:
    offering = make_offering(semester=semester)

    response = client.post(reverse("enrolment:enrol", args=[offering.public_id]), headers=HTMX)

    assert response.headers["HX-Redirect"] == reverse("enrolment:teachings")
    assert registration.enrolments.count() == 1


def test_unread_requirements_come_back_with_the_form(
    client: Client, registration: Registration, semester: Semester
) -> None:
    unit = make_unit()
    make_prerequisite(unit, make_unit())
    offering = make_offering(unit=unit, semester=semester)
    url = reverse("enrolment:enrol", args=[offering.public_id])

    refused = client.post(url, headers=HTMX | ENGLISH)
    taken = client.post(url, {"has_read": "on"})

    assert refused.status_code == 422
    assert refused.text.strip().startswith("<form")
    assert "Confirm that you have read which." in refused.text
    assert taken.status_code == 302
    assert registration.enrolments.count() == 1


def test_a_second_tab_is_told(
    client: Client, registration: Registration, semester: Semester
) -> None:
    offering = make_offering(semester=semester)
    url = reverse("enrolment:enrol", args=[offering.public_id])
    client.post(url)

    again = client.post(url, headers=ENGLISH)

    assert again.status_code == 422
    assert "You are already enrolled in this course." in again.text
    assert registration.enrolments.count() == 1


def test_without_a_registration_one_is_sent_to_register(client: Client, semester: Semester) -> None:
    client.force_login(make_account(make_learner()))
    offering = make_offering(semester=semester)

    page = client.get(reverse("enrolment:enrol", args=[offering.public_id]))

    assert reverse("enrolment:register") in page.text


def test_a_learner_withdraws(
    client: Client, registration: Registration, semester: Semester
) -> None:
    enrolment = make_enrolment(registration=registration, offering=make_offering(semester=semester))

    client.post(reverse("enrolment:withdraw", args=[enrolment.public_id]))

    enrolment.refresh_from_db()
    assert enrolment.state == "withdrawn"


@pytest.mark.parametrize("name", ["teaching", "withdraw"])
@pytest.mark.usefixtures("registration")
def test_the_course_of_another_does_not_exist(
    client: Client, semester: Semester, name: str
) -> None:
    foreign = make_enrolment(offering=make_offering(semester=semester))

    assert client.get(reverse(f"enrolment:{name}", args=[foreign.public_id])).status_code == 404


ANSWERS = {
    "programme": "",
    "employment": "employed",
    "occupation": "employee",
    "earlier_diploma": "4",
    "funding": "self",
    "accepts_internal": "on",
    "accepts_exams": "on",
}


def test_a_learner_registers_for_the_year(client: Client, semester: Semester) -> None:
    seed_regulations()
    person, centre = make_learner(), make_centre()
    client.force_login(make_account(person))
    answers = ANSWERS | {"centre": centre.code, "year": str(semester.year)}

    response = client.post(reverse("enrolment:register"), answers)

    assert response.status_code == 302
    registration = person.registrations.get()
    assert (registration.centre, registration.state) == (centre, "requested")
    assert RegulationAcceptance.objects.filter(person=person).count() == 2


@pytest.mark.usefixtures("semester")
def test_the_form_remembers_last_year(client: Client, year: int) -> None:
    registration = make_registration(year=year - 1)
    client.force_login(make_account(registration.person))

    page = client.get(reverse("enrolment:register")).text

    assert f'<option value="{registration.centre.code}" selected>' in page


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"employment": "astronaut"}, 422),
        ({"centre": "nowhere"}, 422),
        ({"year": "x" * 5000}, 422),
        ({"year": "1793"}, 422),
        ({"accepts_exams": ""}, 422),
        ({"earlier_diploma": "99999999999999999999"}, 422),
    ],
)
def test_what_is_mistyped_is_said_and_nothing_is_kept(
    client: Client, semester: Semester, wrong: dict[str, str], status: int
) -> None:
    seed_regulations()
    centre = make_centre()
    client.force_login(make_account(make_learner()))
    answers = ANSWERS | {"centre": centre.code, "year": str(semester.year)} | wrong

    response = client.post(reverse("enrolment:register"), answers)

    assert response.status_code == status
    assert not Registration.objects.exists()
    assert not RegulationAcceptance.objects.exists()


def test_a_learner_pauses(client: Client, registration: Registration) -> None:
    client.post(reverse("enrolment:own_move", args=[registration.public_id, "pause"]))

    registration.refresh_from_db()
    assert registration.state == RegistrationState.PAUSED


def test_a_move_that_is_none_does_not_exist(client: Client, registration: Registration) -> None:
    url = reverse("enrolment:own_move", args=[registration.public_id, "pause"])

    assert client.get(url.replace("suspendre", "exploser")).status_code == 404


@pytest.mark.parametrize("name", ["own_move", "move"])
def test_the_english_address_that_a_move_had_leads_to_its_french_one(
    client: Client, registration: Registration, name: str
) -> None:
    url = reverse(f"enrolment:{name}", args=[registration.public_id, "pause"])

    former = client.get(url.replace("suspendre", "pause"))

    assert (former.status_code, former["Location"]) == (301, url)


# Documents


@pytest.mark.usefixtures("registration")
def test_regulations_are_read_and_accepted(client: Client) -> None:
    seed_regulations()
    url = reverse("enrolment:regulation", args=["exams", "1.0"])

    text = client.get(url, headers=ENGLISH).text
    client.post(url)
    page = client.get(reverse("enrolment:documents"), headers=ENGLISH).text

    assert "There are two sessions in which to earn a unit" in text
    assert page.count("accepted on") == 1
    assert page.count("in force since") == 1  # the other one, still to accept


@pytest.mark.parametrize("rows", [1, 3])
def test_documents_cost_the_same_however_many_years(
    client: Client,
    year: int,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
) -> None:
    person = make_learner()
    client.force_login(make_account(person))
    for ago in range(rows):
        make_registration(person=person, year=year - ago)

    with django_assert_num_queries(8):
        response = client.get(reverse("enrolment:documents"))

    assert response.text.count(".pdf") == rows


@pytest.mark.usefixtures("registration")
def test_a_regulation_that_is_none_does_not_exist(client: Client) -> None:
    assert client.get(reverse("enrolment:regulation", args=["exams", "9.9"])).status_code == 404


@pytest.mark.parametrize(("language", "title"), [("fr", "Certificat"), ("en", "Certificate")])
def test_the_certificate_is_an_archivable_accessible_pdf(
    client: Client, year: int, semester: Semester, language: str, title: str
) -> None:
    registration = make_registration(person=make_learner(language=language), year=year)
    enrolment = make_enrolment(registration=registration, offering=make_offering(semester=semester))
    client.force_login(make_account(registration.person))

    response = client.get(reverse("enrolment:certificate", args=[registration.public_id]))

    assert response.headers["Content-Type"] == "application/pdf"
    pdf = PdfReader(BytesIO(response.content))
    text = " ".join(page.extract_text() for page in pdf.pages)
    assert title in text
    assert registration.person.birth_name.upper() in text
    assert enrolment.offering.unit.code in text
    assert pdf.metadata is not None
    assert title in (pdf.metadata.title or "")
    said = pdf.xmp_metadata
    assert said is not None
    assert "<pdfaid:part>2</pdfaid:part>" in str(said.stream.get_data(), "utf-8")
    assert "<pdfuaid:part>1</pdfuaid:part>" in str(said.stream.get_data(), "utf-8")


def test_there_is_no_certificate_of_what_is_not_validated(client: Client, year: int) -> None:
    registration = make_registration(year=year, state=RegistrationState.REQUESTED)
    client.force_login(make_account(registration.person))

    url = reverse("enrolment:certificate", args=[registration.public_id])
    assert client.get(url).status_code == 404


# The desk


def test_the_office_prints_the_certificate_and_leaves_a_trace(client: Client, year: int) -> None:
    registration = make_registration(year=year)
    office = sign_in_office(client, registration.centre)

    client.get(reverse("enrolment:certificate", args=[registration.public_id]))

    look = Look.objects.get()
    assert (look.by, look.about) == (office.pk, registration.person_id)


def test_the_office_of_another_centre_sees_nothing(client: Client, year: int) -> None:
    registration = make_registration(year=year)
    sign_in_office(client, make_centre())

    for name in ("certificate", "transfer", "contract"):
        url = reverse(f"enrolment:{name}", args=[registration.public_id])
        assert client.get(url).status_code == 404
    for name in ("choose", "register_person"):
        url = reverse(f"enrolment:{name}", args=[registration.person.public_id])
        assert client.get(url).status_code == 404


def test_the_office_enrols_somebody(client: Client, year: int, semester: Semester) -> None:
    registration = make_registration(year=year)
    offering = make_offering(centre=registration.centre, semester=semester)
    sign_in_office(client, registration.centre)
    person = registration.person.public_id

    found = client.get(
        reverse("enrolment:choose", args=[person]), {"q": offering.unit.code[:4].lower()}
    )
    url = reverse("enrolment:enrol_person", args=[person, offering.public_id])
    response = client.post(url)

    assert url in found.text
    assert response.headers["Location"] == reverse("people:person", args=[person])
    assert registration.enrolments.get().state == "enrolled"


def test_the_office_validates_transfers_and_keeps_a_contract(client: Client, year: int) -> None:
    registration = make_registration(year=year, state=RegistrationState.REQUESTED)
    nevers = make_centre(name="Cnam Nevers")
    sign_in_office(client, registration.centre)
    public_id = registration.public_id

    client.post(reverse("enrolment:move", args=[public_id, "validate"]))
    client.post(
        reverse("enrolment:contract", args=[public_id]),
        {
            "kind": "apprenticeship",
            "employer": "Ateliers Roy",
            "mentor": "",
            "starts_on": f"{year}-09-01",
            "ends_on": f"{year + 1}-08-31",
        },
    )
    client.post(reverse("enrolment:transfer", args=[public_id]), {"to_centre": nevers.code})

    registration.refresh_from_db()
    assert (registration.state, registration.centre) == ("validated", nevers)
    assert registration.alternance_contract.ends_on == date(year + 1, 8, 31)


def test_the_office_sees_its_courses_and_decides(client: Client, semester: Semester) -> None:
    offering = make_offering(semester=semester, minimum=2)
    foreign = make_offering(semester=semester)
    enrolment = make_enrolment(offering=offering)
    sign_in_office(client, offering.centre)

    page = client.get(reverse("enrolment:offerings"), {"a-decider": "1"}).text
    client.post(reverse("enrolment:decide", args=[offering.public_id]))

    offering.refresh_from_db()
    enrolment.refresh_from_db()
    assert offering.unit.code in page
    assert foreign.unit.code not in page
    assert (offering.state, enrolment.state) == ("not_opened", "not_opened")


def test_a_decision_is_taken_once(client: Client, semester: Semester) -> None:
    offering = make_offering(semester=semester, state=OfferingState.OPEN)
    sign_in_office(client, offering.centre)

    response = client.post(reverse("enrolment:decide", args=[offering.public_id]) + "?ouvre=1")

    assert response.status_code == 422


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_courses_costs_the_same_however_long(
    client: Client,
    semester: Semester,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
) -> None:
    centre = make_centre()
    for _ in range(rows):
        make_enrolment(offering=make_offering(semester=semester, centre=centre))
    sign_in_office(client, centre)

    with django_assert_num_queries(9):
        response = client.get(reverse("enrolment:offerings"))

    assert response.text.count('<th scope="row">') == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_the_people_in_a_course_cost_the_same_however_many(
    client: Client,
    semester: Semester,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
) -> None:
    offering = make_offering(semester=semester)
    for _ in range(rows):
        make_enrolment(offering=offering)
    sign_in_office(client, offering.centre)

    with django_assert_num_queries(8):
        response = client.get(reverse("enrolment:offering", args=[offering.public_id]))

    assert response.text.count('<th scope="row">') == rows
    assert Look.objects.count() == rows


@pytest.mark.parametrize("name", ["offerings"])
@pytest.mark.usefixtures("registration")
def test_the_desk_is_not_for_learners(client: Client, name: str) -> None:
    assert client.get(reverse(f"enrolment:{name}")).status_code == 403


def test_the_page_of_a_person_shows_the_units_of_the_year(
    client: Client, year: int, semester: Semester
) -> None:
    registration = make_registration(year=year)
    offering = make_offering(semester=semester, capacity=1, minimum=1)
    make_enrolment(offering=offering)
    make_enrolment(registration=registration, offering=offering, state=EnrolmentState.WAITING)
    sign_in_office(client, registration.centre)

    url = reverse("people:person", args=[registration.person.public_id])
    page = client.get(url, headers=ENGLISH).text

    assert f"<b>{offering.unit.code}</b>" in page
    assert "Waiting list, 1st" in page
    assert reverse("enrolment:choose", args=[registration.person.public_id]) in page
