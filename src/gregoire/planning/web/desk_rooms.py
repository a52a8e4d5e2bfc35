"""The rooms of a centre, and the days on which it is closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.timezone import now as the_present
from django.views.decorators.http import require_http_methods, require_POST

from gregoire.framework import formats
from gregoire.framework.actors import ActorRequest
from gregoire.framework.http import go, opens, posted, refuse, show
from gregoire.kernel.refusals import RefusedError
from gregoire.network.models import Centre, ClosingDay, Room
from gregoire.network.operations import add_room, change_room, close_on, remove_room, reopen_on
from gregoire.network.queries import closing_days_ahead, reason_in, rooms_of
from gregoire.planning.queries import desk as queries
from gregoire.planning.web.desk_forms import ClosingForm, RoomForm, told
from gregoire.planning.web.desk_rows import Block, Reading, block_of
from gregoire.planning.wording import desk as wording

MOST_DAYS = 200  # two years of public holidays, and a centre's own


@dataclass(frozen=True, slots=True)
class RoomsPage:
    centre: Centre
    rooms: Sequence[Room]
    form: RoomForm

    @property
    def seats(self) -> int:
        return sum(room.seats for room in self.rooms)


@dataclass(frozen=True, slots=True)
class RoomPage:
    centre: Centre
    room: Room
    form: RoomForm


@dataclass(frozen=True, slots=True)
class ClosedDay:
    closing_day: ClosingDay
    reason: str
    classes: Sequence[Block]

    @property
    def can_reopen(self) -> bool:
        return not self.closing_day.is_public_holiday


@dataclass(frozen=True, slots=True)
class ClosingPage:
    centre: Centre
    days: Sequence[ClosedDay]
    form: ClosingForm


@require_http_methods(["GET", "POST"])
@opens
def rooms(request: ActorRequest, code: str) -> HttpResponse:
    """The rooms of a centre, and a form for one more."""
    centre = _centre(request, code)
    form = RoomForm(*posted(request))
    if form.is_valid():
        try:
            add_room(by=request.actor, centre=centre, **form.cleaned_data)
        except RefusedError as refused:
            form.refuse(refused)
        else:
            return go(request, "planning:rooms", code, say=str(wording.ROOM_ADDED))
    page = RoomsPage(centre, rooms_of(centre), form)
    return show(request, "planning/desk/rooms.html", page, fragment="form", invalid=form.is_bound)


@require_http_methods(["GET", "POST"])
@opens
def room(request: ActorRequest, code: str, pk: int) -> HttpResponse:
    """What is said of a room."""
    kept = _room(request, code, pk)
    names = ("name", "seats", "computers", "step_free")
    form = RoomForm(*posted(request), initial={name: getattr(kept, name) for name in names})
    if form.is_valid():
        try:
            change_room(by=request.actor, room=kept, **form.cleaned_data)
        except RefusedError as refused:
            form.refuse(refused)
            kept.refresh_from_db()
        else:
            return go(request, "planning:rooms", code, say=str(wording.ROOM_CHANGED))
    page = RoomPage(kept.centre, kept, form)
    return show(request, "planning/desk/room.html", page, fragment="form", invalid=form.is_bound)


@require_POST
@opens
def room_remove(request: ActorRequest, code: str, pk: int) -> HttpResponse:
    kept = _room(request, code, pk)
    try:
        remove_room(by=request.actor, room=kept)
    except RefusedError as refused:
        return refuse(request, told(refused), back=reverse("planning:room", args=[code, pk]))
    return go(request, "planning:rooms", code, say=str(wording.ROOM_REMOVED))


@require_http_methods(["GET", "POST"])
@opens
def closing_days(request: ActorRequest, code: str) -> HttpResponse:
    """The days on which a centre is closed, and the classes that are planned on them."""
    centre = _centre(request, code)
    form = ClosingForm(*posted(request))
    if form.is_valid():
        day, reason = form.cleaned_data["day"], form.cleaned_data["reason"]
        try:
            close_on(by=request.actor, centre=centre, day=day, reason=reason, today=localdate())
        except RefusedError as refused:
            form.refuse(refused)
        else:
            return go(request, "planning:closing_days", code, say=str(wording.CLOSED))
    page = ClosingPage(centre, _closed(request, centre, localdate()), form)
    return show(request, "planning/desk/closing.html", page, fragment="form", invalid=form.is_bound)


@require_POST
@opens
def reopen(request: ActorRequest, code: str, pk: int) -> HttpResponse:
    try:
        closing_day = queries.closing_day_kept(request.actor, pk, at=code)
    except ClosingDay.DoesNotExist:
        raise Http404 from None
    try:
        reopen_on(by=request.actor, closing_day=closing_day, today=localdate())
    except RefusedError as refused:
        back = reverse("planning:closing_days", args=[code])
        return refuse(request, told(refused), back=back)
    return go(request, "planning:closing_days", code, say=str(wording.REOPENED))


def _closed(request: ActorRequest, centre: Centre, today: date) -> list[ClosedDay]:
    days = closing_days_ahead(centre, today=today, limit=MOST_DAYS)
    held = queries.classes_on(request.actor, days)
    reading = Reading({}, the_present(), frozenset({centre.pk}), request.actor.person_id)
    language = formats.language()
    return [
        ClosedDay(
            each,
            reason_in(language, each, centre),
            [block_of(session, reading) for session in held.get(each.day, [])],
        )
        for each in days
    ]


def _centre(request: ActorRequest, code: str) -> Centre:
    try:
        return queries.centre_kept(request.actor, code)
    except Centre.DoesNotExist:
        raise Http404 from None


def _room(request: ActorRequest, code: str, pk: int) -> Room:
    try:
        return queries.room_kept(request.actor, pk, at=code)
    except Room.DoesNotExist:
        raise Http404 from None
