"""The semester planner: what it knows, a search, its proposal."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from gregoire.framework.actors import ActorRequest
from gregoire.framework.http import go, opens, refuse, show
from gregoire.kernel.refusals import RefusedError
from gregoire.planning.models import PlanRun
from gregoire.planning.operations.plans import ask_for_plan, stop_plan
from gregoire.planning.queries import planner as queries
from gregoire.planning.rules.plans import Wishes
from gregoire.planning.web.attendance_forms import told
from gregoire.planning.web.planner_asked import address_of, asked_of, run_asked
from gregoire.planning.web.planner_pages import (
    SECONDS,
    Asked,
    RunShown,
    SemesterPage,
    left_rows,
    saving_rows,
)

MOST_ROWS = 30


@require_http_methods(["GET", "POST"])
@opens
def semester(request: ActorRequest) -> HttpResponse:
    """A centre's semester: what is known, how far the search is, what it proposes."""
    asked = asked_of(request, request.POST if request.method == "POST" else request.GET)
    refusal = ""
    if request.method == "POST":
        try:
            _ask(request, asked)
        except RefusedError as refused:
            refusal = told(refused)
        else:
            return go(request, reverse("planning:semester") + asked.query)
    page = _page(asked, refusal)
    answer = show(
        request, "planning/planner/semester.html", page, fragment="run", invalid=bool(refusal)
    )
    if not (page.run and page.run.is_running) and request.headers.get("HX-Request") == "true":
        answer["HX-Refresh"] = "true"  # it is over: the rest of the page has changed
    return answer


def _ask(request: ActorRequest, asked: Asked) -> PlanRun:
    said = request.POST.get("seconds", "")
    last = queries.last_run(asked.centre, asked.semester)
    pins = Wishes.from_json(last.wishes).pins if last and "forget" not in request.POST else {}
    return ask_for_plan(
        by=request.actor,
        centre=asked.centre,
        semester=asked.semester,
        seconds=int(said) if said in {str(one) for one in SECONDS} else SECONDS[0],
        wishes=Wishes(may_move="may_move" in request.POST, pins=pins),
    )


def _page(asked: Asked, refusal: str) -> SemesterPage:
    run = queries.last_run(asked.centre, asked.semester)
    known = queries.known_of(asked.centre, asked.semester)
    if run is None:
        return SemesterPage(asked, known, None, refusal=refusal)
    left, savings = run.proposal.get("left", [])[:MOST_ROWS], run.proposal.get("savings", [])
    offerings = queries.offerings_by_key({row["offering"] for row in [*left, *savings]})
    return SemesterPage(
        asked,
        known,
        RunShown(run),
        left_rows(run, offerings),
        saving_rows(run, offerings),
        refusal,
    )


@require_POST
@opens
def stop(request: ActorRequest, public_id: str) -> HttpResponse:
    """Stop a search; what it has found is proposed."""
    run = run_asked(request, public_id)
    try:
        stop_plan(by=request.actor, run=run)
    except RefusedError as refused:
        return refuse(request, told(refused), back=address_of(run))
    said = gettext("The search is stopping: the best plan found so far will be proposed.")
    return go(request, address_of(run), say=said)
