"""Proof of notice: a page and its PDF, of one notice, or of all those about one thing."""

from collections.abc import Sequence

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.utils.timezone import now
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from gregoire.correspondence.documents import PROOF
from gregoire.correspondence.models import Notice
from gregoire.correspondence.queries.proofs import notice_told, proof_of, told_of
from gregoire.correspondence.web.area import demand_an_office, pdf_answer
from gregoire.correspondence.web.desk_pages import ProofPage, TopicProofPage
from gregoire.correspondence.web.printing import proof_printed
from gregoire.framework.actors import ActorRequest
from gregoire.framework.http import opens, show
from gregoire.framework.looks import looks_at
from gregoire.people.queries import person_of

ON_A_PAGE = 30
MOST_PRINTED = 1000  # people in one PDF: about a minute's reading of the longest class


@require_safe
@opens
def proof(request: ActorRequest, public_id: str) -> HttpResponse:
    """What one person was told, and everything that happened to it."""
    notice = _ours(request, public_id)
    looks_at(request, notice.person_id, page="correspondence:proof")
    return show(request, "correspondence/proof.html", ProofPage(proof_of(notice)))


@require_safe
@opens
def pdf(request: ActorRequest, public_id: str) -> HttpResponse:
    notice = _ours(request, public_id)
    looks_at(request, notice.person_id, page="correspondence:proof_pdf")
    return _printed(request, [notice], name=f"preuve-{public_id}.pdf")


@require_safe
@opens
def topic(request: ActorRequest, topic: str) -> HttpResponse:
    """Everybody who was told of one thing, and what is known of each."""
    demand_an_office(request.actor)
    pages = Paginator(told_of(request.actor, topic), ON_A_PAGE).get_page(request.GET.get("page"))
    if not pages.paginator.count:
        raise Http404
    for notice in pages:
        looks_at(request, notice.person_id, page="correspondence:topic_proof")
    can_print = pages.paginator.count <= MOST_PRINTED
    page = TopicProofPage(topic, pages, [proof_of(notice) for notice in pages], can_print)
    return show(request, "correspondence/topic_proof.html", page)


@require_safe
@opens
def topic_pdf(request: ActorRequest, topic: str) -> HttpResponse:
    demand_an_office(request.actor)
    notices = list(told_of(request.actor, topic)[: MOST_PRINTED + 1])
    if not 0 < len(notices) <= MOST_PRINTED:
        raise Http404
    for notice in notices:
        looks_at(request, notice.person_id, page="correspondence:topic_proof_pdf")
    return _printed(request, notices, name="preuve.pdf")


def _printed(request: ActorRequest, notices: Sequence[Notice], *, name: str) -> HttpResponse:
    language = get_language() or "fr"
    proofs = [proof_of(notice) for notice in notices]
    by = person_of(request.actor).name
    value = proof_printed(proofs, topic=proofs[0].subject, by=by, at=now(), language=language)
    return pdf_answer(PROOF.render(value, language=language), name)


def _ours(request: ActorRequest, public_id: str) -> Notice:
    demand_an_office(request.actor)
    try:
        return notice_told(request.actor, public_id)
    except Notice.DoesNotExist:
        raise Http404 from None
