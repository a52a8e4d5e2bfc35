"""The feed of a person, its address, and what a calendar is answered."""

import gzip
import re
from datetime import UTC, datetime, time
from typing import Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseNotFound
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from gregoire.framework.actors import ActorRequest
from gregoire.framework.http import go, opens
from gregoire.kernel.years import AcademicYear
from gregoire.people.models import Person
from gregoire.planning import feed as calendars
from gregoire.planning.calendars import added_entries
from gregoire.planning.models import FeedAddress
from gregoire.planning.operations.feeds import make_feed_address, revoke_feed_address
from gregoire.planning.queries.agendas import reach_of
from gregoire.planning.queries.feeds import address_by, events_of
from gregoire.planning.rules.agendas import feed_window
from gregoire.planning.wording import own

TYPE: Final = "text/calendar; charset=utf-8; component=VEVENT"
GZIP: Final = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))")
LEVEL: Final = 5  # of compression: half the time of 9 for two per cent more bytes


@require_safe
@login_not_required
@opens
def feed(request: ActorRequest, token: str) -> HttpResponse:
    """A person's classes, for their calendar: no session and no cookie, the address is the key.

    Guessed, badly signed or revoked, an address is looked for alike and answered alike.
    """
    key, is_signed = calendars.key_of(token)
    address = address_by(key[:32])
    if address is None or not is_signed:
        return _not_there()
    with translation.override(address.person.language):
        return _answer(request, address, token)


def _not_there() -> HttpResponse:
    headers = {"Cache-Control": "private, no-store", "Content-Language": "fr"}
    return HttpResponseNotFound(
        str(own.NO_FEED), content_type="text/plain; charset=utf-8", headers=headers
    )


def _answer(request: ActorRequest, address: FeedAddress, token: str) -> HttpResponse:
    """What has changed since the calendar last asked, or that nothing has (304)."""
    asked = calendars.Feed(
        name=address.person.name,
        address=address_in_full(token),
        base=settings.GREGOIRE_URL.rstrip("/"),
        language=address.person.language,
        window=feed_window(AcademicYear.of(localdate()).start),
    )
    start, end = (datetime.combine(day, time(), UTC) for day in asked.window)
    rows = [*events_of(reach_of(address.person_id), start, end)]
    zipped = GZIP.search(request.headers.get("Accept-Encoding", "")) is not None
    added = added_entries(address.person_id, start, end)
    tag = quote_etag(calendars.tag_of(asked, rows, added) + ("-gzip" if zipped else ""))
    response = get_conditional_response(request, etag=tag)
    if response is None:
        response = _whole(calendars.written(asked, rows, added), zipped=zipped)
    changed = max(calendars.changed_at([*rows, *added]) or address.made_at, address.made_at)
    told = {
        "ETag": tag,
        "Last-Modified": http_date(changed.timestamp()),
        "Cache-Control": "private, no-cache",
        "Vary": "Accept-Encoding",
        "Content-Language": asked.language,
    }
    for name, value in told.items():
        response.headers[name] = value
    return response


def _whole(text: bytes, *, zipped: bool) -> HttpResponse:
    if not zipped:
        return HttpResponse(text, content_type=TYPE, headers={"Content-Length": len(text)})
    body = gzip.compress(text, LEVEL, mtime=0)
    headers = {"Content-Encoding": "gzip", "Content-Length": len(body)}
    return HttpResponse(body, content_type=TYPE, headers=headers)


def address_in_full(token: str) -> str:
    return settings.GREGOIRE_URL.rstrip("/") + reverse("planning:feed", args=[token])


@require_POST
@opens
def feed_address(request: ActorRequest) -> HttpResponse:
    """Give me an address; the one I had, if I had one, answers no more."""
    person = Person.objects.get(pk=request.actor.person_id or 0)
    make_feed_address(by=request.actor, person=person)
    said = gettext("This is the address of your planning. Give it to nobody.")
    return go(request, "planning:planning", say=said)


@require_POST
@opens
def close_feed(request: ActorRequest) -> HttpResponse:
    """Close my address: the calendars that read it are answered that it is not there."""
    person = Person.objects.get(pk=request.actor.person_id or 0)
    revoke_feed_address(by=request.actor, person=person)
    said = gettext("The address is closed: no calendar can read your planning any more.")
    return go(request, "planning:planning", say=said)
