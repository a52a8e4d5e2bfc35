from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from gregoire.framework import permissions
from gregoire.framework.actors import NOBODY, SYSTEM, Actor, Post, Role
from gregoire.framework.permissions import (
    Permission,
    administers_the_network,
    any_of,
    permission,
)

CENTRE, ELSEWHERE = 7, 8
SPRING = Post(Role.SCHOOLING, CENTRE, date(2026, 3, 1), date(2026, 5, 31))


@pytest.mark.parametrize(
    ("today", "held"),
    [
        (date(2026, 2, 28), False),
        (date(2026, 3, 1), True),
        (date(2026, 5, 31), True),
        (date(2026, 6, 1), False),
    ],
)
def test_a_post_is_held_from_a_day_to_a_day_both_included(*, today: date, held: bool) -> None:
    actor = Actor(1, frozenset({SPRING}), today)

    assert actor.holds(Role.SCHOOLING, at=CENTRE) is held
    assert (Role.SCHOOLING in actor.roles) is held
    assert actor.centres_as(Role.SCHOOLING) == (frozenset({CENTRE}) if held else frozenset())


def test_a_post_is_held_at_its_centre_alone() -> None:
    actor = Actor(1, frozenset({Post(Role.SCHOOLING, CENTRE)}))

    assert actor.holds(Role.SCHOOLING, at=CENTRE)
    assert not actor.holds(Role.SCHOOLING, at=ELSEWHERE)
    assert not actor.holds(Role.EXAMS, at=CENTRE)
    assert not actor.holds(Role.SCHOOLING, at=None)


@pytest.mark.parametrize(
    ("post", "administers"),
    [
        (Post(Role.ADMINISTRATOR, CENTRE, is_national=True), True),
        (Post(Role.ADMINISTRATOR, CENTRE), False),
        (Post(Role.OBSERVATORY, CENTRE, is_national=True), False),
        (Post(Role.ADMINISTRATOR, CENTRE, ends_on=date(2026, 5, 31), is_national=True), False),
    ],
)
def test_the_network_is_administered_by_a_post_in_the_whole_of_it(
    post: Post, *, administers: bool
) -> None:
    actor = Actor(1, frozenset({post}), today=date(2026, 6, 1))

    assert actor.is_national_administrator is administers
    assert administers_the_network(actor) is administers


def test_a_visitor_is_not_known_and_the_house_may_everything() -> None:
    never = Permission("tests.never", lambda _actor, _subject: False)

    assert not NOBODY.is_known
    assert not never.granted(NOBODY, None)
    assert never.granted(SYSTEM, None)
    with pytest.raises(PermissionDenied):
        never.demand(NOBODY, None)


def test_any_of_several_reasons_is_enough() -> None:
    either = any_of(lambda _actor, subject: subject == 1, lambda _actor, subject: subject == 2)

    assert [either(NOBODY, subject) for subject in (1, 2, 3)] == [True, True, False]


def test_a_permission_is_declared_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(permissions, "PERMISSIONS", {})
    permission("tests.do", allow=any_of())

    with pytest.raises(ValueError, match="declared twice"):
        permission("tests.do", allow=any_of())
