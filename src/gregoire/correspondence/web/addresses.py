"""Addresses that do not work: whose, why, and what was done."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from gregoire.correspondence.models import AddressTask
from gregoire.correspondence.operations.addresses import finish_address_task
from gregoire.correspondence.queries import may_open_file
from gregoire.correspondence.queries.calls import address_task_for, address_tasks
from gregoire.correspondence.web.area import area_for, demand_an_office
from gregoire.correspondence.web.desk_forms import NoteForm
from gregoire.correspondence.web.desk_pages import AddressesPage, AddressPage
from gregoire.framework.actors import ActorRequest
from gregoire.framework.http import go, opens, posted, show
from gregoire.framework.looks import looks_at
from gregoire.kernel.refusals import RefusedError

ON_A_PAGE = 30


@require_safe
@opens
def addresses(request: ActorRequest) -> HttpResponse:
    """Those to see to, the oldest first; with `?show=done` those that were."""
    demand_an_office(request.actor)
    done = request.GET.get("show") == "done"
    found = Paginator(address_tasks(request.actor, done=done), ON_A_PAGE)
    pages = found.get_page(request.GET.get("page"))
    for task in pages:
        looks_at(request, task.person_id, page="correspondence:addresses")
    page = AddressesPage(area_for(request.actor, "addresses"), pages, done)
    return show(request, "correspondence/addresses.html", page)


@require_http_methods(["GET", "POST"])
@opens
def address(request: ActorRequest, public_id: str) -> HttpResponse:
    """One address, the way to the person's file, and what was done."""
    demand_an_office(request.actor)
    try:
        task = address_task_for(request.actor, public_id)
    except AddressTask.DoesNotExist:
        raise Http404 from None
    form = NoteForm(*posted(request))
    if form.is_valid():
        try:
            finish_address_task(by=request.actor, task=task, note=form.cleaned_data["note"])
        except RefusedError as refused:
            form.refuse(refused)
        else:
            return go(request, "correspondence:addresses", say=gettext("Noted."))
    looks_at(request, task.person_id, page="correspondence:address")
    page = AddressPage(task, form, may_open_file(request.actor, task.person))
    return show(
        request, "correspondence/address.html", page, fragment="form", invalid=form.is_bound
    )
