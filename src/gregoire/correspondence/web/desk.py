"""What the offices read and answer."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gregoire.correspondence import queries
from gregoire.correspondence.models import Conversation
from gregoire.correspondence.operations import (
    answer_person,
    close_conversation,
    take_conversation,
)
from gregoire.correspondence.web.forms import TextForm
from gregoire.correspondence.web.pages import DeskPage, ThreadPage
from gregoire.correspondence.wording import REFUSALS
from gregoire.framework.actors import ActorRequest
from gregoire.framework.http import go, opens, posted, show
from gregoire.framework.looks import looks_at
from gregoire.kernel.refusals import RefusedError


@require_safe
@opens
def desk(request: ActorRequest) -> HttpResponse:
    """What waits for the offices of whoever asks; or, with `?show=answered`, what does not."""
    if not queries.holds_an_office(request.actor):
        raise PermissionDenied
    asked = request.GET
    page = DeskPage.of(
        request.actor,
        waiting=asked.get("show") != "answered",
        words=asked.get("q", "")[:200],
        number=asked.get("page", "1"),
    )
    return show(request, "correspondence/desk.html", page)


@require_http_methods(["GET", "POST"])
@opens
def answer(request: ActorRequest, public_id: str) -> HttpResponse:
    """One conversation, and the answer of the office."""
    found = _ours(request, public_id)
    form = TextForm(*posted(request))
    if form.is_valid():
        try:
            answer_person(by=request.actor, conversation=found, **form.message)
        except RefusedError as refused:
            form.refuse(refused)
        else:
            told = gettext("Your answer has been sent; %(name)s is told by mail.")
            return go(request, "correspondence:desk", say=told % {"name": found.person.name})
    looks_at(request, found.person_id, page="correspondence:answer")
    can_open = queries.may_open_file(request.actor, found.person)
    page = ThreadPage(found, queries.thread_of(found), form, can_open_file=can_open)
    return show(request, "correspondence/answer.html", page, fragment="form", invalid=form.is_bound)


@require_POST
@opens
def take(request: ActorRequest, public_id: str) -> HttpResponse:
    """Say that one looks after it."""
    try:
        take_conversation(by=request.actor, conversation=_ours(request, public_id))
    except RefusedError as refused:
        said = str(REFUSALS[refused.reason]) % refused.facts
    else:
        said = gettext("You are looking after this message.")
    return go(request, "correspondence:answer", public_id, say=said)


@require_POST
@opens
def close(request: ActorRequest, public_id: str) -> HttpResponse:
    """Say that nothing is left to answer."""
    close_conversation(by=request.actor, conversation=_ours(request, public_id))
    return go(request, "correspondence:desk", say=gettext("The message needs no more answer."))


def _ours(request: ActorRequest, public_id: str) -> Conversation:
    try:
        return queries.office_conversation(request.actor, public_id)
    except Conversation.DoesNotExist:
        raise Http404 from None
