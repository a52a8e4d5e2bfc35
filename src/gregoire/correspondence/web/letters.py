"""Letters: what waits, printed as one batch with its list, posted."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gregoire.correspondence.audiences import SENDERS
from gregoire.correspondence.documents import LETTERS
from gregoire.correspondence.models import Delivery, LetterBatch
from gregoire.correspondence.operations.letters import (
    note_letter_back,
    post_letters,
    print_letters,
)
from gregoire.correspondence.queries.letters import (
    batch_for,
    batches_of,
    letter_for,
    letters_of,
    letters_waiting,
)
from gregoire.correspondence.web.area import area_for, demand_an_office, pdf_answer
from gregoire.correspondence.web.desk_forms import said_of
from gregoire.correspondence.web.desk_pages import BatchPage, LettersPage
from gregoire.correspondence.web.printing import batch_printed
from gregoire.framework.actors import ActorRequest
from gregoire.framework.http import go, opens, refuse, show
from gregoire.framework.looks import looks_at
from gregoire.kernel.refusals import RefusedError
from gregoire.network.models import Centre

BATCHES = 20


@require_safe
@opens
def letters(request: ActorRequest) -> HttpResponse:
    """What waits at each of one's centres, and the batches that were printed."""
    demand_an_office(request.actor)
    waiting = letters_waiting(request.actor)
    for at_centre in waiting:
        for letter in (*at_centre.ready, *at_centre.incomplete):
            looks_at(request, letter.notice.person_id, page="correspondence:letters")
    area = area_for(request.actor, "letters")
    page = LettersPage(area, waiting, list(batches_of(request.actor)[:BATCHES]))
    return show(request, "correspondence/letters.html", page)


@require_POST
@opens
def print_all(request: ActorRequest, code: str) -> HttpResponse:
    """One batch of all that can be printed at a centre."""
    demand_an_office(request.actor)
    centre = Centre.objects.filter(code=code).first()
    if centre is None or centre.pk not in request.actor.centres_as(*SENDERS):
        raise Http404
    try:
        made = print_letters(by=request.actor, centre=centre)
    except RefusedError as refused:
        return refuse(request, said_of(refused), back=reverse("correspondence:letters"))
    return go(request, "correspondence:letter_batch", made.public_id)


@require_http_methods(["GET", "POST"])
@opens
def batch(request: ActorRequest, public_id: str) -> HttpResponse:
    """The list of a batch; those that are ticked are posted, each with its registered number."""
    found = _ours(request, public_id)
    shown = list(letters_of(found))
    refusal = ""
    if request.method == "POST":
        numbers = {
            letter.public_id: request.POST.get(f"number-{letter.public_id}", "")
            for letter in shown
            if f"posted-{letter.public_id}" in request.POST
        }
        try:
            count = post_letters(by=request.actor, batch=found, numbers=numbers)
        except RefusedError as refused:
            refusal = said_of(refused)
        else:
            return go(request, "correspondence:letter_batch", public_id, say=_posted(count))
    for letter in shown:
        looks_at(request, letter.notice.person_id, page="correspondence:letter_batch")
    page = BatchPage(found, shown, refusal, request.POST)
    return show(request, "correspondence/letter_batch.html", page, invalid=bool(refusal))


@require_safe
@opens
def pdf(request: ActorRequest, public_id: str) -> HttpResponse:
    """The list, then each letter in its order; printed again, it is the same."""
    found = _ours(request, public_id)
    shown = list(letters_of(found))
    for letter in shown:
        looks_at(request, letter.notice.person_id, page="correspondence:letter_batch_pdf")
    language = get_language() or "fr"
    printed = LETTERS.render(batch_printed(found, shown, language=language), language=language)
    return pdf_answer(printed, f"courriers-{public_id}.pdf")


@require_POST
@opens
def came_back(request: ActorRequest, public_id: str) -> HttpResponse:
    """The post brought it back: a task for the office."""
    demand_an_office(request.actor)
    try:
        letter = letter_for(request.actor, public_id)
    except Delivery.DoesNotExist:
        raise Http404 from None
    why = gettext("The letter came back.")
    note_letter_back(by=request.actor, letter=letter, why=why)
    said = gettext("Noted: the address is in the list of addresses to find.")
    return go(request, "correspondence:addresses", say=said)


def _posted(count: int) -> str:
    words = ngettext("%(count)s letter posted.", "%(count)s letters posted.", count)
    return words % {"count": count}


def _ours(request: ActorRequest, public_id: str) -> LetterBatch:
    demand_an_office(request.actor)
    try:
        return batch_for(request.actor, public_id)
    except LetterBatch.DoesNotExist:
        raise Http404 from None
