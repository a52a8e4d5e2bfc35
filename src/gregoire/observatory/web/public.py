"""What the observatory publishes, for everybody: only the public face of an edition is ever read."""

from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from gregoire.framework.actors import ActorRequest
from gregoire.framework.http import opens, show
from gregoire.observatory.places import TOTAL, Place
from gregoire.observatory.queries import publications
from gregoire.observatory.web import addresses, pages
from gregoire.observatory.web import years as over_years
from gregoire.observatory.web.charts import charts_of
from gregoire.observatory.web.editions import published, readable
from gregoire.observatory.web.files import answered
from gregoire.observatory.web.indicators import indicator_page, indicators_page
from gregoire.observatory.web.places import drawn, place_page
from gregoire.observatory.web.teachings import teachings_page

TABLES: Final = (1, 2, 3)


@require_safe
@login_not_required
@opens
def editions(request: ActorRequest) -> HttpResponse:
    lines = [pages.EditionLine(*each) for each in readable(publications())]
    return show(request, "observatory/editions.html", pages.EditionsPage(lines))


@require_safe
@login_not_required
@opens
def edition(request: ActorRequest, name: str) -> HttpResponse:
    frame = _frame(name, "edition")
    page = pages.EditionPage(
        frame=frame,
        figures=pages.key_figures(frame.shown),
        count=pages.Count(frame.shown.edition.head_count, pages.returned_as_counts(frame.shown)),
        charts=charts_of(frame.shown),
        files=pages.kinds_of(frame.shown.downloads),
    )
    return show(request, "observatory/edition.html", page)


@require_safe
@login_not_required
@opens
def table(request: ActorRequest, name: str, number: int) -> HttpResponse:
    frame = _frame(name, str(number))
    if number not in TABLES:
        raise Http404
    page = pages.TablePage(frame, number, drawn(frame.shown, number), frame.shown.files_of(number))
    return show(request, "observatory/table.html", page)


@require_safe
@login_not_required
@opens
def place(request: ActorRequest, name: str, slug: str) -> HttpResponse:
    """A region, a block or a centre: its figures, and the way down to what it teaches."""
    return show(request, "observatory/place.html", place_page(_frame(name), _place(slug)))


@require_safe
@login_not_required
@opens
def teachings(request: ActorRequest, name: str, slug: str) -> HttpResponse:
    here = _place(slug)
    words, number = request.GET.get("q", "")[:200], request.GET.get("page", "1")
    page = teachings_page(_frame(name), here, words=words, number=number)
    return show(request, "observatory/teachings.html", page)


@require_safe
@login_not_required
@opens
def indicators(request: ActorRequest, name: str) -> HttpResponse:
    return show(request, "observatory/indicators.html", indicators_page(_frame(name, "indicators")))


@require_safe
@login_not_required
@opens
def indicator(request: ActorRequest, name: str, code: str) -> HttpResponse:
    """How a figure is made: its terms, what a missing answer does, its sources, its SQL."""
    frame = _frame(name, "indicators")
    if code not in frame.shown.edition.definitions:
        raise Http404
    return show(request, "observatory/indicator.html", indicator_page(frame, code))


@require_safe
@login_not_required
@opens
def charts(request: ActorRequest, name: str) -> HttpResponse:
    frame = _frame(name, "charts")
    page = pages.ChartsPage(frame, charts_of(frame.shown))
    return show(request, "observatory/charts.html", page)


@require_safe
@login_not_required
@opens
def years(request: ActorRequest) -> HttpResponse:
    """Published editions side by side, for the network or for one place."""
    slug = request.GET.get("lieu", "")
    code = addresses.places_by_slug()[slug].code if slug in addresses.places_by_slug() else TOTAL
    page = over_years.years_page([shown for _, shown in readable(publications())], code)
    return show(request, "observatory/years.html", page)


@require_safe
@login_not_required
@opens
def file(request: ActorRequest, name: str, file: str) -> HttpResponse:
    """One of the files that were written with the edition; its name is looked up, never opened.

    With `?langue=en` a drawing comes with its words in English.
    """
    found = _frame(name).shown.files.get(file)
    if found is None:
        raise Http404
    return answered(found.path, in_english=request.GET.get("langue") == "en")


def _frame(name: str, here: str = "") -> pages.Frame:
    try:
        return pages.Frame(*published(name), here)
    except LookupError:
        raise Http404 from None


def _place(slug: str) -> Place:
    try:
        return addresses.places_by_slug()[slug]
    except KeyError:
        raise Http404 from None
