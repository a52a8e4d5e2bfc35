"""Pairs of registrations side by side: one person's, or two? Every look is kept."""

from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gregoire.framework.actors import ActorRequest
from gregoire.framework.http import go, opens, show
from gregoire.kernel.refusals import RefusedError
from gregoire.observatory import queries
from gregoire.observatory.operations import review_pair, take_back_review
from gregoire.observatory.rules import Shelf
from gregoire.observatory.web import desk_pages, pair_pages
from gregoire.observatory.web.desk import demand, looks
from gregoire.observatory.web.editions import Shown
from gregoire.observatory.web.shelves import unhidden
from gregoire.observatory.wording import REFUSALS


@require_safe
@opens
def latest(request: ActorRequest) -> HttpResponse:
    """To the pairs of the newest edition that was built."""
    demand(request)
    names = [shelf.name for shelf in desk_pages.editions_page().shelves if shelf.current]
    if not names:
        return go(request, "observatory:desk")
    return go(request, "observatory:pair", names[0])


@require_http_methods(["GET", "POST"])
@opens
def pair(request: ActorRequest, name: str) -> HttpResponse:
    """The next pair, or the one that is asked for; an answer leads to the next one."""
    demand(request)
    built = desk_pages.chosen(name, "")
    if built is None:
        raise Http404
    if request.method == "POST":
        return _answered(request, unhidden(built))
    asked, after = request.GET.get("paire", ""), request.GET.get("apres", "")
    page = pair_pages.pair_page(unhidden(built), built, request.actor, asked=asked, after=after)
    if page.pair is not None:
        looks(request, Shelf.PAIR, page.pair.queued.code)
    return show(request, "observatory/desk/pair.html", page, fragment="pair")


def _answered(request: ActorRequest, shown: Shown) -> HttpResponse:
    try:
        asked, answer = pair_pages.posted_pair(request.POST, shown)
    except LookupError:
        raise Http404 from None
    except ValueError as error:
        raise BadRequest from error
    try:
        review_pair(by=request.actor, pair=asked, answer=answer)
    except RefusedError as refused:
        page = pair_pages.refused_page(asked.edition, _sentence(refused))
        return show(request, "observatory/desk/pair.html", page, fragment="pair", invalid=True)
    address = reverse("observatory:pair", args=[asked.edition])
    return redirect(f"{address}?apres={asked.left}~{asked.right}")  # htmx follows it: the next pair


@require_POST
@opens
def undo(request: ActorRequest, name: str) -> HttpResponse:
    """Take back one's last answer, and look at the pair again."""
    demand(request)
    review = queries.last_review_by(request.actor, name)
    if review is None:
        return go(
            request, "observatory:pair", name, say=gettext("There is no answer to take back.")
        )
    try:
        pair = take_back_review(by=request.actor, review=review)
    except RefusedError as refused:
        return go(request, "observatory:pair", name, say=_sentence(refused))
    return redirect(f"{reverse('observatory:pair', args=[name])}?paire={pair.left}~{pair.right}")


def _sentence(refused: RefusedError) -> str:
    return str(REFUSALS[refused.reason]) % refused.facts  # type: ignore[index]
