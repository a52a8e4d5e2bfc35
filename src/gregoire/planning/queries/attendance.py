"""Who is on the list of a class, and what is known of each."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Exists, OuterRef

from gregoire.enrolment.models import Enrolment
from gregoire.kernel.text import folded
from gregoire.planning.models import AttendanceCheck, AttendanceEntry, ClassSession, LearningHours
from gregoire.planning.queries.learners import learners_of
from gregoire.planning.rules.attendance import (
    FOLLOWED,
    Evidence,
    Known,
    Presence,
    length_of,
)

NAMES: Final = ("person__usage_name", "person__birth_name", "person__first_names")


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One learner of a class: the latest entry about them there, and those that it has overtaken."""

    enrolment: Enrolment
    entry: AttendanceEntry | None
    earlier: tuple[AttendanceEntry, ...] = ()

    @property
    def has_followed(self) -> bool:
        return self.entry is not None and self.entry.presence in FOLLOWED


def minutes_of(session: ClassSession) -> int:
    return length_of(session.starts_at, session.ends_at)


def known_of(entry: AttendanceEntry | None) -> Known | None:
    """What an entry says, as the rules read it."""
    if entry is None:
        return None
    return Known(
        Presence(entry.presence),
        entry.minutes,
        Evidence(entry.evidence),
        entry.signature,
        entry.note,
    )


def latest_entries(
    session: ClassSession, enrolments: Sequence[int] | None = None
) -> dict[int, AttendanceEntry]:
    """The entry that counts, by the key of the enrolment; of all learners, or of these."""
    entries = AttendanceEntry.objects.filter(session=session).select_related("by")
    if enrolments is not None:
        entries = entries.filter(enrolment__in=enrolments)
    latest = entries.order_by("enrolment", "-pk").distinct("enrolment")
    return {entry.enrolment_id: entry for entry in latest}


def listed_at(session: ClassSession, words: str = "") -> list[int]:
    """The keys of whoever is on the list of a class, in the order of names.

    Its learners, and whoever was once marked on it: somebody who has left the offering since stays
    on the lists of the classes that they followed. With `words`, those in whose names each of them
    begins a name.
    """
    learners = (
        learners_of(session)
        .order_by()
        .values_list("pk", *(f"registration__{one}" for one in NAMES))
    )
    marked = AttendanceEntry.objects.filter(session=session).order_by()
    names = learners.union(
        marked.values_list("enrolment", *(f"enrolment__registration__{one}" for one in NAMES))
    )
    named = sorted(
        (folded(usage or birth), folded(first), pk) for pk, usage, birth, first in set(names)
    )
    asked = folded(words).split()
    return [
        pk
        for family, first, pk in named
        if all(any(name.startswith(one) for name in f"{family} {first}".split()) for one in asked)
    ]


def lines_of(session: ClassSession, keys: Sequence[int]) -> list[SheetLine]:
    """The lines of these learners, in this order, with all that was ever said of them there."""
    entries: dict[int, list[AttendanceEntry]] = {}
    written = AttendanceEntry.objects.filter(session=session, enrolment__in=keys)
    for entry in written.select_related("by").order_by("-pk"):
        entries.setdefault(entry.enrolment_id, []).append(entry)
    listed = Enrolment.objects.select_related("registration__person", "registration__centre")
    found = listed.in_bulk(keys)
    return [_line(found[key], entries.get(key, [])) for key in keys]


def _line(enrolment: Enrolment, entries: Sequence[AttendanceEntry]) -> SheetLine:
    return SheetLine(enrolment, entries[0] if entries else None, tuple(entries[1:]))


def sheet_of(session: ClassSession) -> list[SheetLine]:
    """The whole list of a class, in the order of names."""
    return lines_of(session, listed_at(session))


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of a list are present, late…, and of how many nothing is said yet."""

    said: Counter[Presence]
    unmarked: int

    @property
    def arrived(self) -> int:
        return sum(self.said[one] for one in FOLLOWED)

    @property
    def listed(self) -> int:
        return self.said.total() + self.unmarked


def counted_of(lines: Sequence[SheetLine]) -> Counted:
    """The counts of a whole list that is loaded."""
    said = Counter(Presence(line.entry.presence) for line in lines if line.entry)
    return Counted(said, len(lines) - said.total())


def counted_at(session: ClassSession) -> Counted:
    """The counts of a class, of however many learners, without loading them."""
    entries = AttendanceEntry.objects.filter(session=session)
    latest = entries.order_by("enrolment", "-pk").distinct("enrolment").values("pk")
    said = entries.filter(pk__in=latest).order_by("presence").values_list("presence")
    is_marked = Exists(entries.filter(enrolment=OuterRef("pk")))
    return Counted(
        Counter({Presence(one): count for one, count in said.annotate(Count("pk"))}),
        learners_of(session).filter(~is_marked).count(),
    )


def line_of(session: ClassSession, public_id: str) -> SheetLine:
    """One learner of the list of a class; raises Enrolment.DoesNotExist if not on it."""
    key = Enrolment.objects.values_list("pk", flat=True).get(public_id=public_id)
    (line,) = lines_of(session, [key])
    if line.entry is None and not learners_of(session).filter(pk=key).exists():
        raise Enrolment.DoesNotExist
    return line


def check_of(session: ClassSession) -> AttendanceCheck | None:
    """The code of a class, if one was ever shown."""
    return AttendanceCheck.objects.filter(session=session).first()


def enrolment_followed_by(person_id: int | None, session: ClassSession) -> Enrolment | None:
    """By which enrolment a person follows a class; None when they do not."""
    if person_id is None:
        return None
    own = learners_of(session).filter(registration__person=person_id)
    return own.select_related("registration__person").order_by("pk").first()


def has_hours(session: ClassSession) -> bool:
    """Do any hours that count come from this class?"""
    return bool(with_hours([session]))


def with_hours(sessions: Collection[ClassSession]) -> set[int]:
    """The keys of those classes from which hours that count come: they were held."""
    counting = LearningHours.objects.filter(corrects=None, corrected_by=None)
    return set(counting.filter(session__in=sessions).values_list("session", flat=True))
