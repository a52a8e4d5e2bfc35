from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from gregoire.correspondence.links import person_of_unsubscribe
from gregoire.correspondence.operations import unsubscribe
from gregoire.correspondence.queries import readers_of
from gregoire.framework.actors import Actor, ActorRequest
from gregoire.framework.http import opens, show


@dataclass(frozen=True, slots=True)
class UnsubscribePage:
    """What is to be stopped, and whether it is."""

    is_done: bool


@login_not_required
@csrf_exempt  # mail readers post it by themselves (RFC 8058); the signed address is the proof
@never_cache
@opens
def stop(request: ActorRequest, token: str) -> HttpResponse:
    """From a mail, without signing in: a page with a button; posting stops announcements."""
    person = person_of_unsubscribe(token)
    if person is None:
        raise Http404
    if request.method == "POST":
        unsubscribe(by=Actor(person.pk, frozenset(), today=request.actor.today), person=person)
    is_done = not readers_of([person])[person.pk].wants_announcements
    return show(request, "correspondence/unsubscribe.html", UnsubscribePage(is_done))
