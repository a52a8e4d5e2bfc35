"""Announcements: written to a public, looked over, sent or scheduled, recalled."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gregoire.correspondence.audiences import (
    Audience,
    audience_named,
    audience_of,
    audiences_offered,
)
from gregoire.correspondence.models import Announcement
from gregoire.correspondence.operations.announcements import (
    recall_announcement,
    rewrite_announcement,
    send_announcement,
    write_announcement,
)
from gregoire.correspondence.permissions import WRITE_ANNOUNCEMENT
from gregoire.correspondence.queries.announcements import announcement_for, announcements_of
from gregoire.correspondence.web.announcement_pages import (
    AnnouncementPage,
    AnnouncementsPage,
    ChoosePage,
    WritePage,
    said_of_recall,
)
from gregoire.correspondence.web.area import area_for, demand_an_office
from gregoire.correspondence.web.desk_forms import AnnouncementForm, SendForm, said_of
from gregoire.framework.actors import ActorRequest
from gregoire.framework.http import go, opens, posted, refuse, show
from gregoire.kernel.refusals import RefusedError

ON_A_PAGE = 20


@require_safe
@opens
def announcements(request: ActorRequest) -> HttpResponse:
    """Those of one's centres, the latest first."""
    demand_an_office(request.actor)
    found = Paginator(announcements_of(request.actor), ON_A_PAGE)
    area = area_for(request.actor, "announcements")
    page = AnnouncementsPage(area, found.get_page(request.GET.get("page")))
    return show(request, "correspondence/announcements.html", page)


@require_safe
@opens
def choose(request: ActorRequest) -> HttpResponse:
    """To whom: the publics that hold the words."""
    demand_an_office(request.actor)
    words = request.GET.get("q", "").strip()[:100]
    page = ChoosePage(words, audiences_offered(request.actor, words))
    return show(request, "correspondence/announcement_choose.html", page)


@require_http_methods(["GET", "POST"])
@opens
def write(request: ActorRequest) -> HttpResponse:
    """The words, to the public that `?to=` names."""
    demand_an_office(request.actor)
    audience = _audience(request)
    form = AnnouncementForm(*posted(request))
    if form.is_valid():
        try:
            made = write_announcement(by=request.actor, audience=audience, words=form.words)
        except RefusedError as refused:
            form.refuse(refused)
        else:
            return go(request, "correspondence:announcement", made.public_id)
    page = WritePage(audience.label, audience.people.count(), form)
    return show(
        request,
        "correspondence/announcement_write.html",
        page,
        fragment="form",
        invalid=form.is_bound,
    )


@require_http_methods(["GET", "POST"])
@opens
def rewrite(request: ActorRequest, public_id: str) -> HttpResponse:
    """The words of a draft, again."""
    found = _ours(request, public_id)
    form = AnnouncementForm(*posted(request), initial=AnnouncementForm.initial_of(found))
    if form.is_valid():
        try:
            rewrite_announcement(by=request.actor, announcement=found, words=form.words)
        except RefusedError as refused:
            form.refuse(refused)
        else:
            return go(request, "correspondence:announcement", public_id)
    audience = audience_of(found, today=request.actor.today)
    page = WritePage(audience.label if audience else "", found.counted, form)
    return show(
        request,
        "correspondence/announcement_write.html",
        page,
        fragment="form",
        invalid=form.is_bound,
    )


@require_safe
@opens
def announcement(request: ActorRequest, public_id: str) -> HttpResponse:
    """What it says and to how many; of what goes, how far it is, which the page asks again."""
    found = _ours(request, public_id)
    page = AnnouncementPage.of(found, SendForm(zone=SendForm.zone_of(found)), request.actor)
    if request.headers.get("HX-Request") != "true":
        return show(request, "correspondence/announcement.html", page)
    answer = show(request, "correspondence/announcement_progress.html", page, fragment="progress")
    if not page.goes_on:
        answer["HX-Refresh"] = "true"  # what can be done has changed with the state
    return answer


@require_POST
@opens
def send(request: ActorRequest, public_id: str) -> HttpResponse:
    """Now, or at the instant that was chosen."""
    found = _ours(request, public_id)
    form = SendForm(*posted(request), zone=SendForm.zone_of(found))
    if form.is_valid():
        try:
            send_announcement(by=request.actor, announcement=found, at=form.at)
        except RefusedError as refused:
            form.refuse(refused)
        else:
            now = gettext("The announcement is being sent.")
            later = gettext("The announcement is scheduled.")
            said = later if form.at else now
            return go(request, "correspondence:announcement", public_id, say=said)
    found.refresh_from_db()
    page = AnnouncementPage.of(found, form, request.actor)
    return show(request, "correspondence/announcement.html", page, fragment="form", invalid=True)


@require_POST
@opens
def recall(request: ActorRequest, public_id: str) -> HttpResponse:
    """Take back what has not left, and say how many it had left for."""
    found = _ours(request, public_id)
    try:
        done = recall_announcement(by=request.actor, announcement=found)
    except RefusedError as refused:
        back = reverse("correspondence:announcement", args=[public_id])
        return refuse(request, said_of(refused), back=back)
    return go(request, "correspondence:announcement", public_id, say=said_of_recall(done))


def _ours(request: ActorRequest, public_id: str) -> Announcement:
    demand_an_office(request.actor)
    try:
        return announcement_for(request.actor, public_id)
    except Announcement.DoesNotExist:
        raise Http404 from None


def _audience(request: ActorRequest) -> Audience:
    """The public that the address names; a stranger's is not there."""
    audience = audience_named(request.GET.get("to", "")[:100], today=request.actor.today)
    if audience is None or not WRITE_ANNOUNCEMENT.granted(request.actor, audience):
        raise Http404
    return audience
