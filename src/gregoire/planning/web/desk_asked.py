"""What the address of the office's timetable names: the sites, the days, the filters."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils.timezone import now

from gregoire.framework.actors import ActorRequest
from gregoire.network.models import Centre
from gregoire.planning.models.sessions import READERS
from gregoire.planning.queries import desk as queries
from gregoire.planning.queries.desk import Filters
from gregoire.planning.rules.agendas import WEEK, monday_of
from gregoire.planning.web.own_asked import asked_day

DAY: Final = timedelta(days=1)
BY_ROOM: Final = "rooms"
NARROWING: Final = ("room", "teacher", "field", "words")  # in the order of the filters


@dataclass(frozen=True, slots=True)
class Asked:
    """The chosen centre (its sites with it), the day, whether rooms stand as rows, the filters."""

    centres: list[Centre]
    centre: Centre
    day: date
    by_room: bool
    filters: Filters
    today: date

    @property
    def sites(self) -> list[Centre]:
        return queries.sites_of(self.centre, self.centres)

    @property
    def monday(self) -> date:
        return monday_of(self.day)

    @property
    def days(self) -> tuple[date, date]:
        """The first day that is shown, and the one after the last."""
        return (self.day, self.day + DAY) if self.by_room else (self.monday, self.monday + WEEK)

    def address(self, *, day: date | None = None, by_room: bool | None = None) -> str:
        """The same timetable, of another day or in the other view."""
        rooms = self.by_room if by_room is None else by_room
        other = replace(self, day=day or self.day, by_room=rooms)
        return f"{reverse('planning:desk')}?{other.words}"

    @property
    def paper(self) -> str:
        """The same timetable as PDF."""
        return f"{reverse('planning:centre_print')}?{self.words}"

    @property
    def words(self) -> str:
        """What the address says of it, behind its question mark."""
        asked = {
            "centre": self.centre.code,
            "day": str(self.day),
            "view": BY_ROOM if self.by_room else "",
            "room": self.filters.room,
            "teacher": self.filters.teacher,
            "field": self.filters.field,
            "words": self.filters.words,
        }
        return urlencode({name: value for name, value in asked.items() if value})


def asked_of(request: ActorRequest) -> Asked:
    """Raises PermissionDenied without a post that reads timetables, Http404 for another's centre."""
    if not request.actor.centres_as(*READERS):
        raise PermissionDenied
    centres = queries.centres_shown(request.actor)
    code = request.GET.get("centre", "")
    centre = next((each for each in centres if each.code == code), None)
    if centre is None and code:
        raise Http404
    centre = centre or centres[0]
    today = now().astimezone(centre.zone).date()
    return Asked(
        centres,
        centre,
        asked_day(request) or today,
        request.GET.get("view") == BY_ROOM,
        Filters(*(request.GET.get(name, "").strip() for name in NARROWING)),
        today,
    )
