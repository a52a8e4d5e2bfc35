"""The tabs of the office's lists: what is written to people, and how it reaches them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _

from gregoire.correspondence.audiences import SENDERS
from gregoire.correspondence.queries.desk import awaiting_office
from gregoire.framework.actors import Actor
from gregoire.framework.models import Look

WITHIN: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class AreaTab:
    to: str
    label: str
    is_current: bool
    count: int | None  # None: nothing of it waits for anybody


def area_for(actor: Actor, here: str) -> list[AreaTab]:
    """The tabs of `correspondence/desk_tabs.html`; none for who only answers messages.

    `here` is the name of the page's address, without its module.
    """
    waiting = awaiting_office(actor)
    if not waiting.sends:
        return []
    tabs = (
        ("desk", _("Messages"), waiting.messages),
        ("announcements", _("Announcements"), None),
        ("letters", _("Letters"), waiting.letters),
        ("calls", _("Calls"), waiting.calls),
        ("addresses", _("Addresses"), waiting.addresses),
    )
    return [
        AreaTab(reverse(f"correspondence:{name}"), label, name == here, count or None)
        for name, label, count in tabs
    ]


def demand_an_office(actor: Actor) -> None:
    """These pages are for those who send in the name of a centre; raises PermissionDenied."""
    if not actor.holds_any(*SENDERS):
        raise PermissionDenied


def pdf_answer(pdf: bytes, name: str) -> HttpResponse:
    """A PDF that the browser shows, and keeps under this name."""
    disposition = f'inline; filename="{name}"'
    return HttpResponse(pdf, "application/pdf", headers={"Content-Disposition": disposition})


def seen_lately(actor: Actor, page: str) -> set[int]:
    """Whom the actor has looked at on this page within the hour: a list that asks again by itself
    leaves one trace and not a hundred.
    """
    looks = Look.objects.filter(by=actor.person_id or 0, page=page, at__gt=now() - WITHIN)
    return set(looks.order_by("pk").values_list("about", flat=True))
