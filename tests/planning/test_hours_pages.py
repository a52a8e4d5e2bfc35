"""Where hours and their certificates are found: on one's own pages, and on that of a person."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from gregoire.enrolment.models import Enrolment
from gregoire.framework.actors import Role
from gregoire.framework.models import Look
from gregoire.kernel.years import AcademicYear
from gregoire.network.models import Centre
from gregoire.people.models import Person
from gregoire.planning.limits import UNKNOWN_NUMBERS, note_unknown
from gregoire.planning.models import HoursCertificate
from gregoire.planning.operations.certificates import certify_month
from gregoire.planning.rules.attendance import Presence
from tests.makers.attendance import IN_NOVEMBER, OCTOBER, make_learners, office_of, record
from tests.makers.enrolment import make_enrolment, make_registration
from tests.makers.network import make_centre
from tests.makers.people import appoint, attach, make_account, make_person
from tests.makers.planning import make_session

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files_of_its_own(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.GREGOIRE_SIGNING = tmp_path / "signing"


def signed_in(person: Person) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(make_account(person))
    return client


def clerk_of(centre: Centre) -> Client:
    clerk = make_person()
    appoint(clerk, Role.SCHOOLING, at=centre)
    return signed_in(clerk)


def text_of(page: bytes) -> str:
    words = re.sub(r"<[^>]+>", " ", page.decode()).replace("\N{NO-BREAK SPACE}", " ")
    return " ".join(words.split())


def corrected() -> Enrolment:
    """A learner said present on the day, and half an hour late a day later."""
    session = make_session()
    (enrolment,) = make_learners(session.offering)
    attach(enrolment.registration.person, session.centre)
    record(session, [enrolment])
    later = session.starts_at + timedelta(days=1)
    record(session, [enrolment], Presence.LATE, late=30, reason="Came at seven", now=later)
    return enrolment


def certified(enrolment: Enrolment, **when: Any) -> HoursCertificate:
    centre = enrolment.offering.centre
    asked = {"by": office_of(centre), "month": OCTOBER, "now": IN_NOVEMBER, **when}
    return certify_month(registration=enrolment.registration, centre=centre, **asked)


def test_a_correction_is_shown_as_the_counter_entry_that_it_is() -> None:
    enrolment = corrected()
    page = f"{reverse('planning:hours')}?mois=2026-10"

    said = text_of(signed_in(enrolment.registration.person).get(page).content)

    assert "October 2026, class by class" in said
    counted = re.findall(r"[+−]\d h \d\d", said)
    assert counted == ["+2 h 30", "−2 h 30", "+2 h 00"]
    assert "Taken back Correction, recorded by" in said
    assert "Came at seven" in said
    assert "In all 2 h 00" in said


def test_an_office_reads_the_hours_that_its_centre_taught_and_leaves_a_trace() -> None:
    enrolment = corrected()
    person = enrolment.registration.person
    elsewhere = make_centre()
    attach(person, elsewhere)
    page = f"{reverse('planning:person_hours', args=[person.public_id])}?mois=2026-10"

    there = text_of(clerk_of(elsewhere).get(page).content)
    here = text_of(clerk_of(enrolment.offering.centre).get(page).content)

    assert "In all 2 h 00" in here
    assert "No hours yet" in there
    assert Look.objects.filter(about=person.pk, page="planning.person_hours").count() == 2
    assert signed_in(make_person()).get(page).status_code == 404


def test_the_page_of_a_person_has_their_hours_and_last_certificates() -> None:
    session = make_session(starts_at=now())
    registration = make_registration(centre=session.centre, year=AcademicYear.of(localdate()).start)
    enrolment = make_enrolment(offering=session.offering, registration=registration)
    record(session, [enrolment])
    certificate = certified(enrolment, month=localdate(), now=now() + timedelta(days=32))
    person = registration.person

    page = clerk_of(session.centre).get(reverse("people:person", args=[person.public_id]))

    assert "In all 2 h 30 2 h 30" in text_of(page.content)
    assert reverse("planning:person_hours", args=[person.public_id]) in page.text
    assert reverse("planning:own_certificate", args=[certificate.public_id]) in page.text


def test_a_learner_finds_their_certificates_among_their_documents() -> None:
    enrolment = corrected()
    certificate = certified(enrolment)
    documents = reverse("enrolment:documents")

    own = signed_in(enrolment.registration.person).get(documents).text
    of_another = signed_in(make_person()).get(documents).text

    address = reverse("planning:own_certificate", args=[certificate.public_id])
    assert address in own
    assert address not in of_another
    assert "One stands here for each month" in of_another


def verified(number: str, *, address: str = "192.0.2.1") -> Any:
    client = Client(headers={"Accept-Language": "en"}, REMOTE_ADDR=address)
    return client.get(reverse("planning:verify", args=[number]))


def test_an_employer_learns_that_a_certificate_counts_and_no_name() -> None:
    enrolment = corrected()
    certificate = certified(enrolment)

    answer = verified(f"AH-2026-10-{certificate.public_id}".upper())

    said, person = text_of(answer.content), enrolment.registration.person
    assert "ours, and in force" in said
    assert "2 h 00" in said
    assert person.birth_name not in said
    assert person.number not in said
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer.headers["Cache-Control"]


def test_an_employer_learns_that_a_certificate_was_replaced_and_not_by_which() -> None:
    enrolment = corrected()
    first = certified(enrolment)
    record(
        enrolment.offering.sessions.get(),
        [enrolment],
        Presence.ABSENT,
        reason="Another",
        now=IN_NOVEMBER,
    )
    second = certified(enrolment)

    said = verified(f"AH-2026-10-{first.public_id}").text

    assert "it counts no more" in text_of(said.encode())
    assert second.public_id not in said


def test_numbers_that_do_not_exist_are_not_tried_for_long() -> None:
    good = f"AH-2026-10-{certified(corrected()).public_id}"
    for _ in range(UNKNOWN_NUMBERS - 1):
        note_unknown("192.0.2.1", now=now())

    of_another_month = verified(good.replace("-10-", "-09-")).status_code
    then = {verified("AH-2026-10-22222222222222").status_code for _ in range(2)}

    assert of_another_month == 404
    assert then == {429} or now().second < 2  # a new minute may have begun meanwhile
    assert verified(good, address="192.0.2.2").status_code == 200


def test_a_number_is_typed_as_people_type_it() -> None:
    typed = Client().get(reverse("planning:verify_number"), {"numero": " ah-2026-10-2345 6789"})

    assert typed.headers["Location"] == reverse("planning:verify", args=["ah-2026-10-23456789"])
