from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils.timezone import localdate, now

from gregoire.catalogue.models import Offering
from gregoire.correspondence.audiences import Audience, audience_named, audiences_offered
from gregoire.correspondence.models import (
    AddressTask,
    Announcement,
    Delivery,
    Notice,
    Preference,
)
from gregoire.correspondence.operations import announcements
from gregoire.correspondence.operations.announcements import (
    Words,
    recall_announcement,
    rewrite_announcement,
    send_announcement,
    write_announcement,
)
from gregoire.correspondence.rules import (
    AnnouncementRefusal,
    AnnouncementState,
    AudienceKind,
    DeliveryState,
    MailRhythm,
    MessageRefusal,
)
from gregoire.framework.actors import SYSTEM, Actor, Post, Role
from gregoire.framework.models import OutgoingMail
from gregoire.kernel.refusals import RefusedError
from gregoire.kernel.years import AcademicYear
from gregoire.network.models import Centre
from gregoire.people.models import Person
from gregoire.people.wording import ROLES
from tests.makers.enrolment import (
    make_enrolment,
    make_offering,
    make_programme,
    make_registration,
)
from tests.makers.network import make_centre
from tests.makers.people import acting, appoint, make_person
from tests.support.jobs import work_off_jobs
from tests.support.smtp import Letterbox, letterbox

pytestmark = pytest.mark.django_db
CLOSED = Words("Centre fermé lundi", "Le centre est fermé lundi. Les cours en ligne ont lieu.")


@pytest.fixture(scope="module")
def letters_taken() -> Iterator[Letterbox]:
    with letterbox() as box:
        yield box


@pytest.fixture(autouse=True)
def _a_mail_server(letters_taken: Letterbox, settings: LazySettings) -> None:
    letters_taken.taken.clear()
    settings.GREGOIRE_SMTP_URL = letters_taken.url


def office_of(centre: Centre) -> Actor:
    return acting(make_person(), Role.SCHOOLING, at=centre)


def make_learners(offering: Offering, count: int = 3) -> list[Person]:
    year = AcademicYear.of(localdate()).start
    people = []
    for _ in range(count):
        registration = make_registration(centre=offering.centre, year=year)
        make_enrolment(registration=registration, offering=offering)
        people.append(registration.person)
    return people


def public_of(offering: Offering) -> Audience:
    found = audience_named(f"offering:{offering.public_id}", today=localdate())
    assert found is not None
    return found


def make_announcement(offering: Offering, words: Words = CLOSED) -> Announcement:
    audience = public_of(offering)
    return write_announcement(by=office_of(offering.centre), audience=audience, words=words)


def send(announcement: Announcement, *, hours: float = 0) -> Announcement:
    at = now() + timedelta(hours=hours) if hours else None
    return send_announcement(by=SYSTEM, announcement=announcement, at=at)


def test_a_draft_counts_its_people_and_tells_nobody() -> None:
    offering = make_offering()
    make_learners(offering, 3)

    announcement = make_announcement(offering)

    assert (announcement.counted, announcement.state) == (3, AnnouncementState.DRAFT)
    assert not Notice.objects.exists()


def test_everybody_of_the_public_is_told_once_in_the_campus_and_by_mail(
    letters_taken: Letterbox,
) -> None:
    offering = make_offering()
    learners = make_learners(offering, 3)
    make_registration(centre=offering.centre)  # of the centre, not of the course

    announcement = send(make_announcement(offering))
    work_off_jobs()

    announcement.refresh_from_db()
    told = Notice.objects.filter(announcement=announcement)
    assert announcement.state == AnnouncementState.SENT
    assert set(told.values_list("person", flat=True)) == {learner.pk for learner in learners}
    assert sorted(mail["To"] for mail in letters_taken.taken) == sorted(
        learner.mail for learner in learners
    )
    assert {mail.priority for mail in OutgoingMail.objects.all()} == {OutgoingMail.Priority.BULK}


def test_who_wants_no_announcements_by_mail_reads_them_in_the_campus() -> None:
    offering = make_offering()
    silent, other = make_learners(offering, 2)
    Preference.objects.create(person=silent, announcements_by_mail=False)

    send(make_announcement(offering))
    work_off_jobs()

    assert Notice.objects.filter(person=silent).count() == 1
    assert [mail.recipients for mail in OutgoingMail.objects.all()] == [[other.mail]]


def test_who_reads_digests_is_left_to_their_hour() -> None:
    offering = make_offering()
    digest, other = make_learners(offering, 2)
    Preference.objects.create(person=digest, rhythm=MailRhythm.DAILY)

    announcement = send(make_announcement(offering))
    work_off_jobs()

    announcement.refresh_from_db()
    late = Delivery.objects.get(notice__person=digest)
    assert announcement.enqueued_at is not None
    assert (late.mail, late.state) == (None, DeliveryState.QUEUED)
    assert late.due_at > announcement.enqueued_at
    assert Delivery.objects.get(notice__person=other).mail is not None


def test_an_address_that_would_inject_headers_stops_nobody_elses_mail() -> None:
    offering = make_offering()
    wrong, other = make_learners(offering, 2)
    Person.objects.filter(pk=wrong.pk).update(mail="a@example.org\nBcc: all@example.org")

    send(make_announcement(offering))
    work_off_jobs()

    assert [mail.recipients for mail in OutgoingMail.objects.all()] == [[other.mail]]
    assert Delivery.objects.get(notice__person=wrong).state == DeliveryState.BOUNCED


def test_an_address_known_not_to_work_is_not_tried_again() -> None:
    offering = make_offering()
    (gone,) = make_learners(offering, 1)
    AddressTask.objects.create(
        person=gone, centre=offering.centre, address=gone.mail, why="550 unknown"
    )

    send(make_announcement(offering))
    work_off_jobs()

    assert Notice.objects.get().person == gone
    assert not Delivery.objects.exists()


def test_an_urgent_announcement_is_mailed_whatever_is_preferred_and_before_the_others() -> None:
    offering = make_offering()
    (silent,) = make_learners(offering, 1)
    Preference.objects.create(person=silent, announcements_by_mail=False)

    send(make_announcement(offering, Words("Alerte", "Ne venez pas.", is_urgent=True)))
    work_off_jobs()

    mail = OutgoingMail.objects.get()
    assert mail.recipients == [silent.mail]
    assert mail.priority > OutgoingMail.Priority.BULK
    assert b"List-Unsubscribe" not in bytes(mail.raw)  # it stops none that press


def test_people_read_it_in_their_language_where_it_was_written_in_both() -> None:
    offering = make_offering()
    french, english = make_learners(offering, 2)
    Person.objects.filter(pk=french.pk).update(language="fr")

    send(make_announcement(offering, Words("Fermé", "Lundi.", "Closed", "On Monday.")))
    work_off_jobs()

    subjects = {mail.recipients[0]: mail.subject for mail in OutgoingMail.objects.all()}
    assert subjects == {french.mail: "Fermé", english.mail: "Closed"}


def test_html_in_an_announcement_is_text() -> None:
    offering = make_offering()
    make_learners(offering, 1)

    send(make_announcement(offering, Words("Fermé", "<script>alert(1)</script>")))
    work_off_jobs()

    raw = bytes(OutgoingMail.objects.get().raw).decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in raw.partition("text/html")[2]


def test_a_line_end_in_the_subject_makes_no_header() -> None:
    offering = make_offering()
    make_learners(offering, 1)

    send(make_announcement(offering, Words("Fermé\r\nBcc: all@example.org", "Lundi.")))
    work_off_jobs()

    mail = OutgoingMail.objects.get()
    assert mail.subject == "Fermé Bcc: all@example.org"
    assert b"\r\nBcc:" not in bytes(mail.raw)


def test_at_its_instant_it_goes_to_those_who_are_there_by_then() -> None:
    offering = make_offering()
    make_learners(offering, 1)
    announcement = send(make_announcement(offering), hours=3)
    (late,) = make_learners(offering, 1)

    waiting = announcement.state
    due = _scheduled_at()
    work_off_jobs()

    assert waiting == AnnouncementState.SCHEDULED
    assert due == announcement.send_at
    assert Notice.objects.filter(person=late).exists()


def _scheduled_at() -> object:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT scheduled_at FROM procrastinate_jobs WHERE task_name = %s",
            [announcements.ENQUEUE],
        )
        (at,) = cursor.fetchone()
    return at


def test_what_is_scheduled_is_recalled_whole() -> None:
    offering = make_offering()
    make_learners(offering, 3)
    announcement = send(make_announcement(offering), hours=3)

    recall = recall_announcement(by=SYSTEM, announcement=announcement)
    work_off_jobs()

    assert (recall.recalled, recall.had_left) == (3, 0)
    assert not Notice.objects.exists()


def test_halfway_what_has_not_left_is_recalled_and_the_rest_is_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(announcements, "BATCH", 2)
    offering = make_offering()
    make_learners(offering, 5)
    announcement = send(make_announcement(offering))
    announcements.enqueue_announcement(by=SYSTEM, announcement=announcement)
    announcements.carry_announcement(by=SYSTEM, announcement=announcement)

    recall = recall_announcement(by=SYSTEM, announcement=announcement)
    work_off_jobs()

    assert (recall.recalled, recall.had_left) == (3, 2)
    assert OutgoingMail.objects.count() == 2
    assert Notice.objects.filter(recalled_at=None).count() == 2


def test_who_has_opened_it_in_the_campus_keeps_it() -> None:
    offering = make_offering()
    reader, _other = make_learners(offering, 2)
    announcement = send(make_announcement(offering))
    announcements.enqueue_announcement(by=SYSTEM, announcement=announcement)
    Notice.objects.filter(person=reader).update(opened_at=now())

    recall = recall_announcement(by=SYSTEM, announcement=announcement)

    assert (recall.recalled, recall.had_left) == (1, 1)


def test_when_everything_has_left_nothing_is_recalled() -> None:
    offering = make_offering()
    make_learners(offering, 1)
    announcement = send(make_announcement(offering))
    work_off_jobs()

    with pytest.raises(RefusedError) as refused:
        recall_announcement(by=SYSTEM, announcement=announcement)

    assert refused.value.reason is AnnouncementRefusal.NOTHING_TO_RECALL


def test_jobs_run_twice_write_nobody_twice() -> None:
    offering = make_offering()
    make_learners(offering, 3)
    announcement = send(make_announcement(offering))

    for _ in range(2):
        announcements.enqueue_announcement(by=SYSTEM, announcement=announcement)
        work_off_jobs()

    assert Notice.objects.count() == Delivery.objects.count() == OutgoingMail.objects.count() == 3


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (Words("", "Text"), MessageRefusal.NO_SUBJECT),
        (Words("Subject", " \n "), MessageRefusal.NO_TEXT),
        (Words("x" * 151, "Text"), MessageRefusal.SUBJECT_TOO_LONG),
        (Words("Subject", "x" * 5001), MessageRefusal.TEXT_TOO_LONG),
        (Words("Sujet", "Texte", "Subject", ""), AnnouncementRefusal.HALF_IN_ENGLISH),
        (Words("Sujet", "Texte", "Subject", "x" * 5001), MessageRefusal.TEXT_TOO_LONG),
    ],
)
def test_words_that_cannot_be_sent_are_refused(words: Words, reason: object) -> None:
    offering = make_offering()
    make_learners(offering, 1)

    with pytest.raises(RefusedError) as refused:
        make_announcement(offering, words)

    assert refused.value.reason is reason


def test_nobody_is_no_public() -> None:
    with pytest.raises(RefusedError) as refused:
        make_announcement(make_offering())

    assert refused.value.reason is AnnouncementRefusal.NOBODY_THERE


@pytest.mark.parametrize(
    ("hours", "reason"),
    [(-1, AnnouncementRefusal.IN_THE_PAST), (24 * 400, AnnouncementRefusal.TOO_FAR)],
)
def test_an_instant_that_cannot_be_is_refused(hours: int, reason: object) -> None:
    offering = make_offering()
    make_learners(offering, 1)
    announcement = make_announcement(offering)

    with pytest.raises(RefusedError) as refused:
        send(announcement, hours=hours)

    assert refused.value.reason is reason


def test_what_was_sent_is_not_rewritten() -> None:
    offering = make_offering()
    make_learners(offering, 1)
    announcement = send(make_announcement(offering))

    with pytest.raises(RefusedError) as refused:
        rewrite_announcement(by=SYSTEM, announcement=announcement, words=CLOSED)

    assert refused.value.reason is AnnouncementRefusal.NOT_A_DRAFT


def test_an_office_writes_to_its_own_centre_only() -> None:
    offering, elsewhere = make_offering(), make_centre()
    make_learners(offering, 1)

    with pytest.raises(PermissionDenied):
        write_announcement(by=office_of(elsewhere), audience=public_of(offering), words=CLOSED)


def test_only_who_administers_the_network_writes_to_all_of_it() -> None:
    centre = make_centre()
    make_registration(centre=centre, year=AcademicYear.of(localdate()).start)
    whole = audience_named("centre:*", today=localdate())
    assert whole is not None
    national = acting(make_person(), Role.ADMINISTRATOR, at=centre, everywhere=True)

    with pytest.raises(PermissionDenied):
        write_announcement(by=office_of(centre), audience=whole, words=CLOSED)

    assert write_announcement(by=national, audience=whole, words=CLOSED).counted == 1


def test_publics_are_those_of_this_year_of_the_centre_and_of_those_below_it() -> None:
    region = make_centre(name="Cnam Bourgogne")
    town = make_centre(name="Cnam Dijon", parent=region)
    year = AcademicYear.of(localdate()).start
    programme = make_programme()
    here = make_registration(centre=town, year=year, programme=programme).person
    make_registration(centre=town, year=year - 1, programme=programme)
    make_registration(centre=make_centre(), year=year)
    teacher = appoint(make_person(), Role.TEACHER, at=town).person

    publics = {
        name: audience_named(name, today=localdate())
        for name in (
            f"centre:{region.code}",
            f"programme:{programme.code}@{region.pk}",
            f"role:teacher@{region.pk}",
        )
    }

    found = {name: list(public.people) for name, public in publics.items() if public}
    assert list(found.values()) == [[here], [here], [teacher]]


@pytest.mark.parametrize(
    "name", ["", "offering", "offering:nobody", "role:king@*", "role:teacher@x", "programme:X@*"]
)
def test_a_public_that_is_none_is_not_found(name: str) -> None:
    assert audience_named(name, today=localdate()) is None


def test_an_office_is_offered_the_publics_of_its_centre() -> None:
    centre = make_centre(name="Cnam Dijon")
    make_centre(name="Cnam Nantes")

    offered = audiences_offered(office_of(centre), "cnam")

    assert [one.label for _kind, group in offered for one in group] == ["Cnam Dijon"]


def test_an_office_of_several_centres_is_offered_the_publics_of_each() -> None:
    dijon, nantes = make_centre(name="Cnam Dijon"), make_centre(name="Cnam Nantes")
    for centre in (dijon, nantes):
        appoint(make_person(), Role.SCHOOLING, at=centre)
    office = Actor(1, frozenset(Post(Role.SCHOOLING, centre.pk) for centre in (dijon, nantes)))
    programme, elsewhere = make_programme(), make_programme()
    year = AcademicYear.of(localdate()).start
    below = make_centre(name="Cnam Saint-Nazaire", parent=nantes)
    make_registration(centre=dijon, year=year, programme=programme)
    make_registration(centre=below, year=year, programme=programme)
    make_registration(centre=make_centre(), year=year, programme=elsewhere)

    publics = dict(audiences_offered(office, ""))

    offered = [
        (one.label.split()[0], one.detail)
        for kind in (AudienceKind.PROGRAMME, AudienceKind.ROLE)
        for one in publics[kind]
    ]
    assert sorted(offered) == sorted(
        (what, where)
        for what in (programme.code, str(ROLES[Role.SCHOOLING]).split()[0])
        for where in ("Cnam Dijon", "Cnam Nantes")
    )


def test_a_worker_that_dies_in_the_middle_of_a_batch_repeats_nobody(
    monkeypatch: pytest.MonkeyPatch, letters_taken: Letterbox
) -> None:
    monkeypatch.setattr(announcements, "BATCH", 2)
    offering = make_offering()
    learners = make_learners(offering, 5)
    announcement = send(make_announcement(offering))
    announcements.enqueue_announcement(by=SYSTEM, announcement=announcement)
    announcements.carry_announcement(by=SYSTEM, announcement=announcement)
    with transaction.atomic():
        announcements.carry_announcement(by=SYSTEM, announcement=announcement)
        transaction.set_rollback(True)  # as if killed when its mails were not yet committed

    work_off_jobs()

    assert sorted(mail["To"] for mail in letters_taken.taken) == sorted(
        learner.mail for learner in learners
    )
