from datetime import UTC, datetime, timedelta
from itertools import count

from django.utils.timezone import now

from gregoire.catalogue.models import Offering, Semester
from gregoire.kernel.years import AcademicYear
from gregoire.network.models import Centre, Room
from gregoire.people.models import Person
from gregoire.planning.models import ClassSession
from gregoire.planning.rules.sessions import Mode
from tests.makers.enrolment import make_offering

_number = count(1)
TUESDAY_EVENING = datetime(2026, 10, 13, 16, 30, tzinfo=UTC)  # 18:30 in Paris


def make_room(centre: Centre, *, seats: int = 30, computers: int = 0) -> Room:
    name = f"R{next(_number)}"
    return Room.objects.create(centre=centre, name=name, seats=seats, computers=computers)


def make_session(
    *,
    offering: Offering | None = None,
    starts_at: datetime = TUESDAY_EVENING,
    hours: float = 2.5,
    room: Room | None = None,
    teacher: Person | None = None,
    mode: str = Mode.ON_SITE,
) -> ClassSession:
    """A planned class; in a new room of the offering's centre unless it is held online."""
    offering = offering or make_offering()
    if room is None and mode != Mode.ONLINE:
        room = make_room(offering.centre)
    return ClassSession.objects.create(
        offering=offering,
        centre=offering.centre,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=hours),
        mode=mode,
        room=room,
        teacher=teacher,
        link="" if mode == Mode.ON_SITE else "https://visio.example.org/class",
    )


def make_present_semester() -> Semester:
    """One whose teaching goes on now: from four weeks ago to sixteen weeks ahead."""
    today = now().date()
    semester, _ = Semester.objects.get_or_create(
        year=AcademicYear.of(today).start,
        number=2,
        defaults={
            "teaching_starts_on": today - timedelta(weeks=4),
            "teaching_ends_on": today + timedelta(weeks=16),
            "enrolment_opens_on": today - timedelta(weeks=12),
            "enrolment_closes_on": today + timedelta(weeks=2),
        },
    )
    return semester


def zone_of_morning() -> str:
    """A zone in which it is about ten in the morning now: the evening is still the same day."""
    ahead = (10 - now().hour + 12) % 24 - 12
    return f"Etc/GMT{-ahead:+d}"


def in_days(days: float, *, hours: float = 0) -> datetime:
    """An instant to come, on a whole minute."""
    return now().replace(second=0, microsecond=0) + timedelta(days=days, hours=hours)
