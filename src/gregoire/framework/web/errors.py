"""What people read when something went another way than they meant: what it is, and what to do."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Wrong(IntEnum):
    REQUEST = 400
    FORBIDDEN = 403
    NOT_FOUND = 404


@dataclass(frozen=True, slots=True)
class ErrorPage:
    title: Promise
    what: Promise
    todo: Promise
    sign: str


PAGES: Final = {
    Wrong.REQUEST: ErrorPage(
        _("This request could not be read"),
        _("What your browser sent was too large, or not in the form that this page expects."),
        _("Go back, shorten or check what you entered, and send it again."),
        "alert-triangle",
    ),
    Wrong.FORBIDDEN: ErrorPage(
        _("This page is not open to you"),
        _("It belongs to those who hold a post for it, at a centre and for a period."),
        _("If you hold such a post, ask the administrator of your centre to look at its dates."),
        "lock",
    ),
    Wrong.NOT_FOUND: ErrorPage(
        _("There is nothing here for you"),
        _("The address is mistyped, the page has moved, or what it shows is not yours to see."),
        _("Check the address, or start again from one of these places."),
        "map-pin",
    ),
}
STALE: Final = ErrorPage(
    _("This form was open for too long"),
    _(
        "You signed in or out in another tab meanwhile, or your session has ended. Nothing was saved."
    ),
    _("Go back with your browser, reload the page, and send the form again."),
    "refresh",
)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return _shown(request, PAGES[Wrong.REQUEST], Wrong.REQUEST)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return _shown(request, PAGES[Wrong.FORBIDDEN], Wrong.FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return _shown(request, PAGES[Wrong.NOT_FOUND], Wrong.NOT_FOUND)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    return _shown(request, STALE, Wrong.FORBIDDEN)


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Without a frame, which would ask the database: that may be what is wrong."""
    return HttpResponse(render_to_string("framework/down.html"), status=500)


def _shown(request: HttpRequest, page: ErrorPage, status: Wrong) -> HttpResponse:
    return render(request, "framework/error.html", {"page": page}, status=status)
