"""One's planning on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from gregoire.framework import formats
from gregoire.framework.actors import ActorRequest
from gregoire.framework.http import opens
from gregoire.people.queries import person_of
from gregoire.planning.documents.agenda import AGENDA, PrintedAgenda, PrintedClass, PrintedDay
from gregoire.planning.models import ClassSession
from gregoire.planning.queries import agendas
from gregoire.planning.rules.agendas import WEEK, monday_of
from gregoire.planning.web.own_asked import asked_day, load, reader_of
from gregoire.planning.web.own_pages import week_named
from gregoire.planning.web.own_rows import ClassShown, Reader, by_day
from gregoire.planning.wording import own


@dataclass(frozen=True, slots=True)
class _Period:
    name: str
    sessions: Sequence[ClassSession]


@require_safe
@opens
def print_planning(request: ActorRequest) -> HttpResponse:
    """The week that the address names, or the semester, as PDF."""
    reader, _ = reader_of(request)
    whole = request.GET.get("what") == "semester"
    period = _semester(reader) if whole else _week(reader, asked_day(request))
    printed = PrintedAgenda(
        person=person_of(request.actor).name,
        period=period.name,
        made_on=formats.day(reader.today),
        is_dense=whole,
        days=_days(period.sessions, reader),
        address=settings.GREGOIRE_URL.rstrip("/") + reverse("planning:planning"),
    )
    pdf = AGENDA.render(printed, language=formats.language())
    name = "semester" if whole else "week"
    headers = {"Content-Disposition": f'inline; filename="planning-{name}.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def _week(reader: Reader, day: date | None) -> _Period:
    monday = monday_of(day or reader.today)
    return _Period(week_named(monday), load(reader, monday, monday + WEEK).sessions)


def _semester(reader: Reader) -> _Period:
    sessions = agendas.semester_of(reader.reach, reader.today)
    if not sessions:
        return _Period(str(own.SEMESTER_TO_COME), [])
    semester = sessions[0].offering.semester
    told = {"number": semester.number, "year": str(semester.academic_year)}
    return _Period(str(own.SEMESTER) % told, sessions)


def _days(sessions: Sequence[ClassSession], reader: Reader) -> tuple[PrintedDay, ...]:
    days = sorted({each.starts_at.astimezone(each.centre.zone).date() for each in sessions})
    return tuple(
        PrintedDay(
            formats.full_day(each.day),
            formats.weekday(each.day),
            tuple(map(_printed, each.classes)),
        )
        for each in by_day(sessions, days, reader)
    )


def _printed(row: ClassShown) -> PrintedClass:
    return PrintedClass(
        hours=f"{row.hours} ({row.own_hours})" if row.own_hours else row.hours,
        unit=f"{row.code} · {row.title}",
        about=row.about,
        place=row.place or row.mode,
        street=row.street,
        teacher="" if row.is_given else row.teacher,
        state=row.state,
        says=tuple(row.says),
        is_given=row.is_given,
    )
