"""What a person says to the offices, and what they answer."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gregoire.correspondence import queries
from gregoire.correspondence.models import Conversation
from gregoire.correspondence.operations import (
    read_conversation,
    reply_to_office,
    write_to_office,
)
from gregoire.correspondence.web.forms import TextForm, WriteForm
from gregoire.correspondence.web.pages import ContactPage, InboxPage, Recipients, ThreadPage
from gregoire.framework.actors import ActorRequest
from gregoire.framework.http import go, opens, posted, show
from gregoire.kernel.refusals import RefusedError


@require_http_methods(["GET", "POST"])
@opens
def contact(request: ActorRequest) -> HttpResponse:
    """My centres, the nearest one, and a message to the right office."""
    recipients = Recipients.of(request.actor, request.GET.get("postcode", "").strip()[:12])
    form = WriteForm(*posted(request), places=recipients.places)
    if form.is_valid():
        centre, office = form.recipient
        subject, text = form.cleaned_data["subject"], form.cleaned_data["text"]
        try:
            made = write_to_office(
                by=request.actor, centre=centre, office=office, subject=subject, text=text
            )
        except RefusedError as refused:
            form.refuse(refused)
        else:
            said = gettext("Your message has been sent. The answer will be shown here.")
            return go(request, "correspondence:conversation", made.public_id, say=said)
    page = ContactPage.of(recipients, form)
    return show(
        request, "correspondence/contact.html", page, fragment="form", invalid=form.is_bound
    )


@require_safe
@opens
def inbox(request: ActorRequest) -> HttpResponse:
    """Every conversation of the person, the latest first; those that hold the words asked for."""
    asked = request.GET
    page = InboxPage.of(
        request.actor, words=asked.get("q", "")[:200], number=asked.get("page", "1")
    )
    return show(request, "correspondence/inbox.html", page)


@require_http_methods(["GET", "POST"])
@opens
def conversation(request: ActorRequest, public_id: str) -> HttpResponse:
    """One conversation, and the reply of the person."""
    found = _own(request, public_id)
    form = TextForm(*posted(request))
    if form.is_valid():
        try:
            reply_to_office(by=request.actor, conversation=found, text=form.cleaned_data["text"])
        except RefusedError as refused:
            form.refuse(refused)
        else:
            sent = gettext("Your reply has been sent.")
            return go(request, "correspondence:conversation", public_id, say=sent)
    page = ThreadPage(found, queries.thread_of(found), form)
    return show(
        request, "correspondence/conversation.html", page, fragment="form", invalid=form.is_bound
    )


@require_POST
@opens
def read(request: ActorRequest, public_id: str) -> HttpResponse:
    """Opening an unread conversation is a deed: a GET cannot write."""
    read_conversation(by=request.actor, conversation=_own(request, public_id))
    return go(request, "correspondence:conversation", public_id)


def _own(request: ActorRequest, public_id: str) -> Conversation:
    try:
        return queries.conversation_of(request.actor, public_id)
    except Conversation.DoesNotExist:
        raise Http404 from None
