"""Calls to make: who, at what number, what to say, what came of it."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.utils.timezone import now
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from gregoire.correspondence.models import Delivery
from gregoire.correspondence.operations.calls import note_call
from gregoire.correspondence.queries.calls import call_for, calls_made, calls_spared, calls_to_make
from gregoire.correspondence.web.area import area_for, demand_an_office, seen_lately
from gregoire.correspondence.web.desk_forms import CallForm
from gregoire.correspondence.web.desk_pages import CallPage, CallRow, CallsPage
from gregoire.framework.actors import ActorRequest
from gregoire.framework.http import go, opens, posted, show
from gregoire.framework.looks import looks_at
from gregoire.kernel.refusals import RefusedError

ON_A_PAGE, SPARED = 30, 20
PAGE = "correspondence:calls"


@require_safe
@opens
def calls(request: ActorRequest) -> HttpResponse:
    """Who is to be phoned, the most pressing first; with `?show=made` who was."""
    demand_an_office(request.actor)
    made = request.GET.get("show") == "made"
    page = _list(request, made=made, on_a_page=ON_A_PAGE)
    return show(request, "correspondence/calls.html", page, fragment="list")


@require_safe
@opens
def printed(request: ActorRequest) -> HttpResponse:
    """The same list on paper, with room to write."""
    demand_an_office(request.actor)
    page = _list(request, made=False, on_a_page=500)
    return show(request, "correspondence/calls_printed.html", page)


@require_http_methods(["GET", "POST"])
@opens
def call(request: ActorRequest, public_id: str) -> HttpResponse:
    """One call: what to say, and what came of it."""
    demand_an_office(request.actor)
    try:
        found = call_for(request.actor, public_id)
    except Delivery.DoesNotExist:
        raise Http404 from None
    form = CallForm(*posted(request))
    if form.is_valid():
        outcome, note = form.noted
        try:
            note_call(by=request.actor, delivery=found, outcome=outcome, note=note)
        except RefusedError as refused:
            form.refuse(refused)
        else:
            said = gettext("The call to %(name)s is noted.") % {"name": found.notice.person.name}
            return go(request, "correspondence:calls", say=said)
    looks_at(request, found.notice.person_id, page="correspondence:call")
    page = CallPage(CallRow(found, now()), form)
    return show(request, "correspondence/call.html", page, fragment="form", invalid=form.is_bound)


def _list(request: ActorRequest, *, made: bool, on_a_page: int) -> CallsPage:
    actor = request.actor
    found = calls_made(actor) if made else calls_to_make(actor)
    pages = Paginator(found, on_a_page).get_page(request.GET.get("page"))
    spared = [] if made else list(calls_spared(actor)[:SPARED])
    again = request.headers.get("HX-Request") == "true"
    people = {each.notice.person_id for each in (*pages, *spared)}
    for person_id in people - (seen_lately(actor, PAGE) if again else set()):
        looks_at(request, person_id, page=PAGE)
    return CallsPage(area_for(actor, "calls"), pages, spared, made, now())
