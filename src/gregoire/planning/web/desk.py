"""The timetable of a centre: its week, its day by room, the week of a room and of a teacher."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.timezone import now as the_present
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gregoire.framework import formats
from gregoire.framework.actors import ActorRequest
from gregoire.framework.http import opens, show
from gregoire.network.models import Centre, ClosingDay, Room
from gregoire.network.queries import reason_in
from gregoire.people.models import Person
from gregoire.planning.documents.weeks import CENTRE as CENTRE_DOCUMENT
from gregoire.planning.documents.weeks import WEEK as WEEK_DOCUMENT
from gregoire.planning.models import ClassSession
from gregoire.planning.models.sessions import OFFICES
from gregoire.planning.queries import desk as queries
from gregoire.planning.queries.sessions import changes_by_teachers
from gregoire.planning.rules.agendas import WEEK, monday_of
from gregoire.planning.web.desk_asked import Asked, asked_of
from gregoire.planning.web.desk_pages import Attention, DeskPage, Undoable, WeekOfPage
from gregoire.planning.web.desk_printing import centre_printed, week_printed
from gregoire.planning.web.desk_rows import Grid, Reading, block_of, rooms_grid, week_grid
from gregoire.planning.web.own_asked import asked_day

NEWS_OF = timedelta(days=7)  # what teachers did is shown as long


@require_safe
@opens
def desk(request: ActorRequest) -> HttpResponse:
    """The week of a centre, or one day of its rooms, and what needs attention."""
    asked, now = asked_of(request), the_present()
    found = queries.classes_of(request.actor, asked.sites, asked.days, asked.filters)
    troubled = queries.troubled_classes(request.actor, asked.sites, now=now)
    unready = queries.unready_classes(request.actor, asked.sites, now=now)
    asking = [*(each.session for each in unready), *(each.session for each in troubled)]
    reading = _reading(request, [*found.classes, *asking])
    closing = queries.closed_days(asked.sites, asked.days)
    grid = _grid(asked, found.classes, closing, reading)
    blocks = [block for track in grid.tracks for block in track.blocks]
    sites = () if asked.by_room else asked.sites  # news of teachers stand beside the week
    theirs = changes_by_teachers(request.actor, sites, since=now - NEWS_OF)
    page = DeskPage(
        asked,
        grid,
        found,
        Attention.of(troubled, unready, blocks, reading, theirs),
        [Undoable(each) for each in queries.can_still_be_undone(request.actor, now=now)],
        closing,
        _fields(asked, found.classes),
        [block_of(each, reading) for each in found.classes if asked.by_room and not each.room],
        may_plan=bool(reading.offices),
    )
    return show(request, "planning/desk/desk.html", page, fragment="week")


def _reading(request: ActorRequest, shown: Sequence[ClassSession]) -> Reading:
    actor = request.actor
    learners = queries.enrolled_by_offering(shown)
    return Reading(learners, the_present(), actor.centres_as(*OFFICES), actor.person_id)


def _fields(asked: Asked, classes: Sequence[ClassSession]) -> list[str]:
    there = {each.offering.unit.field for each in classes} | {asked.filters.field}
    return sorted(there - {""})


def _grid(
    asked: Asked, classes: list[ClassSession], closing: list[ClosingDay], reading: Reading
) -> Grid:
    if asked.by_room:
        rooms = queries.rooms_at(asked.sites)
        if asked.filters.room.isdecimal():
            rooms = [room for room in rooms if room.pk == int(asked.filters.room)]
        sites = {site.pk: site.name for site in asked.sites}
        return rooms_grid(classes, rooms, asked.day, reading, sites=sites)
    return _week(classes, asked.monday, reading, closing=closing, centre=asked.centre)


def _week(
    classes: list[ClassSession],
    monday: date,
    reading: Reading,
    *,
    closing: Sequence[ClosingDay],
    centre: Centre,
) -> Grid:
    days = [monday + timedelta(days=each) for each in range(7)]
    closed = {each.day: reason_in(formats.language(), each, centre) for each in reversed(closing)}
    today = reading.now.astimezone(centre.zone).date()
    return week_grid(classes, days, reading, closed=closed, today=today)


@require_safe
@opens
def room_week(request: ActorRequest, pk: int) -> HttpResponse:
    room = _room(request, pk)
    page = _page_of_room(request, room)
    return show(request, "planning/desk/week_of.html", page)


@require_safe
@opens
def teacher_week(request: ActorRequest, public_id: str) -> HttpResponse:
    person = _teacher(request, public_id)
    page = _page_of_teacher(request, person)
    return show(request, "planning/desk/week_of.html", page)


@require_safe
@opens
def desk_print(request: ActorRequest) -> HttpResponse:
    """The week of a room (`?room=`) or of a teacher (`?teacher=`) as PDF, for a door or a wall."""
    if room := request.GET.get("room", ""):
        if not room.isdecimal():
            raise Http404
        page = _page_of_room(request, _room(request, int(room[:9])))
    else:
        page = _page_of_teacher(request, _teacher(request, request.GET.get("teacher", "")))
    pdf = WEEK_DOCUMENT.render(week_printed(page), language=formats.language())
    return _paper(pdf, page.monday)


@require_safe
@opens
def centre_print(request: ActorRequest) -> HttpResponse:
    """The week of a centre, or the day that its page shows by room, as PDF for the entrance."""
    asked = asked_of(request)
    most = queries.MOST_PRINTED
    found = queries.classes_of(request.actor, asked.sites, asked.days, asked.filters, most=most)
    reading = _reading(request, found.classes)
    closing = queries.closed_days(asked.sites, asked.days)
    grid = _week(found.classes, asked.monday, reading, closing=closing, centre=asked.centre)
    paper = centre_printed(asked, grid, is_cut=found.is_cut)
    return _paper(CENTRE_DOCUMENT.render(paper, language=formats.language()), asked.days[0])


def _paper(pdf: bytes, first_day: date) -> HttpResponse:
    name = f'inline; filename="planning-{first_day}.pdf"'
    return HttpResponse(pdf, "application/pdf", headers={"Content-Disposition": name})


def _page_of_room(request: ActorRequest, room: Room) -> WeekOfPage:
    centre, monday = room.centre, _monday(request, room.centre)
    days = (monday, monday + WEEK)
    classes = queries.week_of_room(room, days)
    reading = _reading(request, classes)
    closing = queries.closed_days([centre], days)
    return WeekOfPage(
        title=_("Room %(room)s") % {"room": room.name},
        above=centre.name,
        lead=_seats(room),
        grid=_week(classes, monday, reading, closing=closing, centre=centre),
        monday=monday,
        today=reading.now.astimezone(centre.zone).date(),
        here=reverse("planning:room_week", args=[room.pk]),
        print_url=f"{reverse('planning:desk_print')}?room={room.pk}&day={monday}",
    )


def _page_of_teacher(request: ActorRequest, person: Person) -> WeekOfPage:
    today = the_present().date()
    monday = monday_of(asked_day(request) or today)
    classes = queries.week_of_teacher(request.actor, person, (monday, monday + WEEK))
    reading = _reading(request, classes)
    days = [monday + timedelta(days=each) for each in range(7)]
    return WeekOfPage(
        title=person.name,
        above=_("Classes given"),
        lead="",
        grid=week_grid(classes, days, reading, closed={}, today=today),
        monday=monday,
        today=today,
        here=reverse("planning:teacher_week", args=[person.public_id]),
        print_url=f"{reverse('planning:desk_print')}?teacher={person.public_id}&day={monday}",
    )


def _monday(request: ActorRequest, centre: Centre) -> date:
    return monday_of(asked_day(request) or the_present().astimezone(centre.zone).date())


def _seats(room: Room) -> str:
    said = [_("%(count)s seats") % {"count": room.seats}]
    if room.computers:
        said.append(_("%(count)s computers") % {"count": room.computers})
    if room.step_free:
        said.append(_("step-free"))
    return " · ".join(said)


def _room(request: ActorRequest, pk: int) -> Room:
    try:
        return queries.room_seen(request.actor, pk)
    except Room.DoesNotExist:
        raise Http404 from None


def _teacher(request: ActorRequest, public_id: str) -> Person:
    try:
        return queries.teacher_seen(request.actor, public_id)
    except Person.DoesNotExist:
        raise Http404 from None
