from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now
from pytest_django import DjangoAssertNumQueries

from gregoire.catalogue.models import Offering
from gregoire.correspondence.models import Announcement
from gregoire.framework.actors import Role
from gregoire.framework.models import OutgoingMail
from gregoire.network.models import Centre
from tests.correspondence.test_announcements import make_announcement, make_learners, send
from tests.correspondence.test_pages import text_of
from tests.makers.enrolment import make_offering
from tests.makers.network import make_centre
from tests.makers.people import appoint, make_account, make_person
from tests.support.jobs import work_off_jobs
from tests.support.smtp import Letterbox, letterbox

pytestmark = pytest.mark.django_db
LIST = 7  # queries, whatever the number of announcements
HTMX = {"HX-Request": "true"}
WORDS = {"subject_fr": "Fermé lundi", "text_fr": "Le centre est <b>fermé</b>."}


@pytest.fixture(scope="module")
def server() -> Iterator[Letterbox]:
    with letterbox() as box:
        yield box


@pytest.fixture(autouse=True)
def _a_mail_server(server: Letterbox, settings: LazySettings) -> None:
    settings.GREGOIRE_SMTP_URL = server.url


def client_of(centre: Centre, role: Role = Role.SCHOOLING) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(make_account(appoint(make_person(), role, at=centre).person))
    return client


def make_course(count: int = 2) -> Offering:
    offering = make_offering()
    make_learners(offering, count)
    return offering


def at(name: str, announcement: Announcement) -> str:
    return reverse(f"correspondence:{name}", args=[announcement.public_id])


def test_an_office_writes_looks_over_and_sends() -> None:
    offering = make_course(2)
    client = client_of(offering.centre)
    write = f"{reverse('correspondence:write_announcement')}?to=offering:{offering.public_id}"

    asked = client.get(write)
    kept = client.post(write, WORDS)
    announcement = Announcement.objects.get()
    draft = client.get(kept.headers["Location"])
    sent = client.post(at("send_announcement", announcement), {"when": "now"})
    work_off_jobs()
    done = client.get(at("announcement", announcement))

    assert "2 persons" in text_of(asked.content)
    assert "Send to 2 persons" in text_of(draft.content)
    assert "Le centre est &lt;b&gt;fermé&lt;/b&gt;." in draft.content.decode()
    assert sent.headers["Location"] == at("announcement", announcement)
    assert "2 of 2 mails have left" in text_of(done.content)


def test_a_draft_is_rewritten() -> None:
    offering = make_course()
    announcement = make_announcement(offering)
    client = client_of(offering.centre)

    shown = client.get(at("rewrite_announcement", announcement))
    client.post(at("rewrite_announcement", announcement), WORDS)

    announcement.refresh_from_db()
    assert "Le centre est fermé lundi." in shown.content.decode()
    assert announcement.subject_fr == "Fermé lundi"


def test_what_cannot_be_sent_says_why_beside_its_field() -> None:
    offering = make_course()
    write = f"{reverse('correspondence:write_announcement')}?to=offering:{offering.public_id}"

    answer = client_of(offering.centre).post(write, WORDS | {"subject_en": "Closed"}, headers=HTMX)

    assert answer.status_code == 422
    assert "In English there is a subject without a text" in text_of(answer.content)
    assert 'href="#id_text_en"' in answer.content.decode()


def test_it_is_scheduled_on_the_clock_of_the_centre() -> None:
    offering = make_course()
    Centre.objects.filter(pk=offering.centre.pk).update(time_zone="Pacific/Noumea")
    announcement = make_announcement(offering)
    day = localdate() + timedelta(days=3)

    client_of(offering.centre).post(
        at("send_announcement", announcement), {"when": "later", "day": f"{day}T08:30"}
    )

    announcement.refresh_from_db()
    assert announcement.send_at == datetime(day.year, day.month, day.day, 8, 30, tzinfo=UTC) - (
        timedelta(hours=11)
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"when": "later"}, "Say on which day and at what hour."),
        ({"when": "later", "day": "2020-01-01T10:00"}, "This instant is past."),
        ({"when": "later", "day": "soon"}, "Enter a valid date/time."),
        ({}, "This field is required."),
    ],
)
def test_an_instant_that_cannot_be_is_said(typed: dict[str, str], said: str) -> None:
    offering = make_course()
    announcement = make_announcement(offering)

    answer = client_of(offering.centre).post(at("send_announcement", announcement), typed)

    assert answer.status_code == 422
    assert said in text_of(answer.content)


def test_an_hour_that_the_clocks_skip_is_said() -> None:
    offering = make_course()
    announcement = make_announcement(offering)
    march = next(
        day
        for day in (datetime(localdate().year + 1, 3, 25 + add, tzinfo=UTC) for add in range(7))
        if day.weekday() == 6
    )

    answer = client_of(offering.centre).post(
        at("send_announcement", announcement),
        {"when": "later", "day": f"{march:%Y-%m-%d}T02:30"},
    )

    assert "That night the clocks skip this hour." in text_of(answer.content)


def test_a_recall_says_how_many_had_left() -> None:
    offering = make_course(3)
    announcement = send(make_announcement(offering), hours=3)
    client = client_of(offering.centre)

    recalled = client.post(at("recall_announcement", announcement))
    page = client.get(recalled.headers["Location"])
    again = client.post(at("recall_announcement", announcement))
    work_off_jobs()

    assert "Recalled: it had left for nobody." in text_of(page.content)
    assert again.status_code == 422
    assert "Nothing is left to recall" in text_of(again.content)
    assert not OutgoingMail.objects.exists()


def test_the_progress_asks_again_until_it_is_over() -> None:
    offering = make_course()
    announcement = send(make_announcement(offering))
    client = client_of(offering.centre)

    going = client.get(at("announcement", announcement), headers=HTMX)
    work_off_jobs()
    over = client.get(at("announcement", announcement), headers=HTMX)

    assert 'hx-trigger="every 3s"' in going.content.decode()
    assert "HX-Refresh" not in going.headers
    assert over.headers["HX-Refresh"] == "true"


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_however_many_there_are(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    offering = make_course()
    for _ in range(count):
        make_announcement(offering)
    client = client_of(offering.centre)

    with django_assert_num_queries(LIST):
        page = client.get(reverse("correspondence:announcements"))

    assert text_of(page.content).count("Centre fermé lundi") == count


def test_publics_are_found_by_words() -> None:
    offering = make_course()
    client = client_of(offering.centre)
    choose = reverse("correspondence:choose_public")

    found = client.get(choose, {"q": offering.unit.code})
    nothing = client.get(choose, {"q": "zzzz"})

    assert f"offering%3A{offering.public_id}" in found.content.decode()
    assert "No public of that name" in text_of(nothing.content)


def test_another_centre_finds_nothing() -> None:
    offering = make_course()
    announcement = make_announcement(offering)
    stranger = client_of(make_centre())
    write = reverse("correspondence:write_announcement")

    for name in ("announcement", "rewrite_announcement"):
        assert stranger.get(at(name, announcement)).status_code == 404
    for name in ("send_announcement", "recall_announcement"):
        assert stranger.post(at(name, announcement)).status_code == 404
    for public in (f"offering:{offering.public_id}", "centre:*", "nothing", ""):
        assert stranger.get(write, {"to": public}).status_code == 404


def test_who_answers_messages_only_is_refused() -> None:
    adviser = client_of(make_centre(), Role.ADVISER)

    for name in ("announcements", "letters", "calls", "addresses"):
        assert adviser.get(reverse(f"correspondence:{name}")).status_code == 403


def test_an_opened_announcement_shows_in_its_progress() -> None:
    offering = make_course(2)
    announcement = send(make_announcement(offering))
    work_off_jobs()
    announcement.notices.order_by("pk").filter(pk=announcement.notices.earliest("pk").pk).update(
        opened_at=now()
    )

    page = client_of(offering.centre).get(at("announcement", announcement))

    assert "Opened there 1" in text_of(page.content)
