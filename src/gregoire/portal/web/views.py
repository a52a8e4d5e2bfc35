from typing import Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime, now
from django.views.decorators.http import require_safe

from gregoire.catalogue.queries import semesters_ahead
from gregoire.enrolment.models import OFFICES
from gregoire.framework.actors import ActorRequest, Role
from gregoire.framework.http import go, opens, show
from gregoire.portal import queries, rules, wording
from gregoire.portal.web.faces import shown_face
from gregoire.portal.web.pages import DeskPage, HomePage, RegisteringPage, VisitorPage

CAMPUS: Final = "campus"  # `/?campus`: whoever has a desk comes here on purpose


@require_safe
@login_not_required
@opens
def home(request: ActorRequest) -> HttpResponse:
    """What the institution offers, to visitors; to learners, their campus; to offices, their desk."""
    if not request.actor.is_known:
        return _visitor(request)
    learning = queries.learning_of(request.actor)
    if learning.registration is None and CAMPUS not in request.GET:
        if request.actor.holds_any(*OFFICES):
            return go(request, "portal:desk")
        if request.actor.holds_any(Role.OBSERVATORY):
            return go(request, "observatory:desk")
    centre = learning.registration.centre if learning.registration else None
    there = localtime(now(), centre.zone if centre else None)
    page = HomePage.of(learning, shown_face(request), today=there.date(), hour=there.hour)
    return show(request, "portal/home.html", page)


def _visitor(request: ActorRequest) -> HttpResponse:
    today = request.actor.today
    page = VisitorPage.of(queries.offer_of_the_network(today), today)
    return show(request, "portal/visitor.html", page)


@require_safe
@login_not_required
@opens
def how_to_register(request: ActorRequest) -> HttpResponse:
    today = request.actor.today
    page = RegisteringPage(semesters_ahead(today), today)
    return show(request, "portal/how_to_register.html", page)


@require_safe
@opens
def desk(request: ActorRequest) -> HttpResponse:
    """What awaits the schooling office, in its own centres."""
    if not request.actor.holds_any(*OFFICES):
        raise PermissionDenied("portal.desk")
    here = localtime(now())
    words = wording.GREETINGS[rules.greeting(here.hour)]
    page = DeskPage(
        today=here.date(),
        greeting=str(words) % {"name": shown_face(request).first_name},
        work=queries.awaiting(request.actor),
        has_network=len(request.actor.centres_as(*OFFICES)) > 1,
    )
    return show(request, "portal/desk.html", page)


@require_safe
@login_not_required
@opens
def robots(request: ActorRequest) -> HttpResponse:
    page = {"base": settings.GREGOIRE_URL.rstrip("/")}
    return render(request, "portal/robots.txt", page, content_type="text/plain; charset=utf-8")


@require_safe
@login_not_required
@opens
def sitemap(request: ActorRequest) -> HttpResponse:
    addresses = ["/", "/s-inscrire/", "/observatoire/", *queries.addresses_of_the_catalogue()]
    page = {"base": settings.GREGOIRE_URL.rstrip("/"), "addresses": addresses}
    return render(request, "portal/sitemap.xml", page, content_type="application/xml")
