from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localdate

from gregoire.framework.actors import NOBODY, ActorRequest
from gregoire.people import limits, wording
from gregoire.people.queries import actor_for


class ActorMiddleware:
    """Names the actor of every request, and ends the sessions that have lasted long enough."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor = actor_for(request.user, today=localdate())
        over = (
            limits.over(request.session, holds_a_post=bool(actor.posts)) if actor.is_known else None
        )
        if over:
            unsent = limits.sign_out(request)
            _say_why(request, over, is_kept=unsent is not None)
            request.session_has_ended = True  # type: ignore[attr-defined]
            actor = NOBODY
        cast("ActorRequest", request).actor = actor
        return self.get_response(request)


def _say_why(request: HttpRequest, over: limits.Over, *, is_kept: bool) -> None:
    messages.warning(request, limits.reason(over))
    if request.method == "POST":
        messages.warning(request, wording.NOT_SENT if is_kept else wording.NOT_SENT_LOST)


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Leads to the sign-in page, and from there back to where one was.

    A form that was sent without being signed in is never lost in silence: what the session's end
    kept of it waits behind the sign-in; otherwise people are told, and return to the form.
    """

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseBase:
        if request.method in {"GET", "HEAD"} and not _is_htmx(request):
            return super().handle_no_permission(request, view_func)
        back = self._back(request)
        query = QueryDict(mutable=True)
        query["next"] = back
        sign_in = f"{resolve_url(self.get_login_url(view_func))}?{query.urlencode(safe='/')}"
        if _is_htmx(request):
            return HttpResponse(headers={"HX-Redirect": sign_in})
        return HttpResponseRedirect(sign_in)

    def _back(self, request: HttpRequest) -> str:
        if limits.has_unsent(request.session):
            return reverse("people:resume")
        if request.method == "POST" and not getattr(request, "session_has_ended", False):
            messages.warning(request, wording.NOT_SENT_LOST)
        return _page_of(request)


def _page_of(request: HttpRequest) -> str:
    """The page on which the form stood, if it is one of ours."""
    shown = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(shown, {request.get_host()}, request.is_secure()):
        parts = urlsplit(shown)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return "/"


def _is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"
