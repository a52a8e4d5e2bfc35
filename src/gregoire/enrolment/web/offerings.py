"""The courses of one's centres: how full they are, and whether they open."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_safe

from gregoire.catalogue.models import Offering
from gregoire.catalogue.operations import decide_opening
from gregoire.catalogue.permissions import DECIDE_OPENING
from gregoire.catalogue.rules import OfferingState
from gregoire.catalogue.wording import REFUSALS as CATALOGUE_REFUSALS
from gregoire.enrolment import queries, wording
from gregoire.enrolment.models import READERS
from gregoire.enrolment.web.forms import ConfirmForm
from gregoire.enrolment.web.pages import DecidePage, OfferingLine, OfferingPage, OfferingsPage
from gregoire.framework.actors import ActorRequest
from gregoire.framework.http import go, opens, posted, show
from gregoire.framework.looks import looks_at
from gregoire.kernel.refusals import RefusedError

ON_A_PAGE = 30


@require_safe
@opens
def offerings(request: ActorRequest) -> HttpResponse:
    if not request.actor.holds_any(*READERS):
        raise PermissionDenied
    semesters = queries.semesters_shown(localdate())
    semester = queries.semester_asked(semesters, request.GET.get("semestre", ""), localdate())
    only_to_decide = request.GET.get("a-decider") == "1"
    words = request.GET.get("q", "")[:200]
    found = queries.offerings_kept(request.actor, semester, words)
    to_decide = found.filter(state=OfferingState.ANNOUNCED)
    pages = Paginator(to_decide if only_to_decide else found, ON_A_PAGE)
    shown = pages.get_page(request.GET.get("page"))
    listed = list(shown.object_list)
    seats = queries.seats_by_offering(listed)
    lines = [OfferingLine(each, seats[each.pk]) for each in listed]
    page = OfferingsPage(
        lines, shown, semesters, semester, only_to_decide, words, to_decide.count()
    )
    return show(request, "enrolment/offerings.html", page, fragment="found")


@require_safe
@opens
def offering(request: ActorRequest, public_id: str) -> HttpResponse:
    offering = _kept(request, public_id)
    enrolments = queries.enrolments_in(request.actor, offering)
    for enrolment in enrolments:
        looks_at(request, enrolment.registration.person_id, page="enrolment.offering")
    page = OfferingPage(
        OfferingLine(offering, queries.seats_of(offering)),
        enrolments,
        localdate(),
        may_decide=offering.state == OfferingState.ANNOUNCED
        and DECIDE_OPENING.granted(request.actor, offering),
        may_plan=DECIDE_OPENING.granted(request.actor, offering),
    )
    return show(request, "enrolment/offering.html", page)


@require_http_methods(["GET", "POST"])
@opens
def decide(request: ActorRequest, public_id: str) -> HttpResponse:
    offering = _kept(request, public_id)
    DECIDE_OPENING.demand(request.actor, offering)
    opening = request.GET.get("ouvre") == "1"
    form = ConfirmForm(*posted(request))
    if form.is_valid():
        try:
            decide_opening(by=request.actor, offering=offering, opens=opening, today=localdate())
        except RefusedError as refused:
            form.add_error(None, str(CATALOGUE_REFUSALS[refused.reason]))
        else:
            say = str(wording.DECIDED_OPEN if opening else wording.DECIDED_NOT_OPEN)
            return go(request, "enrolment:offering", public_id, say=say)
    line = OfferingLine(offering, queries.seats_of(offering))
    page = DecidePage(line, opening, queries.alternatives_to(offering), form)
    return show(request, "enrolment/decide.html", page, fragment="form", invalid=form.is_bound)


def _kept(request: ActorRequest, public_id: str) -> Offering:
    try:
        return queries.offering_kept(request.actor, public_id)
    except Offering.DoesNotExist:
        raise Http404 from None
