"""What the modules above add to a person's page: each offers its panels, its actions, its words.

A module registers them in its `apps.py`, in `ready()`, by importing the file that says

    @offers_panel(rank=10)
    def registrations(actor: Actor, person: Person) -> Panel | None:
        ...
        return Panel("enrolment/panel.html", RegistrationsPanel(...))

The template of a panel receives its value as `panel`. What a module keeps for the person themselves it
offers to the page of their documents likewise, by `@offers_papers`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from django.utils.functional import Promise

from gregoire.framework.actors import Actor
from gregoire.people.models import Person
from gregoire.people.wording import OPERATIONS


@dataclass(frozen=True, slots=True)
class Panel:
    """A card of the page: its template, and the value that the template knows as `panel`."""

    template: str
    value: object


@dataclass(frozen=True, slots=True)
class Action:
    """A button at the top of the page."""

    label: str
    url: str
    sign: str = ""
    kind: str = ""  # "primary" for the one thing to do


Made = TypeVar("Made")
PanelMaker = Callable[[Actor, Person], Panel | None]
ActionMaker = Callable[[Actor, Person], Action | None]
PapersMaker = Callable[[Actor], Panel | None]

_panels: Final[list[tuple[bool, int, PanelMaker]]] = []
_actions: Final[list[tuple[int, ActionMaker]]] = []
_papers: Final[list[tuple[int, PapersMaker]]] = []
_said: Final[dict[str, Promise]] = dict(OPERATIONS)


def offers_panel(*, rank: int, aside: bool = False) -> Callable[[PanelMaker], PanelMaker]:
    """Low ranks stand first; `aside` is the narrow column."""

    def offer(maker: PanelMaker) -> PanelMaker:
        _panels.append((aside, rank, maker))
        return maker

    return offer


def offers_action(*, rank: int) -> Callable[[ActionMaker], ActionMaker]:
    def offer(maker: ActionMaker) -> ActionMaker:
        _actions.append((rank, maker))
        return maker

    return offer


def offers_papers(*, rank: int) -> Callable[[PapersMaker], PapersMaker]:
    """A card of the page where people find their own documents."""

    def offer(maker: PapersMaker) -> PapersMaker:
        _papers.append((rank, maker))
        return maker

    return offer


def says_of_operations(words: Mapping[str, Promise]) -> None:
    """How the journal of a person's page names the operations of a module."""
    _said.update(words)


def panels_for(actor: Actor, person: Person, *, aside: bool) -> list[Panel]:
    makers = [(rank, maker) for beside, rank, maker in _panels if beside is aside]
    return _made(makers, actor, person)


def actions_for(actor: Actor, person: Person) -> list[Action]:
    return _made(_actions, actor, person)


def papers_of(actor: Actor) -> list[Panel]:
    """What the modules keep for whoever looks at their own documents."""
    ranked = sorted(_papers, key=lambda ranked: ranked[0])
    return [made for _, maker in ranked if (made := maker(actor)) is not None]


def _made(  # the order of the ranks; what has nothing to show is left out
    makers: Iterable[tuple[int, Callable[[Actor, Person], Made | None]]],
    actor: Actor,
    person: Person,
) -> list[Made]:
    ranked = sorted(makers, key=lambda ranked: ranked[0])
    return [made for _, maker in ranked if (made := maker(actor, person)) is not None]


def said_of(operation: str) -> str:
    """What the journal says of an operation; an operation that nobody has named keeps its name."""
    return str(_said.get(operation, operation))
