"""What a search proposes: its timetable, who collides, and its publication."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gregoire.framework.actors import ActorRequest
from gregoire.framework.http import go, opens, refuse, show
from gregoire.framework.looks import looks_at
from gregoire.kernel.refusals import RefusedError
from gregoire.planning.models import PlanRun
from gregoire.planning.operations.plans import ask_for_plan
from gregoire.planning.operations.publishing import publish_plan
from gregoire.planning.queries import planner as queries
from gregoire.planning.rules.plans import Wishes
from gregoire.planning.web.attendance_forms import told
from gregoire.planning.web.planner_asked import address_of, run_asked
from gregoire.planning.web.planner_pages import (
    DAYS,
    ClashesPage,
    PublishPage,
    RunShown,
    TimetablePage,
    clash_rows,
    heat_map,
    on_day,
    placed_rows,
)
from gregoire.planning.web.planner_words import hours_words, weekday_name

A_PAGE = 25


@require_safe
@opens
def timetable(request: ActorRequest, public_id: str) -> HttpResponse:
    """How full each evening is; the classes of one weekday, with a way to pin each elsewhere."""
    run = run_asked(request, public_id)
    said = request.GET.get("jour", "")
    day = int(said) if said in {str(one) for one in DAYS} else 1
    rows = [row for row in run.proposal.get("placed", ()) if on_day(row, day)]
    offerings = queries.offerings_by_key([row["offering"] for row in rows])
    rooms = queries.rooms_by_key({row["room"] for row in rows if row["room"]})
    every = queries.rooms_at(run.centre)
    page = TimetablePage(
        RunShown(run),
        [(one, weekday_name(one)) for one in DAYS],
        heat_map(run, every),
        day,
        placed_rows(run, day, offerings, rooms),
        every,
    )
    return show(request, "planning/planner/timetable.html", page)


@require_safe
@opens
def clashes(request: ActorRequest, public_id: str) -> HttpResponse:
    """Who would be in two places, by name: each look is recorded."""
    run = run_asked(request, public_id)
    pages = Paginator(run.proposal.get("clashes", []), A_PAGE).get_page(request.GET.get("page"))
    rows: list[dict[str, Any]] = list(pages)
    offerings = queries.offerings_by_key(
        {row[side] for row in rows for side in ("one", "other")}
        | {key for row in rows for _, *both in row["instead"] for key in both}
    )
    people = queries.people_by_key({person for row in rows for person in row["people"]})
    for person in people:
        looks_at(request, person, page="planning.clashes")
    hours = {
        row["offering"]: hours_words(row["meetings"])
        for row in run.proposal.get("placed", ())
        if row["offering"] in offerings
    }
    page = ClashesPage(RunShown(run), clash_rows(rows, hours, offerings, people), pages)
    return show(request, "planning/planner/clashes.html", page)


@require_http_methods(["GET", "POST"])
@opens
def publish(request: ActorRequest, public_id: str) -> HttpResponse:
    """What publishing would do, and the button that does it."""
    run = run_asked(request, public_id)
    if request.method != "POST":
        return show(request, "planning/planner/publish.html", PublishPage(RunShown(run)))
    try:
        made = publish_plan(by=request.actor, run=run)
    except RefusedError as refused:
        page = PublishPage(RunShown(run), told(refused))
        return show(request, "planning/planner/publish.html", page, invalid=True)
    said = ngettext("%(count)s class is published.", "%(count)s classes are published.", made)
    return go(request, address_of(run), say=said % {"count": made})


@require_POST
@opens
def pin(request: ActorRequest, public_id: str) -> HttpResponse:
    """Hold a course at hours that the office chooses, and plan the rest again round it."""
    run = run_asked(request, public_id)
    key, (day, _, starts) = request.POST.get("offering", ""), _hours(request)
    if not (key.isdecimal() and day.isdecimal() and starts.isdecimal()):
        said = gettext("Choose the course and the hours to which it is pinned.")
        return refuse(request, said, back=address_of(run))
    try:
        _ask_again(request, run, {int(key): (int(day), int(starts))})
    except RefusedError as refused:
        return refuse(request, told(refused), back=address_of(run))
    said = gettext("It is pinned: the rest is planned again round it.")
    return go(request, address_of(run), say=said)


def _hours(request: ActorRequest) -> tuple[str, str, str]:
    return request.POST.get("hours", "").partition("-")


def _ask_again(request: ActorRequest, run: PlanRun, pin: dict[int, tuple[int, int]]) -> None:
    wishes = Wishes.from_json(run.wishes)
    ask_for_plan(
        by=request.actor,
        centre=run.centre,
        semester=run.semester,
        seconds=run.seconds,
        wishes=Wishes(wishes.may_move, pins={**wishes.pins, **pin}),
    )
