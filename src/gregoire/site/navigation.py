"""The tabs, in the order of the guide. A tab appears when its module works, not before."""

from dataclasses import dataclass
from functools import cache
from typing import Final

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gregoire.framework.actors import NOBODY, Actor, Role
from gregoire.portal.web.faces import shown_face


@dataclass(frozen=True, slots=True)
class Tab:
    """One place of the campus: the name of its address, what it is called, its icon."""

    to: str
    label: Promise
    icon: str
    in_dock: bool = False  # at the bottom of a phone, where it is among the first four
    short: Promise | None = None  # what the dock says, where the label is too long for it
    also: tuple[str, ...] = ()  # other addresses that it stands for, with what is under them


@dataclass(frozen=True, slots=True)
class Place:
    """A tab as one page shows it."""

    url: str
    label: Promise
    icon: str
    is_current: bool
    short: Promise


OWN_CLASSES: Final = ("/gestion/planning/", "/gestion/presences/")  # where teachers see to theirs
LEARNER_TABS: Final = (
    Tab("portal:home", _("Home"), "home", in_dock=True),
    Tab(
        "enrolment:teachings",
        _("Courses"),
        "books",
        in_dock=True,
        short=pgettext_lazy("dock", "Courses"),
    ),
    Tab("planning:planning", _("Planning"), "calendar", in_dock=True, also=OWN_CLASSES),
    Tab("records:transcript", _("Transcript"), "certificate", in_dock=True),
    Tab("people:personal_data", _("Personal data"), "user"),
    Tab("enrolment:documents", _("My documents"), "file-text"),
    Tab("correspondence:contact", _("Contact"), "message-circle", in_dock=True),
)
SENDING: Final = (
    "/gestion/annonces/",
    "/gestion/courriers/",
    "/gestion/appels/",
    "/gestion/adresses/",
    "/gestion/preuves/",
)
TIMETABLES: Final = (
    "/gestion/semestre/",
    "/gestion/presences/",
    "/gestion/attestations/",
    "/gestion/centres/",
    "/planning/seances/",
)
TODAY: Final = Tab("portal:desk", _("Today"), "layout-dashboard")
PERSONS: Final = Tab("people:persons", _("People"), "users")
OFFERINGS: Final = Tab("enrolment:offerings", _("Offerings"), "school")
TIMETABLE: Final = Tab("planning:desk", _("Planning"), "calendar", also=TIMETABLES)
MESSAGES: Final = Tab("correspondence:desk", _("Messages"), "mail", also=SENDING)
CALLS: Final = Tab("correspondence:calls", _("Calls"), "phone")
DESK_TABS: Final = (TODAY, PERSONS, OFFERINGS, TIMETABLE, MESSAGES)
OFFICE_TABS: Final = (MESSAGES, PERSONS)
TEACHING_TABS: Final = (MESSAGES, PERSONS, OFFERINGS, TIMETABLE)
DESK_DOCK: Final = (MESSAGES, CALLS, TIMETABLE, PERSONS)  # what an office opens most, by thumb
OBSERVATORY_TAB: Final = Tab("observatory:desk", _("Observatory"), "chart-bar")
OBSERVATORY_TABS: Final = (
    Tab("observatory:desk", _("Editions"), "clipboard-list", in_dock=True),
    Tab(
        "observatory:latest_pairs",
        _("Persons to compare"),
        "users",
        in_dock=True,
        short=pgettext_lazy("dock", "Persons"),
    ),
    Tab(
        "observatory:consultations",
        _("Who looked"),
        "eye",
        in_dock=True,
        short=pgettext_lazy("dock", "Looks"),
    ),
    Tab(
        "observatory:editions",
        _("Published figures"),
        "chart-bar",
        in_dock=True,
        short=pgettext_lazy("dock", "Figures"),
    ),
)
VISITOR_TABS: Final = (
    Tab("portal:home", _("Home"), "home", in_dock=True),
    Tab("catalogue:programmes", _("Programmes"), "certificate", in_dock=True),
    Tab("catalogue:units", _("Units"), "books", in_dock=True),
    Tab("catalogue:centres", _("Centres"), "map-pin", in_dock=True),
    Tab("portal:how_to_register", _("Registering"), "pencil"),
    Tab("observatory:editions", _("Figures"), "chart-bar"),
)
WAYS: Final = {  # the links of the frame itself
    "home": "portal:home",
    "register": "portal:how_to_register",
    "inbox": "correspondence:inbox",
    "personal_data": "people:personal_data",
    "second_factor": "mfa_index",
    "sign_in": "account_login",
    "sign_out": "account_logout",
    "programmes": "catalogue:programmes",
    "units": "catalogue:units",
    "centres": "catalogue:centres",
    "figures": "observatory:editions",
}
DOCK: Final = 4  # places at the bottom of a phone; the fifth opens all the others
DESK_ROLES: Final = (Role.SCHOOLING, Role.ADMINISTRATOR)
TEACHING_ROLES: Final = (Role.ADVISER, Role.EXAMS)  # their work needs what is offered, and when
OFFICE_ROLES: Final = (*TEACHING_ROLES, Role.RECOGNITION, Role.DIPLOMAS)


def tabs_for(actor: Actor, path: str, *, at_work: bool = False) -> tuple[Tab, ...]:
    """Visitors see what is offered; those with a desk see it where they work, the campus elsewhere.

    `at_work`: this page of the campus is one of their desk too, and they came to it to work.
    The observatory's desk goes on in what it publishes; whoever keeps an office too has it there.
    """
    if not actor.is_known:
        return VISITOR_TABS
    is_observatory = actor.holds_any(Role.OBSERVATORY)
    if (at_work or is_desk(path)) and actor.holds_any(*DESK_ROLES):
        return (*DESK_TABS, OBSERVATORY_TAB) if is_observatory else DESK_TABS
    if is_desk(path) and actor.holds_any(*OFFICE_ROLES):
        return TEACHING_TABS if actor.holds_any(*TEACHING_ROLES) else OFFICE_TABS
    if is_observatory and path.startswith(("/gestion/", "/observatoire/")):
        return OBSERVATORY_TABS
    return LEARNER_TABS


def desk_of(actor: Actor) -> str:
    """The address of the desk of whoever has one, the messages of an office without; else empty."""
    if actor.holds_any(*DESK_ROLES):
        return address_of("portal:desk")
    if actor.holds_any(*OFFICE_ROLES):
        return address_of("correspondence:desk")
    return address_of("observatory:desk") if actor.holds_any(Role.OBSERVATORY) else ""


def is_desk(path: str) -> bool:
    return path.startswith("/gestion/")


@cache
def address_of(name: str) -> str:
    """Empty while the module behind it has no such page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@cache
def ways() -> dict[str, str]:
    return {name: address_of(to) for name, to in WAYS.items()}


def dock_for(tabs: tuple[Tab, ...]) -> tuple[Tab, ...]:
    """The places at the bottom of a phone that belong to some tabs."""
    if tabs[: len(DESK_TABS)] == DESK_TABS:
        return DESK_DOCK
    if tabs in {OFFICE_TABS, TEACHING_TABS}:
        return tabs
    return tuple(tab for tab in tabs if tab.in_dock)[:DOCK]


def places_for(tabs: tuple[Tab, ...], path: str) -> list[Place]:
    """The tabs with their addresses; of those that lead to this page, the nearest is current."""
    there = [(tab, url) for tab in tabs if (url := address_of(tab.to))]
    leading = [url for _tab, url in there if _leads(url, path)] or [
        url for tab, url in there if path.startswith(tab.also)
    ]
    current = max(leading, key=len, default="")
    return [
        Place(url, tab.label, tab.icon, url == current, tab.short or tab.label)
        for tab, url in there
    ]


def _leads(url: str, path: str) -> bool:
    """Home and the desk are only themselves; other pages stand for what is under them."""
    return path == url if url in {"/", "/gestion/"} else path.startswith(url)


def frame(request: HttpRequest) -> dict[str, object]:
    """What the frame of every page needs; one query, and only if the frame is drawn."""
    actor: Actor = getattr(request, "actor", NOBODY)
    at_work = is_desk(request.path) or getattr(request, "is_at_the_desk", False)
    tabs = tabs_for(actor, request.path, at_work=at_work)
    places, dock = places_for(tabs, request.path), places_for(dock_for(tabs), request.path)
    docked = {place.url for place in dock}
    return {
        "actor": actor,
        "tabs": places,
        "dock": dock,
        "undocked": [place for place in places if place.url not in docked],
        "has_desk": bool(desk_of(actor)),
        "in_desk": at_work,
        "ways": ways() | {"desk": desk_of(actor)},
        "face": SimpleLazyObject(lambda: shown_face(request)),
    }
