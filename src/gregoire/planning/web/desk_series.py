"""The semester of an offering: planned by rule, looked at before it is written, one class more."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.timezone import now as the_present
from django.views.decorators.http import require_http_methods

from gregoire.catalogue.models import Offering
from gregoire.catalogue.rules import Modality, Rhythm
from gregoire.framework.actors import ActorRequest
from gregoire.framework.http import go, opens, show
from gregoire.kernel.refusals import RefusedError
from gregoire.planning.operations import add_session, plan_series
from gregoire.planning.queries import desk as queries
from gregoire.planning.queries.foresight import foresight, suitable_rooms
from gregoire.planning.queries.previews import closed_out_of
from gregoire.planning.queries.sessions import preview
from gregoire.planning.rules.plans import Pattern
from gregoire.planning.rules.sessions import Mode
from gregoire.planning.web.desk_forms import FactsForm, SeriesForm, told
from gregoire.planning.web.desk_series_pages import AddPage, OfferingPlanPage, Seen, seen_of
from gregoire.planning.wording import desk as wording

USUAL_HOURS = {
    Pattern.EVENING: ("18:30", "21:00"),
    Pattern.SATURDAY: ("09:00", "12:30"),
    Pattern.SEMINAR: ("09:00", "17:00"),
    Pattern.DAY: ("09:00", "12:30"),
}
PATTERN_OF = {
    Rhythm.OUT_OF_HOURS: Pattern.EVENING,
    Rhythm.DAY: Pattern.DAY,
    Rhythm.ALTERNANCE: Pattern.DAY,
}
MODE_OF = {
    Modality.ON_SITE: Mode.ON_SITE,
    Modality.DISTANCE: Mode.ONLINE,
    Modality.HYBRID: Mode.BOTH,
}


@require_http_methods(["GET", "POST"])
@opens
def offering_plan(request: ActorRequest, public_id: str) -> HttpResponse:
    """All the classes of an offering, and a rule for more; shown before it is written."""
    offering = _offering(request, public_id)
    form = _series_form(request, offering)
    if request.method == "POST" and form.is_valid():
        try:
            plan_series(by=request.actor, offering=offering, pattern=form.pattern)
        except RefusedError as refused:
            form.refuse(refused)
        else:
            return go(request, "planning:offering_plan", public_id, say=str(wording.PLANNED))
    classes = queries.classes_of_offering(offering)
    seen, invalid = _seen(request, offering, form), request.method == "POST"
    closed, now = closed_out_of(offering) if classes else [], the_present()
    page = OfferingPlanPage(offering, classes, form, seen, now, closed, is_refused=invalid)
    fragment = "seen" if request.method == "GET" else ""
    return show(request, "planning/desk/offering.html", page, fragment=fragment, invalid=invalid)


@require_http_methods(["GET", "POST"])
@opens
def add_class(request: ActorRequest, public_id: str) -> HttpResponse:
    """One class more."""
    offering = _offering(request, public_id)
    form = FactsForm(_typed(request), initial=_usual(offering), **_choices(offering))
    seen = None
    if form.is_bound and form.is_valid():
        try:
            facts = form.facts(offering)
            if request.method == "POST":
                add_session(by=request.actor, offering=offering, facts=facts)
                return go(request, "planning:offering_plan", public_id, say=str(wording.ADDED))
            seen = foresight(offering, facts, now=the_present(), after_the_end=False)
        except RefusedError as refused:
            form.refuse(refused)
    page = AddPage(offering, form, seen)
    fragment = "seen" if request.method == "GET" else "form"
    invalid = request.method == "POST"
    return show(request, "planning/desk/add.html", page, fragment=fragment, invalid=invalid)


def _offering(request: ActorRequest, public_id: str) -> Offering:
    try:
        return queries.offering_planned_by(request.actor, public_id)
    except Offering.DoesNotExist:
        raise Http404 from None


def _typed(request: ActorRequest) -> Any:
    """What was posted, or what the address holds of a form that is being looked at."""
    if request.method == "POST":
        return request.POST
    return request.GET if "starts" in request.GET else None


def _choices(offering: Offering) -> dict[str, Any]:
    return {
        "rooms": queries.rooms_for(offering),
        "teachers": queries.teachers_at(offering.centre, offering),
    }


def _series_form(request: ActorRequest, offering: Offering) -> SeriesForm:
    return SeriesForm(_typed(request), initial=_usual(offering), **_choices(offering))


def _usual(offering: Offering) -> dict[str, Any]:
    """What is usual for the offering's rhythm and modality; today, once teaching has begun."""
    need = getattr(offering, "planning_need", None)
    kind = Pattern(need.pattern) if need else PATTERN_OF[Rhythm(offering.rhythm)]
    starts, ends = USUAL_HOURS[kind]
    first = max(offering.semester.teaching_starts_on, the_present().date())
    return {
        "kind": kind,
        "first_day": first,
        "day": first,
        "starts": starts,
        "ends": ends,
        "every": 3 if kind is Pattern.SEMINAR else 1,
        "classes": need.classes if need else None,
        "mode": MODE_OF[Modality(offering.modality)],
        "room": str(need.room_id or "") if need else "",
        "teacher": str(offering.teacher_id or ""),
    }


def _seen(request: ActorRequest, offering: Offering, form: SeriesForm) -> Seen | None:
    """What the rule would give; None before there is one."""
    if not form.is_bound or not form.is_valid():
        return None
    found = preview(offering, form.pattern)
    slots = [(one.starts_at, one.ends_at) for one in found.occurrences]
    online = form.pattern.mode is Mode.ONLINE
    rooms = () if online or not slots else suitable_rooms(offering, slots)
    return seen_of(found, form.pattern, rooms, asked=_typed(request), told=told)
