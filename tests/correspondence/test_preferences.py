"""When a person wants mail, and which: what they choose is what happens."""

from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.timezone import now

from gregoire.correspondence.models import Delivery, Preference
from gregoire.correspondence.operations import MailWishes, set_preferences, unsubscribe
from gregoire.correspondence.queries import zone_of
from gregoire.correspondence.rules import MailRhythm, PreferenceRefusal
from gregoire.enrolment.models import Registration
from gregoire.framework.models import JournalEntry
from gregoire.kernel.refusals import RefusedError
from gregoire.people.models import Person
from tests.makers.enrolment import make_registration
from tests.makers.network import make_centre
from tests.makers.people import acting, make_person
from tests.makers.saying import BY_LAW, REGULAR, URGENT, delivery_of, mails, tell

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")


def choose(person: Person, **wishes: object) -> Preference:
    return set_preferences(by=acting(person), person=person, wishes=MailWishes(**wishes))  # type: ignore[arg-type]  # of the maker's caller


def quiet_now() -> dict[str, time]:
    """Hours around this one, by the clock of Paris."""
    clock = now().astimezone(PARIS)
    return {
        "quiet_from": (clock - timedelta(hours=1)).time(),
        "quiet_until": (clock + timedelta(hours=3)).time(),
    }


def test_what_is_chosen_is_kept_and_changed_and_written_in_the_journal() -> None:
    person = make_person()

    choose(person, rhythm=MailRhythm.DAILY, quiet_from=time(22), quiet_until=time(7))
    choose(person, rhythm=MailRhythm.WEEKLY, time_zone="Pacific/Noumea")

    kept = Preference.objects.get(person=person)
    assert (kept.rhythm, kept.quiet_from, kept.time_zone) == ("weekly", None, "Pacific/Noumea")
    said = JournalEntry.objects.filter(operation="correspondence.set_preferences")
    assert said.count() == 2


@pytest.mark.parametrize(
    ("wishes", "refusal"),
    [
        ({"quiet_from": time(22)}, PreferenceRefusal.HALF_OF_QUIET_HOURS),
        (
            {"quiet_from": time(22), "quiet_until": time(22)},
            PreferenceRefusal.QUIET_HOURS_WITHOUT_LENGTH,
        ),
        ({"time_zone": "Europe/Lutèce"}, PreferenceRefusal.NO_SUCH_ZONE),
        ({"time_zone": "../../etc/passwd"}, PreferenceRefusal.NO_SUCH_ZONE),
    ],
)
def test_what_cannot_be_is_refused(wishes: dict[str, object], refusal: PreferenceRefusal) -> None:
    with pytest.raises(RefusedError) as refused:
        choose(make_person(), **wishes)

    assert refused.value.reason is refusal
    assert not Preference.objects.exists()


def test_nobody_chooses_for_another() -> None:
    with pytest.raises(PermissionDenied):
        set_preferences(by=acting(make_person()), person=make_person(), wishes=MailWishes())


@pytest.mark.parametrize("rhythm", [MailRhythm.DAILY, MailRhythm.WEEKLY])
def test_who_wants_a_digest_gets_the_mail_at_its_hour_and_the_notice_at_once(
    rhythm: MailRhythm,
) -> None:
    person = make_person()
    choose(person, rhythm=rhythm, time_zone="Europe/Paris")

    notice = tell(person)

    assert notice.due_at <= now()
    row = delivery_of(notice)
    leaves = row.due_at.astimezone(PARIS)
    assert (row.mail, leaves.time()) == (None, time(18))
    assert rhythm is MailRhythm.DAILY or leaves.weekday() == 0
    assert mails() == []


def test_quiet_hours_hold_mail_back_in_the_readers_own_zone() -> None:
    person = make_person()
    choose(person, **quiet_now(), time_zone="Europe/Paris")

    row = delivery_of(tell(person))

    assert row.mail is None
    until = Preference.objects.get().quiet_until
    assert row.due_at.astimezone(PARIS).time() == until


@pytest.mark.parametrize("kind", [URGENT, BY_LAW])
def test_urgent_and_legal_notices_leave_whatever_was_chosen(kind: object) -> None:
    person = make_person()
    choose(person, rhythm=MailRhythm.WEEKLY, **quiet_now(), announcements_by_mail=False)

    row = delivery_of(tell(person, kind))  # type: ignore[arg-type]  # a kind

    assert row.mail is not None


def test_a_new_choice_holds_for_what_already_waits() -> None:
    person = make_person()
    choose(person, rhythm=MailRhythm.WEEKLY)
    waiting = delivery_of(tell(person))
    later = now() + timedelta(days=400)
    held = delivery_of(tell(person, after=later))

    choose(person, rhythm=MailRhythm.AT_ONCE)

    rows = dict(Delivery.objects.order_by("pk").values_list("pk", "due_at"))
    assert rows[waiting.pk] <= now()
    assert rows[held.pk] == later


def test_unsubscribing_stops_announcements_and_nothing_else() -> None:
    person = make_person()

    unsubscribe(by=acting(person), person=person)
    unsubscribe(by=acting(person), person=person)

    assert not Preference.objects.get().announcements_by_mail
    assert delivery_of(tell(person)).mail is not None
    assert not tell(person, REGULAR).deliveries.exists()


def at_home(person: Person, zone: str) -> Registration:
    centre = make_centre()
    centre.time_zone = zone
    centre.save()
    return make_registration(person=person, centre=centre)


def test_a_zone_is_the_chosen_one_else_that_of_home_else_of_the_place_else_of_paris() -> None:
    person, elsewhere = make_person(), make_centre()
    elsewhere.time_zone = "America/Martinique"

    assert zone_of(person) == ZoneInfo("Europe/Paris")
    assert zone_of(person, elsewhere) == ZoneInfo("America/Martinique")
    at_home(person, "Indian/Reunion")
    assert zone_of(person, elsewhere) == ZoneInfo("Indian/Reunion")
    choose(person, time_zone="Pacific/Noumea")
    assert zone_of(person, elsewhere) == ZoneInfo("Pacific/Noumea")


def test_without_a_chosen_zone_a_digest_leaves_by_the_clock_of_home() -> None:
    person = make_person()
    at_home(person, "Indian/Reunion")
    choose(person, rhythm=MailRhythm.DAILY)

    leaves = delivery_of(tell(person)).due_at

    assert leaves.astimezone(ZoneInfo("Indian/Reunion")).time() == time(18)
