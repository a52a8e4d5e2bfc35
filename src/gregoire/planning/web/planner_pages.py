"""What the pages of the semester planner receive: one value, with nothing left to query."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.urls import reverse
from django.utils.timezone import now as the_present
from django.utils.translation import gettext as _

from gregoire.catalogue.models import Offering, Semester
from gregoire.network.models import Centre, Room
from gregoire.people.models import Person
from gregoire.planning.models import PlanRun
from gregoire.planning.queries.planner import Known
from gregoire.planning.queries.plans import need_of
from gregoire.planning.rules.plans import RunState, hours_for
from gregoire.planning.web.planner_words import (
    clock,
    hours_words,
    way_words,
    weekday_name,
    why_words,
)
from gregoire.planning.wording import plans as wording

HEATS: Final = 5
SILENT: Final = 60  # seconds without a word: the search is taken up, or has died
SECONDS: Final = (10, 60, 300)


@dataclass(frozen=True, slots=True)
class Asked:
    """The centre and the semester that the page is about, and those one can choose."""

    centres: Sequence[Centre]
    centre: Centre
    semesters: Sequence[Semester]
    semester: Semester

    @property
    def centre_choices(self) -> list[tuple[str, str]]:
        return [(one.code, one.name) for one in self.centres]

    @property
    def semester_choices(self) -> list[tuple[str, str]]:
        return [(key_of(one), semester_words(one)) for one in self.semesters]

    @property
    def semester_key(self) -> str:
        return key_of(self.semester)

    @property
    def semester_name(self) -> str:
        return semester_words(self.semester)

    @property
    def query(self) -> str:
        return f"?centre={self.centre.code}&semestre={self.semester_key}"


def key_of(semester: Semester) -> str:
    return f"{semester.year}-{semester.number}"


def semester_words(semester: Semester) -> str:
    said = {"number": semester.number, "year": str(semester.academic_year)}
    return _("Semester %(number)s of %(year)s") % said


@dataclass(frozen=True, slots=True)
class RunShown:
    """A run as the page shows it."""

    run: PlanRun

    @property
    def address(self) -> str:
        """The page of the semester that it is about."""
        query = f"?centre={self.run.centre.code}&semestre={key_of(self.run.semester)}"
        return reverse("planning:semester") + query

    @property
    def is_running(self) -> bool:
        return self.run.state in {RunState.QUEUED, RunState.RUNNING}

    @property
    def is_stopping(self) -> bool:
        return self.is_running and self.run.stop_asked_at is not None

    @property
    def is_silent(self) -> bool:
        told = self.run.progress.get("told_at")
        silence = the_present().timestamp() - told if told else 0
        return self.run.state == RunState.RUNNING and silence > SILENT

    @property
    def state(self) -> str:
        return str(wording.STATES[RunState(self.run.state)])

    @property
    def phase(self) -> str:
        return str(wording.PHASES.get(self.run.progress.get("phase", ""), ""))

    @property
    def elapsed(self) -> int:
        return min(int(self.run.progress.get("seconds", 0)), self.run.seconds)

    @property
    def how_far(self) -> str:
        progress = self.run.progress
        if not progress:
            return self.state
        said = _("%(placed)s of %(demands)s placed, %(collisions)s collisions")
        return str(said % progress)

    @property
    def figures(self) -> Mapping[str, Any]:
        return dict(self.run.proposal.get("figures", {}))

    @property
    def has_proposal(self) -> bool:
        return not self.is_running and bool(self.run.proposal.get("placed"))

    @property
    def is_publishable(self) -> bool:
        ready = self.run.state in {RunState.PROPOSED, RunState.FAILED}
        return ready and bool(self.new or self.moving)

    @property
    def is_pinnable(self) -> bool:
        """Whether a course can be pinned: what is published, too, moves to where it is pinned."""
        return self.run.state in {RunState.PROPOSED, RunState.FAILED, RunState.PUBLISHED}

    @property
    def new(self) -> int:
        return sum(not row["published"] for row in self.run.proposal.get("placed", ()))

    @property
    def moving(self) -> int:
        return sum(bool(row["moved"]) for row in self.run.proposal.get("placed", ()))

    @property
    def kept(self) -> int:
        rows = self.run.proposal.get("placed", ())
        return sum(bool(row["published"] and not row["moved"]) for row in rows)

    @property
    def pins(self) -> int:
        return len(self.run.wishes.get("pins", {}))

    @property
    def left_count(self) -> int:
        return len(self.run.proposal.get("left", ()))

    @property
    def colliding(self) -> int:
        rows = self.run.proposal.get("clashes", ())
        return len({person for row in rows for person in row["people"]})

    @property
    def verdict(self) -> str:
        """What is proved of the plan, in a sentence."""
        figures = self.figures
        if figures.get("proved"):
            return (
                _("No plan avoids these collisions: it is proved.")
                if figures["collisions"]
                else _("Nobody has to be in two places, and all that can be placed is.")
            )
        if not figures.get("collisions"):
            return _(
                "Nobody has to be in two places. Whether more could be placed, or fewer moved, is not "
                "proved."
            )
        return _(
            "It is proved that every plan which places everything has at least %(bound)s collisions. "
            "A longer search may come nearer to that."
        ) % {"bound": figures.get("bound", 0)}


@dataclass(frozen=True, slots=True)
class LeftRow:
    """An offering without a place, why, and the ways out."""

    offering: Offering
    why: str
    ways: Sequence[str]
    pins: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class SavingRow:
    offering: Offering
    way: str


@dataclass(frozen=True, slots=True)
class SemesterPage:
    asked: Asked
    known: Known
    run: RunShown | None
    left: Sequence[LeftRow] = ()
    savings: Sequence[SavingRow] = ()
    refusal: str = ""

    @property
    def seconds(self) -> list[tuple[str, str]]:
        words = {10: _("10 seconds"), 60: _("1 minute"), 300: _("5 minutes")}
        return [(str(one), words[one]) for one in SECONDS]

    @property
    def usual_seconds(self) -> str:
        return "10" if self.known.offerings < 250 else "300"  # noqa: PLR2004


def left_rows(run: PlanRun, offerings: Mapping[int, Offering]) -> list[LeftRow]:
    return [
        LeftRow(
            offerings[row["offering"]],
            why_words(row["why"]),
            [way_words(way, offerings[row["offering"]], row["seats"]) for way in row["ways"]],
            pin_choices(offerings[row["offering"]]),
        )
        for row in run.proposal.get("left", ())
        if row["offering"] in offerings
    ]


def saving_rows(run: PlanRun, offerings: Mapping[int, Offering]) -> list[SavingRow]:
    return [
        SavingRow(
            offerings[row["offering"]], way_words(row, offerings[row["offering"]], row["seats"])
        )
        for row in run.proposal.get("savings", ())
        if row["offering"] in offerings
    ]


def pin_choices(offering: Offering) -> list[tuple[str, str]]:
    """The hours at which an offering could be pinned."""
    need = need_of(offering)
    return [
        (f"{day}-{starts}", hours_words([(day, starts, ends, -1 & 0xFFFF)]))
        for hours in hours_for(need.pattern, need.minutes)
        for day, starts, ends in hours.days[:1]
    ]


@dataclass(frozen=True, slots=True)
class Cell:
    """How full the rooms are on a weekday at some hours."""

    count: int
    rooms: int

    @property
    def heat(self) -> int:
        return min(HEATS, -(-self.count * HEATS // max(self.rooms, 1)))


@dataclass(frozen=True, slots=True)
class PlacedRow:
    offering: Offering
    room: Room | None
    hours: str
    what: str  # new, moved, kept
    pins: Sequence[tuple[str, str]]
    pin: str
    learners: int


@dataclass(frozen=True, slots=True)
class TimetablePage:
    """The proposal: how full each evening is, and a day's classes, hour after hour."""

    run: RunShown
    days: Sequence[tuple[int, str]]
    bands: Sequence[tuple[str, Sequence[Cell]]]
    day: int
    rows: Sequence[PlacedRow]
    rooms: int

    @property
    def day_name(self) -> str:
        return weekday_name(self.day)

    @property
    def tabs(self) -> list[tuple[int, str, str]]:
        return [(number, name, f"?jour={number}") for number, name in self.days]


DAYS: Final = range(1, 7)


def heat_map(run: PlanRun, rooms: int) -> list[tuple[str, list[Cell]]]:
    """For each band of hours and weekday, how many rooms are taken in the fullest week."""
    found: dict[tuple[int, int], dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row in run.proposal.get("placed", ()):
        for weekday, starts, ends, weeks in row["meetings"]:
            found[starts, ends][weekday].append(weeks)
    return [
        (
            f"{clock(starts)} – {clock(ends)}",
            [Cell(fullest(by_day.get(day, [])), rooms) for day in DAYS],
        )
        for (starts, ends), by_day in sorted(found.items())
    ]


def fullest(masks: Sequence[int]) -> int:
    """The most of these weeks that any one week has."""
    weeks = max((mask.bit_length() for mask in masks), default=0)
    return max((sum(mask >> week & 1 for mask in masks) for week in range(weeks)), default=0)


def placed_rows(
    run: PlanRun, day: int, offerings: Mapping[int, Offering], rooms: Mapping[int, Room]
) -> list[PlacedRow]:
    """The classes of a weekday, by hour and room."""
    rows = [row for row in run.proposal.get("placed", ()) if on_day(row, day)]
    rows.sort(key=lambda row: (row["meetings"][0][1], row["room"] or 0))
    return [
        PlacedRow(
            offering=offerings[row["offering"]],
            room=rooms.get(row["room"]),
            hours=hours_words([one for one in row["meetings"] if one[0] == day]),
            what=_what(row),
            pins=pin_choices(offerings[row["offering"]]),
            pin=f"{row['meetings'][0][0]}-{row['meetings'][0][1]}",
            learners=row["seats"],
        )
        for row in rows
        if row["offering"] in offerings
    ]


def on_day(row: Mapping[str, Any], day: int) -> bool:
    return any(meeting[0] == day for meeting in row["meetings"])


def _what(row: Mapping[str, Any]) -> str:
    if row["moved"]:
        return "moved"
    return "kept" if row["published"] else "new"


@dataclass(frozen=True, slots=True)
class ClashRow:
    """Two courses that meet, and whom it concerns; each with a group that would do, if any."""

    one: Offering
    other: Offering
    hours: str
    people: Sequence[tuple[Person, str]]


@dataclass(frozen=True, slots=True)
class ClashesPage:
    run: RunShown
    rows: Sequence[ClashRow]
    pages: Any
    people: int = 0


def clash_rows(
    rows: Sequence[Mapping[str, Any]],
    hours: Mapping[int, str],
    offerings: Mapping[int, Offering],
    people: Mapping[int, Person],
) -> list[ClashRow]:
    found = []
    for row in rows:
        instead = {person: (left, joined) for person, left, joined in row["instead"]}
        named = [
            (people[key], _instead(instead.get(key), offerings))
            for key in row["people"]
            if key in people
        ]
        one, other = offerings.get(row["one"]), offerings.get(row["other"])
        if one is not None and other is not None:
            found.append(ClashRow(one, other, hours.get(row["one"], ""), named))
    return found


def _instead(way: tuple[int, int] | None, offerings: Mapping[int, Offering]) -> str:
    if way is None or way[0] not in offerings or way[1] not in offerings:
        return ""
    joined = offerings[way[1]]
    said = {"unit": joined.unit.code, "group": joined.group}
    return _("group %(group)s of %(unit)s would suit") % said


@dataclass(frozen=True, slots=True)
class PublishPage:
    run: RunShown
    refusal: str = ""
    asked: Asked | None = field(default=None)
