"""Whoever opens a person's file by virtue of a post leaves a trace, which that person can read."""

from collections.abc import Callable
from typing import Final, cast

from gregoire.framework.actors import ActorRequest
from gregoire.framework.models import Look

_ATTRIBUTE: Final = "_looks"
_DEEDS: Final = "_deeds"


def looks_at(request: ActorRequest, person_id: int, *, page: str) -> None:
    """Say that this request shows a person's data; nothing is recorded of one's own."""
    if request.actor.person_id not in (None, person_id):
        looks = cast("list[tuple[int, str]]", getattr(request, _ATTRIBUTE, []))
        setattr(request, _ATTRIBUTE, [*looks, (person_id, page)])


def once_shown(request: ActorRequest, deed: Callable[[], object]) -> None:
    """Say what else is to be recorded of this look: an operation, run once the page has been made."""
    deeds = cast("list[Callable[[], object]]", getattr(request, _DEEDS, []))
    setattr(request, _DEEDS, [*deeds, deed])


def record_looks(request: ActorRequest) -> None:
    """Write what `looks_at` and `once_shown` were told, once the page has been made."""
    looks = cast("list[tuple[int, str]]", getattr(request, _ATTRIBUTE, []))
    by = request.actor.person_id if looks else None
    if by is not None:
        Look.objects.bulk_create([Look(by=by, about=about, page=page) for about, page in looks])
    for deed in cast("list[Callable[[], object]]", getattr(request, _DEEDS, [])):
        deed()
