"""One's own planning: what one follows and what one gives."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from gregoire.framework.actors import ActorRequest
from gregoire.framework.http import go, opens, show
from gregoire.people.queries import person_of
from gregoire.planning.models import ClassSession
from gregoire.planning.operations.feeds import mark_visit
from gregoire.planning.queries import agendas
from gregoire.planning.rules.agendas import WEEK, monday_of, weeks_of_month
from gregoire.planning.web.own_asked import (
    A_DAY,
    asked_day,
    asked_instant,
    load,
    reader_of,
    way_to_hours,
)
from gregoire.planning.web.own_grids import MonthPage, WeekPage
from gregoire.planning.web.own_pages import AgendaPage
from gregoire.planning.web.own_session import SessionPage


@require_safe
@opens
def planning(request: ActorRequest) -> HttpResponse:
    """My classes: today, the rest of the week, the next one; what changed since I last came."""
    reader, standing = reader_of(request)
    week = monday_of(asked_day(request) or reader.today)
    loaded = load(reader, week, week + 2 * WEEK)
    news = agendas.news_of(reader.reach, since=standing.seen_at, at=reader.now)
    to_hours = way_to_hours(request, reader, standing)
    page = AgendaPage.of(
        loaded, week=week, news=news, feed_key=standing.feed_key, to_hours=to_hours
    )
    return show(request, "planning/own/agenda.html", page)


@require_safe
@opens
def week(request: ActorRequest) -> HttpResponse:
    """A week in columns, hours down the side."""
    reader, _ = reader_of(request)
    monday = monday_of(asked_day(request) or reader.today)
    page = WeekPage.of(load(reader, monday, monday + WEEK, told=False), week=monday)
    return show(request, "planning/own/week.html", page)


@require_safe
@opens
def month(request: ActorRequest) -> HttpResponse:
    """A month, week under week."""
    reader, _ = reader_of(request)
    first = (asked_day(request) or reader.today).replace(day=1)
    weeks = weeks_of_month(first)
    loaded = load(reader, weeks[0][0], weeks[-1][-1] + A_DAY, told=False)
    page = MonthPage.of(loaded, month=first)
    return show(request, "planning/own/month.html", page)


@require_safe
@opens
def session(request: ActorRequest, public_id: str) -> HttpResponse:
    """One class, for whoever follows it, gives it, or keeps its centre."""
    try:
        found = agendas.class_for(request.actor, public_id)
    except ClassSession.DoesNotExist:
        raise Http404 from None
    reader, _ = reader_of(request)
    page = SessionPage.of(found, reader, request.actor)
    request.is_at_the_desk = bool(page.desk)
    return show(request, "planning/own/session.html", page)


@require_POST
@opens
def seen(request: ActorRequest) -> HttpResponse:
    """I have read what changed: next time, only what is newer is news."""
    seen_at = asked_instant(request.POST.get("until", ""))
    mark_visit(by=request.actor, person=person_of(request.actor), seen_at=seen_at)
    if request.POST.get("quietly"):
        return HttpResponse(status=204)
    return go(request, "planning:planning")
