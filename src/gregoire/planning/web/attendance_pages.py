"""What the pages of attendance show."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.core.paginator import Page
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from gregoire.framework.formats import hour, moment
from gregoire.planning.models import AttendanceEntry, ClassSession, LearningHours
from gregoire.planning.queries.attendance import Counted, SheetLine, minutes_of
from gregoire.planning.rules.attendance import (
    FOLLOWED,
    LONGEST_SIGNATURE,
    TYPED,
    Evidence,
    Presence,
    length_of,
)
from gregoire.planning.rules.codes import STEP
from gregoire.planning.web.attendance_forms import CodeForm, MarksForm, SignForm
from gregoire.planning.wording.attendance import EVIDENCES, PRESENCES

KEYS = {
    Presence.PRESENT: "p",
    Presence.LATE: "r",
    Presence.DISTANT: "d",
    Presence.EXCUSED: "e",
    Presence.ABSENT: "a",
}
ROWS: Final = 100  # of a list on one page
USUAL_LATE = 15  # minutes, where the hour of the class says nothing


CHOICE: Final = (
    '<input type="radio" id="p-{0}-{1}" name="presence-{0}" value="{1}" data-key="{2}">'
    '<label for="p-{0}-{1}">{3}</label>'
)
CHOSEN: Final = CHOICE.replace(" data-key=", " checked data-key=")


@dataclass(frozen=True, slots=True)
class Row:
    """A learner on the list of a class."""

    line: SheetLine
    session: ClassSession
    error: str = ""

    @property
    def key(self) -> str:
        return self.line.enrolment.public_id

    @property
    def name(self) -> str:
        person = self.line.enrolment.registration.person
        return f"{(person.usage_name or person.birth_name).upper()} {person.first_names}"

    @property
    def centre(self) -> str:
        """Where the learner is registered, if elsewhere."""
        registration = self.line.enrolment.registration
        elsewhere = registration.centre_id != self.session.centre_id
        return registration.centre.name if elsewhere else ""

    @property
    def choices(self) -> SafeString:
        """Its five presences: a list may have sixty rows, so they are not drawn node by node."""
        said, key = self.line.entry.presence if self.line.entry else "", self.key
        return format_html_join(
            "",
            "{}",
            (
                (format_html(CHOSEN if said == one else CHOICE, key, one, letter, PRESENCES[one]),)
                for one, letter in KEYS.items()
            ),
        )

    @property
    def late(self) -> int | None:
        """The minutes that the learner came after the hour; None unless late."""
        entry = self.line.entry
        if entry is None or entry.presence != Presence.LATE:
            return None
        return minutes_of(self.session) - entry.minutes

    @property
    def note(self) -> str:
        entry = self.line.entry
        return entry.note if entry is not None else ""

    @property
    def said(self) -> str:
        """How it is known, who recorded it and when; empty while nothing is."""
        return said_of(self.line.entry, self.session) if self.line.entry else ""

    @property
    def earlier(self) -> list[str]:
        """What was said before, the latest first: it is overtaken, and stays to be seen."""
        return [
            f"{PRESENCES[Presence(entry.presence)]} · {said_of(entry, self.session)}"
            for entry in self.line.earlier
        ]


def said_of(entry: AttendanceEntry | LearningHours, session: ClassSession) -> str:
    """How it is known, who wrote it and when: the hour alone where it was on the day of the class."""
    at = localtime(entry.at, session.centre.zone)
    same_day = at.date() == localtime(session.starts_at, session.centre.zone).date()
    words = {
        "evidence": str(EVIDENCES[Evidence(entry.evidence)]),
        "name": entry.by.name if entry.by else "",
        "when": hour(at) if same_day else moment(at),
    }
    return _("%(evidence)s, recorded by %(name)s, %(when)s") % words


@dataclass(frozen=True, slots=True)
class Count:
    word: str
    number: int


@dataclass(frozen=True, slots=True)
class AttendancePage:
    """The list of a class, a leaf of it at a time, and what stands in the way of recording it."""

    session: ClassSession
    rows: list[Row]
    leaves: Page[int]
    words: str  # of the name that is looked for
    counted: Counted
    form: MarksForm
    refusal: str
    is_of_an_earlier_day: bool

    @property
    def counts(self) -> list[Count]:
        return counts_of(self.counted)

    @property
    def is_long(self) -> bool:
        return self.counted.listed > ROWS


def counts_of(counted: Counted) -> list[Count]:
    """How many are present, late…; those of whom nothing is said yet last."""
    said, unmarked = counted.said, counted.unmarked
    counts = [Count(str(PRESENCES[one]), said[one]) for one in Presence if said[one]]
    return [*counts, Count(_("Not marked"), unmarked)] if unmarked else counts


@dataclass(frozen=True, slots=True)
class RowPage:
    """One row after it was marked, and the counts of the list with it."""

    row: Row
    counts: list[Count]


def usual_late(session: ClassSession, now: datetime) -> int:
    """The minutes that are meant when none are typed: since the hour, while the class is on."""
    since = length_of(session.starts_at, now)
    return since if 0 < since < minutes_of(session) else min(USUAL_LATE, minutes_of(session) - 1)


@dataclass(frozen=True, slots=True)
class Signed:
    name: str
    key: str
    path: str  # what was drawn
    typed: str

    @property
    def has_signed(self) -> bool:
        return bool(self.path or self.typed)


@dataclass(frozen=True, slots=True)
class SignPage:
    """One learner after the other signs on the screen that is passed around."""

    session: ClassSession
    row: Row | None  # whose turn it is; None once everybody has signed
    after: str  # whose turn it is after that, by key
    people: list[Signed]
    form: SignForm

    @property
    def signed(self) -> int:
        return sum(one.has_signed for one in self.people)

    @property
    def longest(self) -> int:
        return LONGEST_SIGNATURE


def person_signing(session: ClassSession, line: SheetLine) -> Signed:
    """What a learner has drawn or typed; nothing of whoever was said absent since."""
    given = line.entry.signature if line.entry and line.entry.presence in FOLLOWED else ""
    row, is_typed = Row(line, session), given.startswith(TYPED)
    typed = given.removeprefix(TYPED) if is_typed else ""
    return Signed(row.name, row.key, path="" if is_typed else given, typed=typed)


@dataclass(frozen=True, slots=True)
class CodePage:
    """The code on the screen of a class, for a projector."""

    session: ClassSession
    code: str  # empty while no code is taken
    address: str  # what the QR code leads to
    path: str  # of the QR code, in modules
    size: int  # its modules, one way
    milliseconds: int  # until the code turns
    arrived: int
    listed: int
    refusal: str

    @property
    def halves(self) -> tuple[str, str]:
        return self.code[:3], self.code[3:]

    @property
    def seconds(self) -> int:
        return self.milliseconds // 1000

    @property
    def step(self) -> int:
        return STEP


@dataclass(frozen=True, slots=True)
class CheckInPage:
    """The learner's own: the code to enter, or what is known of their presence."""

    session: ClassSession
    form: CodeForm
    entry: AttendanceEntry | None
    is_open: bool

    @property
    def asks_where(self) -> bool:
        return "place" in self.form.fields

    @property
    def word(self) -> str:
        return str(PRESENCES[Presence(self.entry.presence)]) if self.entry else ""

    @property
    def said(self) -> str:
        return said_of(self.entry, self.session) if self.entry else ""

    @property
    def is_there(self) -> bool:
        return self.entry is not None and self.entry.presence in FOLLOWED
