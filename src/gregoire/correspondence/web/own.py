"""What a person says to the offices, and what they answer."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gregoire.correspondence import queries
from gregoire.correspondence.models import Attachment, Conversation
from gregoire.correspondence.operations import (
    read_conversation,
    reply_to_office,
    write_to_office,
)
from gregoire.correspondence.web.forms import TextForm, WriteForm
from gregoire.correspondence.web.pages import ContactPage, Recipients, ThreadPage
from gregoire.framework.actors import ActorRequest
from gregoire.framework.http import go, opens, posted, show
from gregoire.framework.looks import looks_at
from gregoire.framework.uploads import handed_out
from gregoire.kernel.refusals import RefusedError


@require_http_methods(["GET", "POST"])
@opens
def contact(request: ActorRequest) -> HttpResponse:
    """My centres, the nearest one, and a message to the right office."""
    recipients = Recipients.of(request.actor, request.GET.get("postcode", "").strip()[:12])
    form = WriteForm(*posted(request), places=recipients.places)
    if form.is_valid():
        centre, office = form.recipient
        try:
            made = write_to_office(by=request.actor, centre=centre, office=office, **form.message)
        except RefusedError as refused:
            form.refuse(refused)
        else:
            said = gettext("Your message has been sent. The answer will be shown here.")
            return go(request, "correspondence:conversation", made.public_id, say=said)
    page = ContactPage.of(recipients, form)
    return show(
        request, "correspondence/contact.html", page, fragment="form", invalid=form.is_bound
    )


@require_http_methods(["GET", "POST"])
@opens
def conversation(request: ActorRequest, public_id: str) -> HttpResponse:
    """One conversation, and the reply of the person."""
    found = _own(request, public_id)
    form = TextForm(*posted(request))
    if form.is_valid():
        try:
            reply_to_office(by=request.actor, conversation=found, **form.message)
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


@require_safe
@opens
def attachment(request: ActorRequest, public_id: str) -> HttpResponseBase:
    """A file of a conversation, to its person and to the office that reads it."""
    try:
        found = queries.attachment_for(request.actor, public_id)
    except Attachment.DoesNotExist:
        raise Http404 from None
    person = found.message.conversation.person_id
    looks_at(request, person, page="correspondence:attachment")
    return handed_out(found.file, name=found.name, content_type=found.content_type)


def _own(request: ActorRequest, public_id: str) -> Conversation:
    try:
        return queries.conversation_of(request.actor, public_id)
    except Conversation.DoesNotExist:
        raise Http404 from None
