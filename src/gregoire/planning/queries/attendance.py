"""Who is on the list of a class, and what is known of each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One learner of a class, with the latest entry about them there."""

    enrolment: Enrolment
    entry: AttendanceEntry | None

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


def sheet_of(session: ClassSession) -> list[SheetLine]:
    """The list of a class in the order of names: its learners, and whoever was once marked on it.

    Somebody who has left the offering since stays on the lists of the classes that they followed.
    """
    entries = latest_entries(session)
    learners = set(learners_of(session).order_by("pk").values_list("pk", flat=True))
    listed = Enrolment.objects.filter(pk__in=learners | entries.keys()).select_related(
        "registration__person", "registration__centre"
    )
    found = sorted(listed.order_by("pk"), key=_by_name)
    return [SheetLine(enrolment, entries.get(enrolment.pk)) for enrolment in found]


def _by_name(enrolment: Enrolment) -> tuple[str, str, int]:
    person = enrolment.registration.person
    family = person.usage_name or person.birth_name
    return folded(family), folded(person.first_names), enrolment.pk


def line_of(session: ClassSession, public_id: str) -> SheetLine:
    """One learner of the list of a class; raises Enrolment.DoesNotExist if not on it."""
    listed = Enrolment.objects.select_related("registration__person", "registration__centre")
    enrolment = listed.get(public_id=public_id)
    entry = latest_entries(session, [enrolment.pk]).get(enrolment.pk)
    if entry is None and not learners_of(session).filter(pk=enrolment.pk).exists():
        raise Enrolment.DoesNotExist
    return SheetLine(enrolment, entry)


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
