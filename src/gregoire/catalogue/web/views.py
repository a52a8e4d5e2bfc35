"""The pages of visitors: what can be learnt, and where."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from gregoire.catalogue import queries
from gregoire.catalogue.models import Programme, Unit
from gregoire.catalogue.web import asked, compose
from gregoire.framework.actors import ActorRequest
from gregoire.framework.http import opens, show
from gregoire.network import queries as network
from gregoire.network.models import Centre


@login_not_required
@require_safe
@opens
def units(request: ActorRequest) -> HttpResponse:
    centres = network.centres()
    criteria = asked.unit_criteria(request.GET, centre_codes={centre.code for centre in centres})
    page = compose.units_page(request, criteria, centres)
    return show(request, "catalogue/units.html", page, fragment="found")


@login_not_required
@require_safe
@opens
def unit(request: ActorRequest, code: str) -> HttpResponse:
    try:
        found = queries.unit_by_code(code)
    except Unit.DoesNotExist:
        raise Http404 from None
    return show(request, "catalogue/unit.html", compose.unit_page(request, found))


@login_not_required
@require_safe
@opens
def programmes(request: ActorRequest) -> HttpResponse:
    criteria = asked.programme_criteria(request.GET)
    page = compose.programmes_page(request, criteria)
    return show(request, "catalogue/programmes.html", page, fragment="found")


@login_not_required
@require_safe
@opens
def programme(request: ActorRequest, code: str) -> HttpResponse:
    try:
        found = queries.programme_by_code(code)
    except Programme.DoesNotExist:
        raise Http404 from None
    return show(request, "catalogue/programme.html", compose.programme_page(request, found))


@login_not_required
@require_safe
@opens
def centres(request: ActorRequest) -> HttpResponse:
    page = compose.centres_page(request, asked.whereabouts(request.GET))
    return show(request, "catalogue/centres.html", page, fragment="near")


@login_not_required
@require_safe
@opens
def centre(request: ActorRequest, code: str) -> HttpResponse:
    try:
        found = network.centre_by_code(code)
    except Centre.DoesNotExist:
        raise Http404 from None
    return show(request, "catalogue/centre.html", compose.centre_page(request, found))
