"""What the observatory sees for itself: nothing is hidden, and who looks is kept."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from gregoire.framework.actors import ActorRequest
from gregoire.framework.http import go, opens, refuse, show
from gregoire.framework.looks import once_shown
from gregoire.kernel.refusals import RefusedError
from gregoire.observatory import queries
from gregoire.observatory.operations import publish_edition, record_consultation
from gregoire.observatory.permissions import holds_the_observatory
from gregoire.observatory.rules import Built, Shelf, Sight
from gregoire.observatory.web import desk_pages
from gregoire.observatory.web.addresses import places_by_slug
from gregoire.observatory.web.files import answered
from gregoire.observatory.web.public import TABLES
from gregoire.observatory.web.shelves import return_file, unhidden
from gregoire.observatory.wording import REFUSALS


def demand(request: ActorRequest) -> None:
    """These pages are those of the observatory alone."""
    if not holds_the_observatory(request.actor):
        raise PermissionDenied("observatory.desk")


def looks(request: ActorRequest, page: Shelf, about: str) -> None:
    sight = Sight(page, about)
    once_shown(request, lambda: record_consultation(by=request.actor, sight=sight))


@require_safe
@opens
def editions(request: ActorRequest) -> HttpResponse:
    demand(request)
    return show(request, "observatory/desk/editions.html", desk_pages.editions_page())


@require_safe
@opens
def edition(request: ActorRequest, name: str) -> HttpResponse:
    """One edition: what was read for it, what waits in it, what was built and published of it."""
    demand(request)
    page = desk_pages.edition_page(name)
    if page is None:
        raise Http404
    return show(request, "observatory/desk/edition.html", page)


@require_safe
@opens
def table(request: ActorRequest, name: str, number: int) -> HttpResponse:
    """A table with every figure in it, of the edition built last; the look is kept."""
    demand(request)
    built = desk_pages.chosen(name, request.GET.get("convention", ""))
    if built is None or number not in TABLES:
        raise Http404
    looks(request, Shelf.FIGURES, f"{name} T{number}")
    page = desk_pages.table_page(unhidden(built), built, number)
    return show(request, "observatory/desk/table.html", page)


@require_safe
@opens
def teachings(request: ActorRequest, name: str, slug: str) -> HttpResponse:
    """What a place teaches, course by course, with every figure; the look is kept."""
    demand(request)
    built, here = desk_pages.chosen(name, ""), places_by_slug().get(slug)
    if built is None or here is None:
        raise Http404
    looks(request, Shelf.FIGURES, f"{name} {slug}")
    words, number = request.GET.get("q", "")[:200], request.GET.get("page", "1")
    page = desk_pages.teachings_page(unhidden(built), built, here, words=words, number=number)
    return show(request, "observatory/desk/teachings.html", page)


@require_safe
@opens
def feed(request: ActorRequest, name: str, system: str) -> HttpResponse:
    """The quality return of a system: a page that stands by itself, as its centre receives it."""
    demand(request)
    looks(request, Shelf.RETURNS, f"{name} {system}")
    return _file(name, system, "html")


@require_safe
@opens
def feed_csv(request: ActorRequest, name: str, system: str) -> HttpResponse:
    demand(request)
    looks(request, Shelf.RETURNS, f"{name} {system}")
    return _file(name, system, "csv")


def _file(name: str, system: str, kind: str) -> HttpResponse:
    try:
        path = return_file(name, system, kind)
    except LookupError:
        raise Http404 from None
    return answered(path)


@require_POST
@opens
def publish(request: ActorRequest, name: str) -> HttpResponse:
    """Show to the public an edition whose files are written."""
    demand(request)
    typed = request.POST
    built = Built(name, typed.get("convention", "")[:20], typed.get("identifier", "")[:64])
    if built not in desk_pages.every_built(name):
        raise Http404
    try:
        publish_edition(
            by=request.actor, built=built, is_provisional=bool(typed.get("provisional"))
        )
    except RefusedError as refused:
        sentence = str(REFUSALS[refused.reason]) % refused.facts  # type: ignore[index]
        return refuse(request, sentence, back=request.path.removesuffix("publier/"))
    said = gettext("%(name)s is published: the public reads it now.") % {"name": name}
    return go(request, "observatory:desk_edition", name, say=said)


@require_safe
@opens
def consultations(request: ActorRequest) -> HttpResponse:
    """Who looked at what that the public does not see."""
    demand(request)
    page = desk_pages.ConsultationsPage.of(queries.consultations())
    return show(request, "observatory/desk/consultations.html", page)
