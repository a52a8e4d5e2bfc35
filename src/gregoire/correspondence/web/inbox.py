"""A person's inbox: what the campus told them, what they and the offices write; its archive."""

from collections.abc import Callable, Mapping
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gregoire.correspondence import queries
from gregoire.correspondence.models import Notice
from gregoire.correspondence.operations import (
    Chosen,
    answer_notice,
    archive_messages,
    bring_back_messages,
    read_all_messages,
    read_notice,
)
from gregoire.correspondence.web.forms import TextForm
from gregoire.correspondence.web.inbox_pages import CHOICE, InboxPage, NoticePage
from gregoire.framework.actors import ActorRequest
from gregoire.framework.http import go, opens, posted, show
from gregoire.kernel.refusals import RefusedError
from gregoire.people.queries import person_of

ARRANGING: Final[Mapping[str, Callable[..., int]]] = {
    "archive": archive_messages,
    "bring_back": bring_back_messages,
}


@require_safe
@opens
def inbox(request: ActorRequest) -> HttpResponse:
    """What the person was told and what was written, the latest first; or what holds some words."""
    asked = request.GET
    page = InboxPage.of(
        request.actor,
        folder=asked.get("show", ""),
        words=asked.get("q", "").strip()[:200],
        number=asked.get("page", "1"),
    )
    return show(request, "correspondence/inbox.html", page)


@require_POST
@opens
def arrange(request: ActorRequest) -> HttpResponse:
    """Put what was ticked into the archive, or bring it back."""
    deed = ARRANGING.get(request.POST.get("do", ""))
    if deed is None:
        return go(request, _back(request))
    ticked = [choice.partition(":") for choice in request.POST.getlist("chosen")]
    chosen = Chosen(
        conversations=[key for kind, _, key in ticked if kind == CHOICE[queries.CONVERSATION]],
        notices=[key for kind, _, key in ticked if kind == CHOICE[queries.NOTICE]],
    )
    count = deed(by=request.actor, person=person_of(request.actor), chosen=chosen)
    return go(request, _back(request), say=_arranged(deed, count, ticked=bool(ticked)))


@require_POST
@opens
def read_all(request: ActorRequest) -> HttpResponse:
    """Say that one has read everything."""
    count = read_all_messages(by=request.actor, person=person_of(request.actor))
    said = ngettext(
        "%(count)d message marked as read.", "%(count)d messages marked as read.", count
    )
    return go(request, "correspondence:inbox", say=said % {"count": count})


@require_http_methods(["GET", "POST"])
@opens
def notice(request: ActorRequest, public_id: str) -> HttpResponse:
    """One thing that the campus said, and the answer of the person."""
    found = _told(request, public_id)
    page = NoticePage.of(request.actor, found, TextForm(*posted(request)))
    if page.centre is not None and page.form.is_valid():
        try:
            begun = answer_notice(
                by=request.actor, notice=found, centre=page.centre, **page.form.message
            )
        except RefusedError as refused:
            page.form.refuse(refused)
        else:
            said = gettext("Your answer has been sent to the schooling office of your centre.")
            return go(request, "correspondence:conversation", begun.public_id, say=said)
    invalid = page.form.is_bound
    return show(request, "correspondence/notice.html", page, fragment="form", invalid=invalid)


@require_POST
@opens
def notice_read(request: ActorRequest, public_id: str) -> HttpResponse:
    """Opening an unread notice is a deed: a GET cannot write."""
    read_notice(by=request.actor, notice=_told(request, public_id))
    return go(request, "correspondence:notice", public_id)


def _told(request: ActorRequest, public_id: str) -> Notice:
    try:
        return queries.notice_of(request.actor, public_id)
    except Notice.DoesNotExist:
        raise Http404 from None


def _arranged(deed: Callable[..., int], count: int, *, ticked: bool) -> str:
    if not ticked:
        return gettext("Tick the messages first, then choose what to do with them.")
    if deed is archive_messages:
        said = ngettext("%(count)d message archived.", "%(count)d messages archived.", count)
    else:
        said = ngettext("%(count)d message is back.", "%(count)d messages are back.", count)
    return said % {"count": count}


def _back(request: HttpRequest) -> str:
    """To the part of the inbox from which it was done."""
    place = request.POST.get("next", "")
    inside = url_has_allowed_host_and_scheme(place, allowed_hosts=None)
    return place if inside and place.startswith("/messagerie/") else "correspondence:inbox"
