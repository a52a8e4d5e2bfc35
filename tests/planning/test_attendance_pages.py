"""The pages of attendance, hours and certificates, as a browser without scripts meets them."""

import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries

from gregoire.enrolment.models import Enrolment
from gregoire.framework.actors import Role
from gregoire.framework.models import Look
from gregoire.people.models import Person
from gregoire.planning.models import (
    AttendanceCheck,
    AttendanceEntry,
    ClassSession,
    HoursCertificate,
    LearningHours,
)
from gregoire.planning.queries.attendance import latest_entries
from gregoire.planning.rules.attendance import Presence
from gregoire.planning.rules.codes import code_at
from gregoire.planning.rules.sessions import Mode
from gregoire.planning.web import attendance, attendance_pages
from tests.makers.attendance import make_learners, record
from tests.makers.enrolment import make_enrolment, make_registration
from tests.makers.network import make_centre
from tests.makers.people import appoint, attach, make_account, make_person
from tests.makers.planning import TUESDAY_EVENING, make_session
from tests.support.jobs import work_off_jobs

pytestmark = pytest.mark.django_db
DRAWN = "M10 12L14 18L22 9L30 21L38 12L44 25L52 8L60 20"
LIST, CODE, SIGN, CERTIFICATES, HOURS = 8, 8, 8, 10, 6  # queries, whatever the number of rows


@pytest.fixture(autouse=True)
def _files_of_its_own(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.GREGOIRE_SIGNING = tmp_path / "signing"


def signed_in(person: Person, *, language: str = "en") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(make_account(person))
    return client


def text_of(page: bytes) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.decode()).split())


def class_now(*, mode: str = Mode.ON_SITE, learners: int = 2) -> tuple[ClassSession, Client]:
    """A class that begins at this instant, and its teacher, signed in."""
    teacher = make_person(first_names="Hélène")
    session = make_session(starts_at=now(), teacher=teacher, mode=mode)
    make_learners(session.offering, count=learners)
    return session, signed_in(teacher)


def at(name: str, session: ClassSession) -> str:
    return reverse(f"planning:{name}", args=[session.public_id])


def enrolled(session: ClassSession) -> list[Enrolment]:
    found = Enrolment.objects.filter(offering=session.offering)
    return list(found.select_related("registration__person").order_by("pk"))


def presences(session: ClassSession) -> list[str]:
    entries = latest_entries(session)
    return [entries[one.pk].presence if one.pk in entries else "" for one in enrolled(session)]


def test_a_list_is_saved_by_the_whole_form() -> None:
    session, teacher = class_now(learners=5)
    keys = [one.public_id for one in enrolled(session)]

    answer = teacher.post(
        at("attendance", session),
        {
            f"presence-{keys[0]}": "present",
            f"presence-{keys[1]}": "late",
            f"late-{keys[1]}": "12",
            f"presence-{keys[2]}": "excused",
            f"note-{keys[2]}": "Medical certificate",
            f"presence-{keys[3]}": "absent",
        },
        follow=True,
    )

    assert presences(session) == ["present", "late", "excused", "absent", ""]
    assert LearningHours.objects.get(entry__presence="late").minutes == 138
    said = text_of(answer.content)
    assert "Attendance is recorded." in said
    assert "Not marked 1" in said
    assert "Medical certificate" in said


def test_all_who_are_not_marked_are_present_at_once() -> None:
    session, teacher = class_now(learners=3)
    first = enrolled(session)[0]
    record(session, [first], Presence.ABSENT)

    teacher.post(at("attendance", session), {"everyone": "present"})

    assert presences(session) == ["absent", "present", "present"]


def test_one_tap_saves_one_row_and_gives_the_counts() -> None:
    session, teacher = class_now()
    key = enrolled(session)[0].public_id

    answer = teacher.post(
        at("attendance", session),
        {"row": key, f"presence-{key}": "present"},
        headers={"HX-Request": "true"},
    )

    page = answer.content.decode()
    assert presences(session) == ["present", ""]
    assert f'id="row-{key}"' in page
    assert 'hx-swap-oob="true"' in page
    assert "<html" not in page
    assert "recorded by Hélène Roy" in text_of(answer.content)


def test_a_tap_that_is_refused_says_why_in_its_row() -> None:
    session, teacher = class_now()
    key = enrolled(session)[0].public_id

    answer = teacher.post(
        at("attendance", session),
        {"row": key, f"presence-{key}": "late", f"late-{key}": "900"},
        headers={"HX-Request": "true"},
    )

    assert answer.status_code == 422
    assert "fewer than the 150 of the class" in text_of(answer.content)


def test_a_change_of_an_earlier_day_asks_for_its_reason() -> None:
    teacher = make_person()
    session = make_session(starts_at=now() - timedelta(days=3), teacher=teacher)
    (learner,) = make_learners(session.offering)
    record(session, [learner], now=session.starts_at)
    client, marked = signed_in(teacher), {f"presence-{learner.public_id}": "absent"}

    refused = client.post(at("attendance", session), marked)
    client.post(at("attendance", session), marked | {"reason": "Taken for another"})

    assert refused.status_code == 422
    assert "say why it is changed" in text_of(refused.content)
    assert presences(session) == ["absent"]
    assert AttendanceEntry.objects.get(presence="absent").note == "Taken for another"


def test_a_class_to_come_says_from_when_it_can_be_recorded() -> None:
    teacher = make_person()
    session = make_session(starts_at=now() + timedelta(hours=2), teacher=teacher)

    answer = signed_in(teacher).get(at("attendance", session))

    assert "recorded from 30 minutes before its hour" in text_of(answer.content)
    assert b"Save the list" not in answer.content


@pytest.mark.parametrize("page", ["attendance", "sheet", "sign", "code"])
def test_a_learner_and_a_stranger_find_no_list(page: str) -> None:
    session, _teacher = class_now()
    learner = enrolled(session)[0].registration.person

    for person in (learner, make_person()):
        assert signed_in(person).get(at(page, session)).status_code == 404


def test_the_sheet_is_a_pdf_with_the_names_and_a_page_for_guests() -> None:
    session, teacher = class_now()

    answer = teacher.get(at("sheet", session))

    reader = PdfReader(BytesIO(answer.content))
    pages = [page.extract_text() for page in reader.pages]
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "/StructTreeRoot" in reader.root_object
    assert all(one.registration.person.number in pages[0] for one in enrolled(session))
    assert "Guests" in pages[-1]


def test_one_learner_after_the_other_signs_on_the_screen() -> None:
    session, teacher = class_now()
    first, second = enrolled(session)

    begun = teacher.get(at("sign", session))
    teacher.post(at("sign", session), {"who": first.public_id, "signature": DRAWN, "typed": ""})
    going_on = teacher.get(at("sign", session))
    done = teacher.post(
        at("sign", session),
        {"who": second.public_id, "signature": "", "typed": "Camille Roy"},
        follow=True,
    )

    assert f'value="{first.public_id}"' in begun.content.decode()
    assert f'value="{second.public_id}"' in going_on.content.decode()
    assert DRAWN in going_on.content.decode()
    assert "Everybody has signed" in text_of(done.content)
    signatures = AttendanceEntry.objects.order_by("pk").values_list("signature", "evidence")
    assert list(signatures) == [(DRAWN, "tablet"), ("= Camille Roy", "tablet")]


def test_nothing_drawn_is_refused_on_the_screen() -> None:
    session, teacher = class_now()
    first = enrolled(session)[0]

    answer = teacher.post(at("sign", session), {"who": first.public_id})

    assert answer.status_code == 422
    assert "There is no signature yet" in text_of(answer.content)
    assert f'value="{first.public_id}"' in answer.content.decode()


def test_the_code_is_shown_and_renewed_and_entered_by_a_learner() -> None:
    session, teacher = class_now()
    learner = signed_in(enrolled(session)[0].registration.person)

    before = learner.get(at("check_in", session))
    teacher.post(at("code", session), {"open": "1"})
    shown = teacher.get(at("code", session), headers={"HX-Request": "true"})
    secret = bytes(AttendanceCheck.objects.get().secret)
    entered = learner.post(at("check_in", session), {"code": code_at(secret, now())}, follow=True)
    counted = teacher.get(at("code", session))

    assert "No code is taken for this class now" in text_of(before.content)
    assert "<html" not in shown.content.decode()
    assert re.search(r"load delay:\d+ms", shown.content.decode())
    assert "You are on the list of this class." in text_of(entered.content)
    assert "1 of 2 is on the list" in text_of(counted.content)
    assert presences(session) == ["present", ""]


def test_the_qr_code_leads_to_the_form_with_the_code_in_it() -> None:
    session, teacher = class_now()
    teacher.post(at("code", session), {"open": "1"})
    learner = signed_in(enrolled(session)[0].registration.person)

    page = learner.get(at("check_in", session), {"code": "123456"}).content.decode()

    assert 'value="123456"' in page
    assert not AttendanceEntry.objects.exists()


def test_who_follows_a_class_in_both_ways_says_which() -> None:
    session, teacher = class_now(mode=Mode.BOTH)
    teacher.post(at("code", session), {"open": "1"})
    learner = signed_in(enrolled(session)[0].registration.person)
    code = code_at(bytes(AttendanceCheck.objects.get().secret), now())

    learner.post(at("check_in", session), {"code": code, "place": "distant"})

    assert presences(session) == ["distant", ""]


def test_the_sixth_guess_of_a_minute_is_not_looked_at() -> None:
    session, teacher = class_now()
    teacher.post(at("code", session), {"open": "1"})
    learner = signed_in(enrolled(session)[0].registration.person)

    said = [
        text_of(learner.post(at("check_in", session), {"code": "000000"}).content) for _ in range(6)
    ]

    wrong = [text for text in said if "This is not the code of the class" in text]
    late = [text for text in said if "Too many codes were tried" in text]
    assert len(wrong) + len(late) == 6
    assert len(late) >= 1 or now().second < 2  # a new minute may have begun meanwhile


def test_who_does_not_follow_the_class_has_nothing_to_enter() -> None:
    session, teacher = class_now()

    assert teacher.get(at("check_in", session)).status_code == 404
    assert signed_in(make_person()).get(at("check_in", session)).status_code == 404


def test_a_closed_code_is_shown_no_more() -> None:
    session, teacher = class_now()
    teacher.post(at("code", session), {"open": "1"})

    teacher.post(at("code", session), {"close": "1"})

    assert "No code is shown" in text_of(teacher.get(at("code", session)).content)


def followed_in_october(count: int) -> tuple[ClassSession, Client]:
    """Learners with hours of October, and the office of their centre, signed in."""
    session = make_session()
    record(session, make_learners(session.offering, count=count))
    clerk = make_person()
    appoint(clerk, Role.SCHOOLING, at=session.centre)
    return session, signed_in(clerk)


def test_an_office_issues_one_certificate_then_all_that_are_due() -> None:
    session, office = followed_in_october(3)
    first = enrolled(session)[0].registration
    asked = {"centre": session.centre.code, "mois": "2026-10"}
    page = reverse("planning:certificates")

    office.post(page, asked | {"only": first.public_id})
    running = text_of(office.get(page, asked).content)
    work_off_jobs()
    office.post(page, asked)
    work_off_jobs()
    done = office.get(page, asked, headers={"HX-Request": "true"})

    assert "Certificates are being issued" in running
    issued = HoursCertificate.objects.order_by("pk").values_list("registration", flat=True)
    assert sorted(issued) == sorted(one.registration_id for one in enrolled(session))
    assert done.headers["HX-Refresh"] == "true"


def test_a_month_that_is_not_over_is_refused_in_words() -> None:
    session, office = followed_in_october(1)
    asked = {"centre": session.centre.code, "mois": f"{now():%Y-%m}"}

    shown = office.get(reverse("planning:certificates"), asked)
    refused = office.post(reverse("planning:certificates"), asked)

    assert "This month is not over" in text_of(shown.content)
    assert refused.status_code == 422


def test_an_office_of_several_centres_begins_where_there_are_hours() -> None:
    session, _ = followed_in_october(1)
    clerk = make_person()
    region = make_centre(name="Aquitaine")
    for centre in (region, make_centre(name="Agen", parent=region), session.centre):
        appoint(clerk, Role.SCHOOLING, at=centre)
    page, office = reverse("planning:certificates"), signed_in(clerk)

    with_hours = office.get(page, {"mois": "2026-10"}).content.decode()
    without = office.get(page, {"mois": "2026-08"}).content.decode()

    assert f'value="{session.centre.code}" selected' in with_hours
    assert f'value="{region.code}" selected' in without


def test_what_is_corrected_is_replaced_and_both_are_listed() -> None:
    session, office = followed_in_october(1)
    asked = {"centre": session.centre.code, "mois": "2026-10"}
    page = reverse("planning:certificates")
    office.post(page, asked)
    work_off_jobs()
    record(session, enrolled(session), Presence.LATE, late=10, reason="Came late", now=now())

    corrected = text_of(office.get(page, asked).content)
    office.post(page, asked)
    work_off_jobs()
    replaced = text_of(office.get(page, asked).content)

    assert "Corrected since" in corrected
    assert "Replaced certificates" in replaced
    assert HoursCertificate.objects.count() == 2


def test_a_learner_downloads_their_own_certificate_and_a_stranger_finds_none() -> None:
    session, office = followed_in_october(1)
    office.post(
        reverse("planning:certificates"), {"centre": session.centre.code, "mois": "2026-10"}
    )
    work_off_jobs()
    certificate = HoursCertificate.objects.get()
    person = enrolled(session)[0].registration.person
    address = reverse("planning:own_certificate", args=[certificate.public_id])
    learner = signed_in(person)

    listed = learner.get(reverse("planning:hours")).content.decode()
    own = learner.get(address).content
    looks_of_own = Look.objects.count()
    office.get(address)

    assert address in listed
    assert "2 h 30" in listed.replace("\N{NO-BREAK SPACE}", " ")
    assert own.startswith(b"%PDF")
    assert looks_of_own == 0
    assert Look.objects.get().about == person.pk
    assert signed_in(make_person()).get(address).status_code == 404


def test_who_holds_no_office_has_no_certificates_to_issue() -> None:
    person = make_person()
    session = make_session()
    attach(person, session.centre)

    assert signed_in(person).get(reverse("planning:certificates")).status_code == 403


def test_before_the_first_hours_the_page_says_how_they_come() -> None:
    page = signed_in(make_person()).get(reverse("planning:hours"))

    assert "No hours yet" in text_of(page.content)
    assert "No certificate yet" in text_of(page.content)


def test_a_long_list_is_leafed_through_and_searched_by_name(monkeypatch: Any) -> None:
    session, teacher = class_now(learners=3)
    monkeypatch.setattr(attendance_pages, "ROWS", 2)
    monkeypatch.setattr(attendance, "ROWS", 2)
    celik = make_registration(person=make_person(birth_name="Çelik"))
    make_enrolment(offering=session.offering, registration=celik)

    first = teacher.get(at("attendance", session)).text
    last = teacher.get(at("attendance", session), {"page": "2"}).text
    found = teacher.get(at("attendance", session), {"q": "cel"}).text
    teacher.post(f"{at('attendance', session)}?page=2", {"everyone": "present"})

    assert [page.count('class="p-row"') for page in (first, last, found)] == [2, 2, 1]
    assert "ÇELIK" in found
    assert presences(session) == ["present"] * 4


def test_what_was_said_before_stays_to_be_seen() -> None:
    session, teacher = class_now(learners=1)
    record(session, enrolled(session))
    record(session, enrolled(session), Presence.ABSENT, now=session.starts_at)

    said = text_of(teacher.get(at("attendance", session)).content)

    assert re.search("What was said before Present · The teacher’s word, recorded by", said)


@pytest.mark.parametrize("learners", [1, 3, 60])
def test_queries_do_not_grow_with_the_list(
    learners: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    session, teacher = class_now(learners=learners)
    record(session, enrolled(session))
    AttendanceCheck.objects.create(
        session=session, secret=b"s" * 20, opened_by_id=session.teacher_id or 0
    )

    with django_assert_num_queries(LIST):
        teacher.get(at("attendance", session))
    with django_assert_num_queries(CODE):
        teacher.get(at("code", session))
    with django_assert_num_queries(SIGN):
        teacher.get(at("sign", session))


@pytest.mark.parametrize("learners", [1, 3])
def test_queries_of_certificates_and_hours_do_not_grow(
    learners: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    session, office = followed_in_october(learners)
    for one in enrolled(session):
        for _ in range(learners):
            other = make_enrolment(registration=one.registration)
            later = TUESDAY_EVENING + timedelta(weeks=learners)
            record(make_session(offering=other.offering, starts_at=later), [other])
    learner = signed_in(enrolled(session)[0].registration.person)

    with django_assert_num_queries(CERTIFICATES):
        office.get(
            reverse("planning:certificates"), {"centre": session.centre.code, "mois": "2026-10"}
        )
    with django_assert_num_queries(HOURS):
        learner.get(reverse("planning:hours"))
