"""Publics to which an announcement can go: the modules above offer theirs.

A module registers its publics in `ready()`, by importing the file that says

    @offers_audience(AudienceKind.OFFERING, listed=offerings_to_write_to)
    def learners_of(key: str, today: date) -> Audience | None:
        ...
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gregoire.correspondence.kinds import kind
from gregoire.correspondence.models import HOLDERS, Announcement
from gregoire.correspondence.rules import AudienceKind, Office
from gregoire.framework.actors import Actor, Role
from gregoire.network.models import Centre
from gregoire.people.models import Appointment, Person
from gregoire.people.wording import ROLES

SENDERS: Final = HOLDERS[Office.SCHOOLING]  # the roles that speak for a centre, print and phone
EVERYWHERE: Final = "*"
ANNOUNCEMENT: Final = kind(
    "correspondence.announcement",
    gettext_lazy("Announcement"),
    may_unsubscribe=True,
)


@dataclass(frozen=True, slots=True)
class Audience:
    """The people to whom an announcement goes, in words and as a query; `centre` None: all of it.

    Each person comes once in `people`.
    """

    kind: AudienceKind
    key: str
    label: str
    centre: Centre | None
    people: QuerySet[Person]

    @property
    def name(self) -> str:
        """How an address names it: `offering:2k4m…`."""
        return f"{self.kind}:{self.key}"


@dataclass(frozen=True, slots=True)
class Offered:
    """A public that somebody may choose."""

    kind: AudienceKind
    key: str
    label: str
    detail: str = ""

    @property
    def name(self) -> str:
        return f"{self.kind}:{self.key}"


What = TypeVar("What")
Finder = Callable[[str, date], Audience | None]
Lister = Callable[[Actor, str], Sequence[Offered]]

_finders: Final[dict[AudienceKind, Finder]] = {}
_listers: Final[dict[AudienceKind, Lister]] = {}


def offers_audience(kind: AudienceKind, *, listed: Lister) -> Callable[[Finder], Finder]:
    """`listed` gives those that hold the words, among what the actor may write to."""

    def offer(finder: Finder) -> Finder:
        _finders[kind], _listers[kind] = finder, listed
        return finder

    return offer


def audience_named(name: str, *, today: date) -> Audience | None:
    """The public of an address (`kind:key`); None where there is none of that name."""
    said, _separator, key = name.partition(":")
    if said not in set(AudienceKind) or AudienceKind(said) not in _finders:
        return None
    return _finders[AudienceKind(said)](key, today)


def audience_of(announcement: Announcement, *, today: date) -> Audience | None:
    """The public of an announcement as it is today; None where it is gone."""
    return audience_named(f"{announcement.audience_kind}:{announcement.audience}", today=today)


def topic_of(announcement: Announcement) -> str:
    """What its notices are about: by it one finds who was told."""
    return f"{ANNOUNCEMENT.name}/{announcement.public_id}"


def audiences_offered(actor: Actor, words: str) -> list[tuple[AudienceKind, Sequence[Offered]]]:
    """What the actor may write to, kind by kind; those that hold the words."""
    found = [(kind, _listers[kind](actor, words)) for kind in AudienceKind if kind in _listers]
    return [(kind, offered) for kind, offered in found if offered]


def speaks_for(actor: Actor, centre_id: int | None) -> bool:
    """The office of the centre; of the whole network, whoever administers it."""
    if actor.is_national_administrator:
        return True
    return centre_id is not None and centre_id in actor.centres_as(*SENDERS)


def centre_at(place: str) -> tuple[Centre | None, bool]:
    """The centre of a key's end, and whether there is such a place (`*`: everywhere)."""
    if place == EVERYWHERE:
        return None, True
    found = Centre.objects.filter(pk=int(place)).first() if place.isdecimal() else None
    return found, found is not None


def centres_to_write_for(actor: Actor) -> list[Centre]:
    """In the order of the published tables."""
    if actor.is_national_administrator:
        return list(Centre.objects.order_by("rank", "pk"))
    centres = Centre.objects.filter(pk__in=actor.centres_as(*SENDERS))
    return list(centres.order_by("rank", "pk"))


def at_each_centre(
    centres: Iterable[Centre], rows: Iterable[tuple[What, int | None, int | None]]
) -> dict[int, set[What]]:
    """What there is at each centre and at those below it, from rows of (what, centre, parent)."""
    found: dict[int, set[What]] = {centre.pk: set() for centre in centres}
    for what, *places in rows:
        for place in places:
            if place in found:
                found[place].add(what)
    return found


def _roles_offered(actor: Actor, words: str) -> list[Offered]:
    """Those that somebody holds today: in the network, or at each of the actor's centres."""
    posts = Appointment.objects.in_force(actor.today)
    if actor.is_national_administrator:
        held = set(posts.order_by().values_list("role", flat=True).distinct())
        places = [(EVERYWHERE, said_of_place(None), held)]
    else:
        rows = posts.order_by().values_list("role", "centre", "centre__parent").distinct()
        centres = centres_to_write_for(actor)
        of = at_each_centre(centres, rows)
        places = [(str(centre.pk), centre.name, of[centre.pk]) for centre in centres]
    return [
        Offered(AudienceKind.ROLE, f"{role}@{key}", str(ROLES[role]), place)
        for role in Role
        for key, place, held in places
        if role in held and words.casefold() in str(ROLES[role]).casefold()
    ]


@offers_audience(AudienceKind.ROLE, listed=_roles_offered)
def holders_of(key: str, today: date) -> Audience | None:
    """Those who hold a post today (`teacher@12`, `teacher@*`): at a centre and those below it."""
    role, _separator, place = key.partition("@")
    centre, is_there = centre_at(place)
    if role not in set(Role) or not is_there:
        return None
    posts = Appointment.objects.in_force(today).filter(role=role)
    if centre is not None:
        posts = posts.filter(Q(centre=centre) | Q(centre__parent=centre))
    people = Person.objects.filter(pk__in=posts.values("person"))
    words = _("%(role)s, %(place)s")
    label = words % {"role": ROLES[Role(role)], "place": said_of_place(centre)}
    return Audience(AudienceKind.ROLE, key, label, centre, people)


def said_of_place(centre: Centre | None) -> str:
    return centre.name if centre else _("the whole network")
