"""A unit's semester, from the office that plans it to the hours that an employer reads.

The office plans, the learner subscribes, the teacher cancels tonight's class, everybody is told
once, the class is made up, attendance is recorded, and last month's hours are certified.
"""

import io
import re
import time
import urllib.request
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Event
from playwright.sync_api import BrowserContext, Locator, Page, expect
from pypdf import PdfReader

from tests.journeys.conftest import PASSWORD, Campus
from tests.support.eyes import arrive, look_at, sign_in

LEARNER, TEACHER, CLERK = (
    f"{who}@demo.gregoire.example" for who in ("auditeur", "enseignant", "scolarite")
)
DIJON = ZoneInfo("Europe/Paris")
UNIT = "GDN100"
PATIENCE_S = 60
LENGTH = timedelta(minutes=15)
TONIGHT, NOW = "Atelier du soir", "Atelier"
REASON = "Un train en retard"


def a_while_from_now(minutes: int) -> datetime:
    """An hour on the wall of Dijon, at a minute at which the demo has no class of its own.

    A class ends on the day on which it starts: what would not waits for the day after.
    """
    there = datetime.now(DIJON) + timedelta(minutes=minutes)
    there = there.replace(second=0, microsecond=0) + timedelta(minutes=-there.minute % 5)
    there = there if there.minute % 30 else there + timedelta(minutes=5)
    late = there.date() != (there + LENGTH).date()
    return (there + LENGTH).replace(hour=0, minute=0) if late else there


def signed_in(context: BrowserContext, email: str) -> Page:
    """The page of somebody else: whoever was signed in leaves."""
    context.clear_cookies()
    page = context.pages[0]
    sign_in(page, email, PASSWORD)
    return page


def semester_of(page: Page) -> str:
    """The address where the office plans the unit."""
    page.goto(f"/gestion/offres/?q={UNIT}")
    page.locator("main a[href^='/gestion/offres/']", has_text="Management de projet").first.click()
    page.locator("main a[href*='/gestion/planning/offres/']").first.click()
    page.wait_for_url(re.compile("/gestion/planning/offres/"))
    return page.url


def add_class(page: Page, semester: str, title: str, starts: datetime) -> None:
    """One class more, of a quarter of an hour, in the first room that is large enough."""
    page.goto(f"{semester}seance/")
    page.fill("[name=day]", f"{starts:%Y-%m-%d}")
    page.fill("[name=starts]", f"{starts:%H:%M}")
    page.fill("[name=ends]", f"{starts + LENGTH:%H:%M}")
    page.fill("[name=title]", title)
    choose_a_room(page)
    page.locator("main form button.btn-primary").last.click()
    page.wait_for_url(re.compile(r"/gestion/planning/offres/[2-9a-z]+/$"))


def choose_a_room(page: Page) -> None:
    """The largest: rooms say their seats."""
    options = page.locator("[name=room] option").all_inner_texts()
    seats = [int(found[1]) if (found := re.search(r"(\d+) places", one)) else 0 for one in options]
    page.select_option("[name=room]", index=seats.index(max(seats)))


def events_of(address: str) -> dict[str, Event]:
    """What a calendar programme reads at an address, by the summary and the start of each event."""
    with urllib.request.urlopen(address, timeout=20) as answer:  # noqa: S310 -- our own campus
        calendar = Calendar.from_ical(answer.read())
    return {
        f"{event['summary']} {event.decoded('dtstart'):%Y-%m-%dT%H:%M}": event
        for event in calendar.events
    }


def event_at(address: str, starts: datetime) -> Event:
    (found,) = [
        event for name, event in events_of(address).items() if name.endswith(f"{starts:%Y-%m-%dT%H:%M}")
    ]  # fmt: skip
    return found


def subjects_to(campus: Campus, address: str, *words: str) -> list[str]:
    """Subjects of the mails that say all that, once there is one and no other has come after it."""
    until = time.monotonic() + PATIENCE_S
    found: list[str] = []
    while time.monotonic() < until:
        before, found = found, [
            subject
            for mail in campus.mail.mails_to(address)
            if all(word in (subject := " ".join(str(mail["Subject"]).split())) for word in words)
        ]  # fmt: skip
        if found and before == found:
            return found
        time.sleep(1)
    return found


def the_class(page: Page, about: str) -> Locator:
    """The link of the class that is about that, and about nothing more."""
    rows = page.locator("main li", has=page.get_by_text(about, exact=True))
    return rows.locator("a[href^='/planning/seances/']").first


def plan_by_rule(page: Page, semester: str) -> None:
    """Three Saturdays, with what the rule gives shown before anything is written."""
    page.goto(semester)
    look_at(page)
    today = datetime.now(DIJON).date()
    saturday = today + timedelta(days=7 + (5 - today.weekday()) % 7)
    for name, value in (
        ("first_day", f"{saturday:%Y-%m-%d}"),
        ("starts", "14:00"),
        ("ends", "16:00"),
        ("every", "1"),
        ("classes", "3"),
    ):
        page.fill(f"[name={name}]", value)
    page.select_option("[name=kind]", "saturday")
    choose_a_room(page)
    expect(page.locator("#seen")).to_contain_text("3 séances")
    page.get_by_role("button", name="Planifier ces séances").click()
    expect(page.locator("main table")).to_contain_text("14 h 00")


def subscribe(page: Page) -> str:
    """The learner takes an address; it is what their calendar reads."""
    arrive(page, "/planning/")
    expect(page.locator("main")).to_contain_text(TONIGHT)
    page.locator("form[action='/planning/adresse/'] button").first.click()
    address = page.locator("#feed-address")
    expect(address).to_have_value(re.compile(r"\.ics$"))
    return address.input_value()


def cancel_tonight(page: Page) -> None:
    """The teacher, from their own planning."""
    arrive(page, "/planning/")
    the_class(page, TONIGHT).click()
    look_at(page)
    page.locator("main a[href*='/annuler/']").first.click()
    page.fill("[name=reason]", REASON)
    look_at(page)
    page.locator("#form").get_by_role("button", name="Annuler la séance").click()
    page.wait_for_url(re.compile("/gestion/planning/changements/"))
    look_at(page)


def make_it_up(page: Page, semester: str) -> None:
    """The office, on the first date that suits."""
    page.goto(semester)
    page.locator("tr", has_text=REASON).locator("a[href$='/rattraper/']").first.click()
    page.locator("aside a[href*='?']").first.click()
    look_at(page)
    page.locator("#form button.btn-primary").click()
    page.wait_for_url(re.compile("/gestion/planning/changements/"))
    look_at(page)


def record_who_is_there(page: Page) -> None:
    """The teacher, of the class that is about to begin: everybody is."""
    page.goto("/planning/")
    the_class(page, NOW).click()
    page.locator("main a[href*='/gestion/presences/']").first.click()
    look_at(page)
    for box in page.locator("input[type=radio][value=present]").all():
        page.locator(f"label[for='{box.get_attribute('id')}']").click()
    page.get_by_role("button", name="Enregistrer la liste").click()
    page.wait_for_load_state()
    look_at(page)


def certify_last_month(page: Page) -> bool:
    """The office certifies the hours of the month before; False where there were none yet."""
    last = datetime.now(DIJON).date().replace(day=1) - timedelta(days=1)
    arrive(page, f"/gestion/attestations/?centre=dijon&mois={last:%Y-%m}")
    mine = page.locator("tr", has_text="Rossi")
    if not mine.count():
        return False
    mine.locator("button[name=only]").click()
    expect(
        page.locator("tr", has_text="Rossi").locator("a[href^='/planning/attest']")
    ).to_be_visible(timeout=30_000)
    look_at(page)
    return True


def read_certificate(page: Page) -> None:
    """The learner's own PDF: whole, signed, and theirs."""
    arrive(page, "/planning/heures/")
    address = page.locator("main a[href^='/planning/attestations/']").first.get_attribute("href")
    answer = page.context.request.get(address or "")
    said = "\n".join(one.extract_text() for one in PdfReader(io.BytesIO(answer.body())).pages)
    assert answer.headers["content-type"] == "application/pdf"
    assert "rossi" in said.lower()
    assert b"/ByteRange" in answer.body()  # signed


@pytest.mark.parametrize("width", [1280], indirect=True)
def test_a_semester_from_its_planning_to_its_hours(
    page: Page, campus: Campus, context: BrowserContext
) -> None:
    now, tonight = a_while_from_now(12), a_while_from_now(65)
    sign_in(page, CLERK, PASSWORD)
    arrive(page, "/gestion/planning/")
    semester = semester_of(page)
    plan_by_rule(page, semester)
    add_class(page, semester, NOW, now)
    add_class(page, semester, TONIGHT, tonight)

    feed = subscribe(signed_in(context, LEARNER))
    planned = event_at(feed, tonight)
    assert str(planned.get("status", "CONFIRMED")) == "CONFIRMED"

    cancel_tonight(signed_in(context, TEACHER))
    told = subjects_to(campus, LEARNER, "Annul", UNIT, f"{tonight.hour} h {tonight:%M}")
    assert len(told) == 1, [str(one["Subject"]) for one in campus.mail.mails_to(LEARNER)]
    cancelled = event_at(feed, tonight)
    assert str(cancelled["status"]) == "CANCELLED"
    assert int(str(cancelled["sequence"])) > int(str(planned.get("sequence", 0)))
    assert cancelled["uid"] == planned["uid"]

    page = signed_in(context, CLERK)
    arrive(page, "/gestion/appels/")
    expect(page.locator("main")).to_contain_text("Amina Rossi")
    before = len(events_of(feed))
    make_it_up(page, semester)
    assert len(events_of(feed)) == before + 1

    record_who_is_there(signed_in(context, TEACHER))
    page = signed_in(context, LEARNER)
    arrive(page, "/planning/heures/")
    expect(page.locator("main")).to_contain_text(UNIT)
    if certify_last_month(signed_in(context, CLERK)):
        read_certificate(signed_in(context, LEARNER))
