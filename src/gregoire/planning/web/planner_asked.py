"""What an address of the planner asks for."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, QueryDict

from gregoire.framework.actors import ActorRequest
from gregoire.planning.models import PlanRun
from gregoire.planning.queries import planner as queries
from gregoire.planning.web.planner_pages import Asked, RunShown, key_of


def asked_of(request: ActorRequest, said: QueryDict) -> Asked:
    """The centre and the semester that are asked for, or the first of each.

    Refused to whoever plans nowhere; 404 where there is no semester yet.
    """
    centres = queries.centres_planned_by(request.actor)
    if not centres:
        raise PermissionDenied("planning.ask_for_plan")
    semesters = queries.semesters_to_plan(request.actor.today)
    if not semesters:
        raise Http404
    return Asked(
        centres,
        next((one for one in centres if one.code == said.get("centre")), centres[0]),
        semesters,
        next((one for one in semesters if key_of(one) == said.get("semestre")), semesters[0]),
    )


def run_asked(request: ActorRequest, public_id: str) -> PlanRun:
    try:
        return queries.run_for(request.actor, public_id)
    except PlanRun.DoesNotExist:
        raise Http404 from None


def address_of(run: PlanRun) -> str:
    """The page of the semester that a run is about."""
    return RunShown(run).address
