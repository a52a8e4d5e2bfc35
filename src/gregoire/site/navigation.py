"""The tabs, in the order of the guide. A tab appears when its module works, not before."""

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gregoire.framework.actors import NOBODY, Actor, Role


@dataclass(frozen=True, slots=True)
class Tab:
    """One place of the campus: the name of its address, what it is called, its icon."""

    to: str
    label: Promise
    icon: str
    in_dock: bool = False  # among the five places at the bottom of a phone

    @property
    def url(self) -> str:
        return reverse(self.to)


LEARNER_TABS: Final = (
    Tab("portal:home", _("Home"), "home", in_dock=True),
    Tab("enrolment:teachings", _("Courses"), "books", in_dock=True),
    Tab("records:transcript", _("Transcript"), "certificate", in_dock=True),
    Tab("people:personal_data", _("Personal data"), "user"),
    Tab("enrolment:documents", _("My documents"), "file-text"),
    Tab("correspondence:contact", _("Contact"), "message-circle", in_dock=True),
)
DESK_TABS: Final = (
    Tab("portal:desk", _("Today"), "layout-dashboard", in_dock=True),
    Tab("people:persons", _("People"), "users", in_dock=True),
    Tab("enrolment:offerings", _("Offerings"), "school", in_dock=True),
    Tab("correspondence:desk", _("Messages"), "mail", in_dock=True),
)
VISITOR_TABS: Final = (
    Tab("portal:home", _("Home"), "home", in_dock=True),
    Tab("catalogue:programmes", _("Programmes"), "certificate", in_dock=True),
    Tab("catalogue:units", _("Units"), "books", in_dock=True),
    Tab("catalogue:centres", _("Centres"), "map-pin", in_dock=True),
    Tab("portal:how_to_register", _("Registering"), "pencil"),
)
DESK_ROLES: Final = (Role.SCHOOLING, Role.ADMINISTRATOR)


def tabs_for(actor: Actor, path: str) -> tuple[Tab, ...]:
    """Visitors see what is offered; those with a desk see it where they work, the campus elsewhere."""
    if not actor.is_known:
        return VISITOR_TABS
    if path.startswith("/gestion/") and actor.holds_any(*DESK_ROLES):
        return DESK_TABS
    return LEARNER_TABS


def frame(request: HttpRequest) -> dict[str, object]:
    """What the frame of every page needs: no query is made here."""
    actor: Actor = getattr(request, "actor", NOBODY)
    return {
        "actor": actor,
        "tabs": tabs_for(actor, request.path),
        "has_desk": actor.holds_any(*DESK_ROLES),
        "in_desk": request.path.startswith("/gestion/"),
    }
