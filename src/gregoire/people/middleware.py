from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate

from gregoire.framework.actors import ActorRequest
from gregoire.people.queries import actor_for


class ActorMiddleware:
    """Names the actor of every request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        cast("ActorRequest", request).actor = actor_for(request.user, today=localdate())
        return self.get_response(request)
