"""The sheet that learners sign: one for each class, to print and to keep."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Final, Protocol

from django.utils import translation

from gregoire.enrolment.models import Enrolment
from gregoire.framework.documents import Document
from gregoire.framework.formats import full_day, hour
from gregoire.planning.models import AttendanceEntry, ClassSession
from gregoire.planning.rules.attendance import Presence
from gregoire.planning.rules.sessions import Mode
from gregoire.planning.wording.attendance import PRESENCES

NOON: Final = time(12, 30)
GUESTS: Final = 12  # lines for those who are not on the list


class Listed(Protocol):
    """One line of the list of a class, with what is known of the learner there."""

    @property
    def enrolment(self) -> Enrolment: ...
    @property
    def entry(self) -> AttendanceEntry | None: ...


@dataclass(frozen=True, slots=True)
class Signatory:
    rank: int
    name: str
    number: str
    centre: str  # where they are registered, if elsewhere
    said: str  # what is known before the sheet is printed: excused, at a distance


@dataclass(frozen=True, slots=True)
class Sheet:
    """A class, its learners, and the boxes in which they sign: one, or morning and afternoon."""

    code: str
    title: str
    centre: str
    centre_address: str
    day: str
    hours: str
    room: str
    teacher: str
    about: str
    reference: str
    boxes: tuple[str, ...]
    learners: tuple[Signatory, ...]
    guests: int


SHEET: Final = Document(Path(__file__).parent.parent / "typst/sheet.typ", Sheet)


def sheet_document(session: ClassSession, lines: Sequence[Listed], *, language: str) -> Sheet:
    """What the sheet of a class says, in a language; hours are those of the centre's clock."""
    zone, centre = session.centre.zone, session.centre
    starts, ends = session.starts_at.astimezone(zone), session.ends_at.astimezone(zone)
    with translation.override(language):
        return Sheet(
            code=session.offering.unit.code,
            title=session.offering.unit.title,
            centre=centre.name,
            centre_address=", ".join(
                filter(None, [centre.street, f"{centre.postcode} {centre.town}".strip()])
            ),
            day=full_day(starts),
            hours=f"{hour(starts)} – {hour(ends)}",
            room=_room(session),
            teacher=session.teacher.name if session.teacher else "",
            about=session.title,
            reference=session.public_id,
            boxes=_boxes(starts, ends),
            learners=tuple(
                _signatory(rank, line, centre.pk) for rank, line in enumerate(lines, start=1)
            ),
            guests=GUESTS,
        )


def _room(session: ClassSession) -> str:
    if session.room is None:
        return str(PRESENCES[Presence.DISTANT])
    if session.mode == Mode.BOTH:
        return f"{session.room.name} + {str(PRESENCES[Presence.DISTANT]).lower()}"
    return session.room.name


def _boxes(starts: datetime, ends: datetime) -> tuple[str, ...]:
    """A day that goes over noon is signed for twice."""
    over_noon = starts.time() < NOON < ends.time() and (ends - starts).total_seconds() > 4 * 3600
    return ("morning", "afternoon") if over_noon else ("class",)


def _signatory(rank: int, line: Listed, centre_id: int) -> Signatory:
    registration = line.enrolment.registration
    person = registration.person
    known = Presence(line.entry.presence) if line.entry else None
    told = known in {Presence.EXCUSED, Presence.DISTANT}
    return Signatory(
        rank=rank,
        name=f"{(person.usage_name or person.birth_name).upper()} {person.first_names}",
        number=person.number,
        centre=registration.centre.name if registration.centre_id != centre_id else "",
        said=str(PRESENCES[known]) if known and told else "",
    )
