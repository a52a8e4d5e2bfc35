"""One feed for each regional system: whoever reads anyone's feeds reads ours.

A person who is registered in one centre and taught in another stands in the feeds of both, as in
life: in the second with a registration that names the first as their administrative centre.
`hours` are those that were followed there, as attendance has counted them; empty where none were.
Parchments, decisions of recognition and open online courses are not in the database: no national
feed is written.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from django.utils import timezone

from gregoire.kernel.years import AcademicYear
from gregoire.observatory.exports import rows
from gregoire.observatory.exports.standing import Standing, centres_of_system, standings
from gregoire.observatory.feeds.schema import BY_NAME, MANIFEST
from gregoire.observatory.feeds.writing import write_manifest, write_table
from gregoire.observatory.places import centres
from gregoire.planning.queries.hours import hours_by_registration

Progress = Callable[[str, int, int], None]
HUNDREDTH: Final = Decimal("0.01")
EXPORTED: Final = ("persons", "registrations", "offerings", "enrolments")


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written of an academic year (by its first half): system → table → rows.

    `left_out`: rows that stand in no feed: those of centres that no published table has, by centre,
    and `enrolments` of their learners or in their offerings.
    """

    year: int
    systems: dict[str, dict[str, int]]
    left_out: dict[str, int]


@dataclass(slots=True)
class _Feed:
    """The rows of one system, table by table, and whom it knows already."""

    tables: dict[str, list[dict[str, Any]]] = field(
        default_factory=lambda: {name: [] for name in EXPORTED}
    )
    persons: set[int] = field(default_factory=set)


class _Year:
    """The rows of a year, told apart by system."""

    def __init__(self, year: AcademicYear) -> None:
        self.year = year
        self.standing = standings()
        self.people = dict(rows.persons(year.start))
        self.feeds: dict[str, _Feed] = defaultdict(_Feed)
        self.left_out: Counter[str] = Counter()
        self.registered: dict[int, rows.Registered] = {}
        self.offered: dict[int, tuple[Standing, dict[str, Any]]] = {}
        self.seconds: set[str] = set()  # keys of second registrations
        self.minutes: Counter[tuple[int, str]] = Counter()  # by registration and published centre
        for (registration, centre), minutes in hours_by_registration(year).items():
            self.minutes[registration, self.standing[centre].code] += minutes

    def registrations(self) -> None:
        for one in rows.registrations(self.year.start):
            if home := self._published(one.centre):
                self.registered[one.pk] = one
                self._register(home, one, key=f"R{one.pk}")

    def offerings(self) -> None:
        for pk, centre, relayed, columns in rows.offerings(self.year.start):
            if where := self._published(centre):
                columns["centre"] = where.code
                columns["relayed_from"] = "" if relayed is None else self.standing[relayed].code
                self.offered[pk] = (where, columns)
                self.feeds[where.system].tables["offerings"].append(columns)

    def enrolments(self) -> None:
        """In the feed of the system that teaches, on the registration that its centre holds."""
        for pk, registration, offering, tried in rows.enrolments(self.year.start):
            if registration not in self.registered or offering not in self.offered:
                self.left_out["enrolments"] += 1
                continue
            where, taught = self.offered[offering]
            same = ("offering", "centre", "unit", "level", "modality", "intec", "semester")
            row = {name: taught[name] for name in same} | {
                "enrolment": f"E{pk}",
                "registration": self._registration_at(where, self.registered[registration]),
                "sessions_sat": tried.sessions_sat,
                "mark": tried.mark,
                "outcome": tried.outcome,
            }
            self.feeds[where.system].tables["enrolments"].append(row)

    def _published(self, centre: int) -> Standing | None:
        """Where a centre stands; None (and counted) where no published table has its row."""
        where = self.standing[centre]
        if where.code in centres() and where.system in centres():
            return where
        self.left_out[where.code] += 1
        return None

    def _register(self, where: Standing, one: rows.Registered, *, key: str) -> None:
        feed = self.feeds[where.system]
        person = self.people[one.person]
        row = one.answers | {
            "registration": key,
            "person": person["person"],
            "centre": where.code,
            "year": str(self.year),
            "administrative_centre": self.standing[one.centre].code,
            "hours": self._hours(one.pk, where.code),
        }
        feed.tables["registrations"].append(row)
        if one.person not in feed.persons:
            feed.persons.add(one.person)
            feed.tables["persons"].append(person)

    def _hours(self, registration: int, centre: str) -> Decimal | None:
        minutes = self.minutes[registration, centre]
        return (Decimal(minutes) / 60).quantize(HUNDREDTH) if minutes else None

    def _registration_at(self, where: Standing, one: rows.Registered) -> str:
        """The key of their registration there, made the first time where it is not their own centre."""
        if where.code == self.standing[one.centre].code:
            return f"R{one.pk}"
        key = f"R{one.pk}-{where.code}"
        if key not in self.seconds:
            self.seconds.add(key)
            self._register(where, one, key=key)
        return key


def export(
    folder: Path, *, year: int | None, progress: Progress, produced_on: date | None = None
) -> Exported:
    """Write `<system>/<year>/` below `folder`, for each regional system that has anything to tell.

    `year`: the calendar year in which the academic year starts; None: the one under way.
    `produced_on`: today unless said; the feed is final once the year is over. `feed.json` is
    written last: where it stands, its feed is whole.
    """
    produced_on = produced_on or timezone.localdate()
    gathered = _Year(AcademicYear.of(produced_on) if year is None else AcademicYear(year))
    steps = (gathered.registrations, gathered.offerings, gathered.enrolments)
    for number, step in enumerate(steps):
        progress("reading", number, len(steps))
        step()
    progress("reading", len(steps), len(steps))
    written = {}
    for number, (system, feed) in enumerate(sorted(gathered.feeds.items())):
        progress("writing", number, len(gathered.feeds))
        place = folder / system / str(gathered.year)
        of_system = centres_of_system(system, gathered.standing)
        written[system] = _write(place, feed, gathered.year, of_system, produced_on)
    progress("writing", len(written), len(written))
    return Exported(
        gathered.year.start, systems=written, left_out=dict(sorted(gathered.left_out.items()))
    )


def _write(
    place: Path, feed: _Feed, year: AcademicYear, of_system: tuple[str, ...], produced_on: date
) -> dict[str, int]:
    (place / MANIFEST).unlink(missing_ok=True)
    counts = {}
    for table, found in feed.tables.items():
        names = [column.name for column in BY_NAME[table].columns]
        columns = {name: [row.get(name) for row in found] for name in names}
        counts[table] = write_table(place, BY_NAME[table], columns)
    write_manifest(
        place,
        system=place.parent.name,
        year=str(year),
        centres=of_system,
        produced_on=produced_on,
        status="final" if produced_on > year.last_day else "provisional",
        rows=counts,
    )
    return counts
