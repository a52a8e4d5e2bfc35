from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

import pytest
from django.core.exceptions import PermissionDenied

from gregoire.framework.actors import SYSTEM, Actor
from gregoire.framework.models import JournalEntry
from gregoire.framework.operations import OPERATIONS, operation
from gregoire.framework.permissions import PERMISSIONS, Permission
from gregoire.kernel.machine import Move
from gregoire.network.models import Region
from gregoire.people.models import Person
from tests.makers.people import acting, make_person

pytestmark = pytest.mark.django_db
Made = TypeVar("Made", bound=Callable[..., object])


def is_camille(actor: Actor, subject: object) -> bool:
    return actor.person_id is not None and isinstance(subject, Region)


RENAME = Permission("tests.rename", is_camille)
NEVER = Permission("tests.never", lambda _actor, _subject: False)


def unlisted(function: Made) -> Made:
    """An operation of these tests alone: not one of the house, whose list others read."""
    OPERATIONS.pop(f"framework.{function.__name__}")
    return function


@unlisted
@operation(permit=RENAME, on="region")
def rename(*, by: Actor, region: Region, name: str, fails: bool = False) -> Region:  # noqa: ARG001
    region.name = name
    region.save()
    if fails:
        raise LookupError(name)
    return region


@unlisted
@operation(permit=NEVER, on="person", journal="result")
def forbid(*, by: Actor, person: Person) -> Region:  # noqa: ARG001
    return Region.objects.create(name="never made")


def test_an_operation_writes_and_leaves_one_line_in_the_journal() -> None:
    region, person = Region.objects.create(name="Before"), make_person()

    rename(by=acting(person), region=region, name="After")

    region.refresh_from_db()
    entry = JournalEntry.objects.get()
    assert region.name == "After"
    assert (entry.operation, entry.by, entry.on_type, entry.on_id) == (
        "framework.rename",
        person.pk,
        "network.Region",
        str(region.pk),
    )


def test_whoever_may_not_is_denied_before_anything_is_written() -> None:
    with pytest.raises(PermissionDenied, match=r"tests\.never"):
        forbid(by=acting(make_person()), person=make_person())

    assert Region.objects.count() == 0
    assert JournalEntry.objects.count() == 0


def test_the_house_itself_may_and_the_journal_names_what_was_made() -> None:
    made = forbid(by=SYSTEM, person=make_person())

    entry = JournalEntry.objects.get()
    assert (entry.by, entry.on_type, entry.on_id) == (None, "network.Region", str(made.pk))


def test_the_journal_says_about_whom() -> None:
    person = make_person()

    entry = JournalEntry.record("tests.look", by=SYSTEM, on=person)

    assert entry.about == person.pk


def test_an_operation_that_fails_leaves_nothing() -> None:
    region = Region.objects.create(name="Before")

    with pytest.raises(LookupError):
        rename(by=acting(make_person()), region=region, name="After", fails=True)

    region.refresh_from_db()
    assert region.name == "Before"
    assert JournalEntry.objects.count() == 0


def test_an_operation_takes_keywords_only() -> None:
    def positional(by: Actor, region: Region) -> None: ...

    with pytest.raises(TypeError, match="keyword arguments only"):
        operation(permit=RENAME, on="region")(positional)


class Door(StrEnum):
    SHUT = "shut"
    OPEN = "open"


OPEN = Move("open", frozenset({Door.SHUT}), Door.OPEN, "tests.rename")
LOCK = Move("lock", frozenset({Door.OPEN}), Door.SHUT, "tests.never")


@unlisted
@operation(on="region")
def move_door(*, by: Actor, region: Region, move: Move[Door]) -> Region:  # noqa: ARG001
    return region


def test_without_a_permit_of_its_own_an_operation_asks_that_of_the_move(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for permit in (RENAME, NEVER):
        monkeypatch.setitem(PERMISSIONS, permit.code, permit)
    region, actor = Region.objects.create(name="A door"), acting(make_person())

    move_door(by=actor, region=region, move=OPEN)

    with pytest.raises(PermissionDenied):
        move_door(by=actor, region=region, move=LOCK)
    assert JournalEntry.objects.count() == 1
